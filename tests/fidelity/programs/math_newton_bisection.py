import math

def newton(f, df, x, tol=1e-12, max_iter=50):
    for k in range(max_iter):
        step = f(x) / df(x)
        x -= step
        if abs(step) < tol:
            return x, k + 1
    raise RuntimeError("no convergence")

def bisect(f, a, b, tol=1e-10):
    if f(a) * f(b) > 0:
        raise ValueError("no sign change")
    while b - a > tol:
        m = (a + b) / 2
        a, b = (a, m) if f(a) * f(m) <= 0 else (m, b)
    return (a + b) / 2

root, its = newton(lambda x: x**3 - 2 * x - 5, lambda x: 3 * x**2 - 2, 2)
print(f"Newton: {root:.10f} in {its} steps")
print(f"Bisection: {bisect(lambda x: math.cos(x) - x, 0, 1):.8f}")
secant = [0.0, 1.0]
f = lambda x: math.exp(-x) - x
while abs(secant[-1] - secant[-2]) > 1e-12:
    a, b = secant[-2:]
    secant.append(b - f(b) * (b - a) / (f(b) - f(a)))
print(f"Secant: {secant[-1]:.10f}, {len(secant)} values")
try:
    bisect(lambda x: x * x + 1, -1, 1)
except ValueError as err:
    print("ValueError:", err)
phi = (math.sqrt(5) - 1) / 2
a, b = 0, 4
while b - a > 1e-8:
    c, d = b - phi * (b - a), a + phi * (b - a)
    if (c - 2.5) ** 2 < (d - 2.5) ** 2: b = d
    else: a = c
round((a + b) / 2, 6)
