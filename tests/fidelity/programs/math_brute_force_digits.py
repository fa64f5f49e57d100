solutions = []
for abc in range(100, 1000):
    a, b, c = abc // 100, abc // 10 % 10, abc % 10
    if abc == a**3 + b**3 + c**3:
        solutions.append(abc)
print("Armstrong:", solutions)

count = 0
for n in range(1, 10**5):
    digits = sorted(str(n))
    if len(set(digits)) == len(digits) and n % 7 == 0 and sum(map(int, digits)) % 11 == 0:
        count += 1
print("count =", count)

answer = None
for x in range(1, 200):
    for y in range(1, 200):
        if x * x - 3 * x * y + 2 * y * y == -90 and x > y / 2:
            answer = (x, y)
            break
    if answer:
        break
print(f"First pair: {answer}")
pandigital = [n for n in range(12345, 98766) if set(str(n)) == set("13579") and n % 9 == 7]
print(pandigital[:5], len(pandigital))
