from functools import cache
from math import comb

@cache
def stirling2(n, k):
    if n == k:
        return 1
    if k == 0 or k > n:
        return 0
    return k * stirling2(n - 1, k) + stirling2(n - 1, k - 1)

bell = [sum(stirling2(n, k) for k in range(n + 1)) for n in range(15)]
print(bell)
check = [1]
for n in range(14):
    check.append(sum(comb(n, k) * check[k] for k in range(n + 1)))
print(bell == check)
print(stirling2.__name__, stirling2(4, 2))
stirling2(30, 12)
