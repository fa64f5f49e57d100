def factorize(n):
    factors = {}
    d = 2
    while d * d <= n:
        while n % d == 0:
            factors[d] = factors.get(d, 0) + 1
            n //= d
        d += 1 if d == 2 else 2
    if n > 1:
        factors[n] = factors.get(n, 0) + 1
    return factors

def divisors(n):
    result = [1]
    for p, e in factorize(n).items():
        result = [d * p**k for d in result for k in range(e + 1)]
    return sorted(result)

def phi(n):
    out = n
    for p in factorize(n):
        out -= out // p
    return out

for n in (360, 1001, 2**20 * 3**5, 600851475143, 999999000001):
    f = factorize(n)
    print(n, "=", " * ".join(f"{p}^{e}" if e > 1 else str(p) for p, e in f.items()))
print(divisors(360), len(divisors(10**10)))
print([phi(n) for n in range(1, 20)], sum(phi(d) for d in divisors(5040)))
abundant = [n for n in range(1, 100) if sum(divisors(n)) > 2 * n]
abundant
