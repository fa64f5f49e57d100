import numpy as np

N = 1_000_000
sieve = np.ones(N + 1, dtype=bool)
sieve[:2] = False
for p in range(2, int(N**0.5) + 1):
    if sieve[p]:
        sieve[p * p :: p] = False
primes = np.flatnonzero(sieve)
print(len(primes), primes[-3:], int(primes.sum()))
gaps = np.diff(primes)
print(gaps.max(), primes[gaps.argmax()], np.bincount(gaps)[2:8:2])
dp = np.zeros(201, dtype=np.int64)
dp[0] = 1
for coin in (1, 2, 5, 10, 20, 50, 100, 200):
    for s in range(coin, 201):
        dp[s] += dp[s - coin]
print(dp[200])
tri = np.array([[3, 0, 0, 0], [7, 4, 0, 0], [2, 4, 6, 0], [8, 5, 9, 3]])
best = tri[-1].copy()
for row in tri[-2::-1]:
    best[:-1] = row[:-1] + np.maximum(best[:-1], best[1:])
print(best[0])
big = np.array([2**62, 3**40 * 5], dtype=object)
big *= 1000
big[0] + big[1]
