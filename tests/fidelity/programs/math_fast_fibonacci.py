def fib_pair(n):
    if n == 0:
        return (0, 1)
    a, b = fib_pair(n >> 1)
    c = a * (2 * b - a)
    d = a * a + b * b
    return (d, c + d) if n & 1 else (c, d)

def fib_iter(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a

assert all(fib_pair(k)[0] == fib_iter(k) for k in range(200))
f = fib_pair(1000)[0]
print(len(str(f)), str(f)[:20], f % 10**10)
pisano = next(k for k in range(1, 2000) if (fib_pair(k)[0] % 100, fib_pair(k + 1)[0] % 100) == (0, 1))
print("period mod 100:", pisano)
total, a, b = 0, 1, 2
while a < 4_000_000:
    total += a if a % 2 == 0 else 0
    a, b = b, a + b
print(total)
zeckendorf = []
n = 1000
while n:
    k = max(k for k in range(30) if fib_iter(k) <= n)
    zeckendorf.append(fib_iter(k)); n -= zeckendorf[-1]
zeckendorf
