import math

def trapezoid(f, a, b, n):
    h = (b - a) / n
    return h * (f(a) / 2 + sum(f(a + i * h) for i in range(1, n)) + f(b) / 2)

def romberg(f, a, b, levels=6):
    R = [[trapezoid(f, a, b, 2**k)] for k in range(levels)]
    for k in range(1, levels):
        for j in range(1, k + 1):
            R[k].append(R[k][j - 1] + (R[k][j - 1] - R[k - 1][j - 1]) / (4**j - 1))
    return R[-1][-1]

for n in (4, 16, 64):
    print(n, f"{trapezoid(math.sin, 0, math.pi, n):.8f}")
print(f"{romberg(math.sin, 0, math.pi):.10f} {romberg(lambda x: math.exp(-x * x), 0, 2):.8f}")

def rk4(f, y, t, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, [a + h / 2 * b for a, b in zip(y, k1)])
    k3 = f(t + h / 2, [a + h / 2 * b for a, b in zip(y, k2)])
    k4 = f(t + h, [a + h * b for a, b in zip(y, k3)])
    return [a + h / 6 * (p + 2 * q + 2 * r + s) for a, p, q, r, s in zip(y, k1, k2, k3, k4)]

y, t, h = [1.0, 0.0], 0.0, 0.05
while t < 2 * math.pi - h / 2:
    y = rk4(lambda t, y: [y[1], -y[0]], y, t, h)
    t += h
print(f"x = {y[0]:.5f}, v = {y[1]:.5f}, t = {t:.2f}")
