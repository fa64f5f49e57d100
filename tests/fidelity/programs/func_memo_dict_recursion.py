memo = {}

def catalan(n):
    if n in memo:
        return memo[n]
    if n <= 1:
        return 1
    memo[n] = sum(catalan(k) * catalan(n - 1 - k) for k in range(n))
    return memo[n]

def paths(r, c, blocked=frozenset(), cache=None):
    cache = {} if cache is None else cache
    if (r, c) in blocked or r < 0 or c < 0:
        return 0
    if r == c == 0:
        return 1
    if (r, c) not in cache:
        cache[r, c] = paths(r - 1, c, blocked, cache) + paths(r, c - 1, blocked, cache)
    return cache[r, c]

print([catalan(n) for n in range(12)], len(memo))
print(paths(8, 8), paths(8, 8, frozenset({(4, 4), (2, 6)})))
catalan(80)
