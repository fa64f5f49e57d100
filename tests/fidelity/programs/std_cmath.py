import cmath
import math

z = 3 + 4j
print(abs(z), cmath.polar(z)[0], round(cmath.phase(z), 10), z.real, z.imag)
print(cmath.sqrt(-4), cmath.isclose(cmath.exp(1j * math.pi), -1), cmath.rect(2, 0))

def roots_of_unity(n):
    return [cmath.exp(2j * cmath.pi * k / n) for k in range(n)]

def solve_quadratic(a, b, c):
    d = cmath.sqrt(b * b - 4 * a * c)
    return (-b + d) / (2 * a), (-b - d) / (2 * a)

for w in roots_of_unity(6):
    print(f"{w.real:+.4f} {w.imag:+.4f}i")
print(solve_quadratic(1, 2, 5), solve_quadratic(1, -3, 2))
s = sum(roots_of_unity(7))
print(abs(s) < 1e-12)

def mandelbrot(c, limit=50):
    z = 0
    for k in range(limit):
        if abs(z) > 2:
            return k
        z = z * z + c
    return limit

for y in range(-4, 5):
    print("".join(" .:-=+*#%@"[min(9, mandelbrot(complex(x / 10, y / 4)) // 6)] for x in range(-20, 8)))
