def smallest_factor(n):
    for p in range(2, int(n**0.5) + 1):
        if n % p == 0:
            break
    else:
        return n
    return p

print([smallest_factor(n) for n in range(2, 30)])

n = 27
steps = 0
while n != 1:
    n = n // 2 if n % 2 == 0 else 3 * n + 1
    steps += 1
    if steps > 500:
        print("too long")
        break
else:
    print("reached 1 after", steps)

for i in range(3):
    for j in range(3):
        if i == j:
            continue
        if j == 2:
            break
        print(i, j, end="; ")
print()
pass
