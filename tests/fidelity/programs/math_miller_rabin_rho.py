from math import gcd

def is_prime(n):
    if n < 2:
        return False
    small = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
    for p in small:
        if n % p == 0:
            return n == p
    d, s = n - 1, 0
    while not d & 1:
        d >>= 1
        s += 1
    for a in small:
        x = pow(a, d, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True

def rho(n, c=1):
    f = lambda x: (x * x + c) % n
    x = y = 2
    d = 1
    while d == 1:
        x, y = f(x), f(f(y))
        d = gcd(abs(x - y), n)
    return d if d != n else rho(n, c + 1)

def factor(n):
    if n == 1:
        return []
    if is_prime(n):
        return [n]
    d = 2 if n % 2 == 0 else rho(n)
    return sorted(factor(d) + factor(n // d))

print([n for n in range(10**6, 10**6 + 100) if is_prime(n)])
print(is_prime(2**61 - 1), is_prime(2**67 - 1), factor(8051), factor(2**32 * 3 + 1), factor(1000000016000000063))
