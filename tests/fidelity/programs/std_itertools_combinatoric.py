from itertools import combinations, permutations, product, combinations_with_replacement, islice

print(list(combinations("abcd", 2)))
print(len(list(permutations(range(6)))), list(permutations("ab")))
print(list(product([0, 1], repeat=3))[3:6], list(product("ab", [1, 2])))
print(list(combinations_with_replacement([1, 2, 3], 2)))
solutions = [(a, b, c) for a, b, c in combinations(range(1, 40), 3) if a + b + c == 40 and a * a + b * b == c * c]
print(solutions)
send_more = []
for s, e, n, d, m, o, r, y in islice(permutations(range(10), 8), 0, 60000):
    if s and m and 1000*s + 100*e + 10*n + d == y * 7:
        send_more.append((s, e, n, d, y))
print(len(send_more), send_more[:3])
subsets = [c for r in range(4) for c in combinations([3, 5, 8], r)]
print(subsets)
sum(1 for c in combinations(range(1, 16), 4) if sum(c) % 5 == 0)
