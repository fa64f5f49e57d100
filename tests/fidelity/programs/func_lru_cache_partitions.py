from functools import lru_cache

@lru_cache(maxsize=None)
def p(n, m):
    if n == 0:
        return 1
    if n < 0 or m == 0:
        return 0
    return p(n, m - 1) + p(n - m, m)

for n in (5, 10, 50, 100):
    print(n, p(n, n))
info = p.cache_info()
print(info.misses > 1000, info.maxsize)
p.cache_clear()
print(p.cache_info())
p(200, 200)
