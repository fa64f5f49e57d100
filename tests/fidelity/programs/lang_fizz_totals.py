# Sum of multiples of 3 or 7 below 1000, two ways
total = 0
for n in range(1000):
    if n % 3 == 0 or n % 7 == 0:
        total += n
print("loop:", total)

def tri(k, limit):
    m = (limit - 1) // k
    return k * m * (m + 1) // 2

closed = tri(3, 1000) + tri(7, 1000) - tri(21, 1000)
print("closed form:", closed)
assert total == closed
total
