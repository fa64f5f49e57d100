from fractions import Fraction
from math import isqrt, floor, pi, e

def cf(x, n):
    out = []
    for _ in range(n):
        a = floor(x)
        out.append(a)
        if x == a:
            break
        x = 1 / (x - a)
    return out

def convergents(terms):
    h0, h1, k0, k1 = 1, terms[0], 0, 1
    yield Fraction(h1, k1)
    for a in terms[1:]:
        h0, h1 = h1, a * h1 + h0
        k0, k1 = k1, a * k1 + k0
        yield Fraction(h1, k1)

print(cf(pi, 5), cf(e, 10), cf(Fraction(415, 93), 10))
print([str(c) for c in convergents([1] + [2] * 7)])

def sqrt_period(n):
    a0 = isqrt(n)
    if a0 * a0 == n:
        return []
    m, d, a, out = 0, 1, a0, []
    while a != 2 * a0:
        m = d * a - m
        d = (n - m * m) // d
        a = (a0 + m) // d
        out.append(a)
    return out

for n in (2, 7, 13, 23, 61):
    print(n, sqrt_period(n))
sum(1 for n in range(2, 1000) if len(sqrt_period(n)) % 2)
