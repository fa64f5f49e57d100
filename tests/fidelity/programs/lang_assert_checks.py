def isqrt_newton(n):
    assert n >= 0, "n must not be negative"
    if n == 0:
        return 0
    x = 1 << (n.bit_length() + 1) // 2
    while True:
        y = (x + n // x) // 2
        if y >= x:
            return x
        x = y

for n in range(2000):
    r = isqrt_newton(n)
    assert r * r <= n < (r + 1) ** 2
print("all checks passed")
big = 10**60 + 12345
r = isqrt_newton(big)
print(r, r * r <= big)
try:
    isqrt_newton(-1)
except AssertionError as e:
    print("AssertionError:", e)
