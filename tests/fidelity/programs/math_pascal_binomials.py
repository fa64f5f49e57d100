from math import comb

triangle = [[1]]
while len(triangle) < 12:
    prev = triangle[-1]
    triangle.append([1, *(prev[i] + prev[i + 1] for i in range(len(prev) - 1)), 1])
print(triangle[-1])
assert all(triangle[n][k] == comb(n, k) for n in range(12) for k in range(n + 1))
for row in triangle[:8]:
    print("".join("#" if v % 2 else " " for v in row))
print([sum(triangle[n - k][k] for k in range(n // 2 + 1)) for n in range(12)])
big = sum(1 for n in range(1, 101) for r in range(n + 1) if comb(n, r) > 1_000_000)
print(big)
derangements = [1, 0]
for n in range(2, 13):
    derangements.append((n - 1) * (derangements[-1] + derangements[-2]))
print(derangements)
multinomial = lambda *ks: 1 if not ks else comb(sum(ks), ks[-1]) * multinomial(*ks[:-1])
multinomial(4, 4, 2, 1)
