from functools import lru_cache
from itertools import product

def mex(s):
    k = 0
    while k in s:
        k += 1
    return k

@lru_cache(None)
def grundy(n, moves=(1, 3, 4)):
    return mex({grundy(n - m, moves) for m in moves if m <= n})

print([grundy(n) for n in range(20)])
losing = [p for p in product(range(1, 6), repeat=3) if p[0] <= p[1] <= p[2] and p[0] ^ p[1] ^ p[2] == 0]
print(losing)

@lru_cache(None)
def best_score(piles, turn=0):
    if not any(piles):
        return 0
    results = []
    for i, p in enumerate(piles):
        for take in range(1, min(2, p) + 1):
            rest = piles[:i] + (p - take,) + piles[i + 1:]
            results.append(take * (i + 1) - best_score(rest))
    return max(results)

print(best_score((3, 2, 4)), best_score.cache_info().currsize)

@lru_cache(None)
def kayles(n):
    return mex({kayles(a) ^ kayles(n - 1 - a) for a in range(n)} |
               {kayles(a) ^ kayles(n - 2 - a) for a in range(n - 1)}) if n > 0 else 0

[kayles(n) for n in range(15)]
