import random

def quick(a):
    if len(a) <= 1:
        return a
    p, *rest = a
    return quick([x for x in rest if x < p]) + [p] + quick([x for x in rest if x >= p])

def merge_count(a):
    if len(a) < 2:
        return a, 0
    m = len(a) // 2
    (l, x), (r, y) = merge_count(a[:m]), merge_count(a[m:])
    out, i, j, inv = [], 0, 0, x + y
    while i < len(l) and j < len(r):
        if l[i] <= r[j]:
            out.append(l[i]); i += 1
        else:
            out.append(r[j]); j += 1
            inv += len(l) - i
    return out + l[i:] + r[j:], inv

def bubble(a):
    a = list(a)
    swaps = 0
    for i in range(len(a)):
        for j in range(len(a) - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
                swaps += 1
    return a, swaps

rng = random.Random(5)
data = [rng.randrange(1000) for _ in range(60)]
expected = sorted(data)
print(quick(data) == expected, merge_count(data)[0] == expected, bubble(data)[0] == expected)
print(merge_count(data)[1], bubble(data)[1], expected[:5])
