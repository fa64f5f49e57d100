import bisect
from random import Random

grades = [bisect.bisect([60, 70, 80, 90], s) for s in (33, 60, 77, 89, 90, 100)]
print(["FDCBA"[g] for g in grades])
data = []
rng = Random(1)
for _ in range(15):
    bisect.insort(data, rng.randrange(100))
print(data, bisect.bisect_left(data, 50), bisect.bisect_right(data, 50))

def lis(seq):
    tails = []
    for x in seq:
        i = bisect.bisect_left(tails, x)
        tails[i:i + 1] = [x]
    return len(tails)

print(lis([10, 9, 2, 5, 3, 7, 101, 18, 4, 20]), lis(range(50)), lis(range(50, 0, -1)))
people = [("ann", 25), ("bob", 31), ("cy", 40)]
print(bisect.bisect_left(people, 31, key=lambda p: p[1]))

def first_true(lo, hi, pred):
    while lo < hi:
        mid = (lo + hi) // 2
        if pred(mid):
            hi = mid
        else:
            lo = mid + 1
    return lo

first_true(0, 10**12, lambda n: n * n >= 2 * 10**18)
