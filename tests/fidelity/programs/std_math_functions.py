import math

print(math.factorial(20), math.comb(50, 25), math.perm(10, 3), math.gcd(84, 126, 210), math.lcm(4, 6, 10))
print(math.isqrt(10**20 + 1), math.prod(range(1, 8)), math.floor(-2.5), math.ceil(2.1), math.trunc(-2.9))
print(f"{math.pi:.10f} {math.e:.10f} {math.tau:.6f} {math.inf} {math.nan}")
print(round(math.sin(math.pi / 6), 10), round(math.cos(1), 10), round(math.atan2(1, -1), 10))
print(math.degrees(math.pi), math.radians(180) == math.pi, math.hypot(3, 4, 12), math.dist((0, 0), (3, 4)))
print(round(math.log(100, 10), 10), math.log2(1024), math.log10(1000), round(math.log1p(1e-10), 20), round(math.exp(1.5), 10))
print(round(math.gamma(5.5), 8), round(math.lgamma(100), 8), round(math.erf(0.5), 10))
print(math.copysign(3, -0.0), math.fmod(-7, 3), -7 % 3, math.modf(3.25), math.frexp(10.0), math.ldexp(0.5, 4))
print(math.isclose(0.1 + 0.2, 0.3), math.isnan(math.nan), math.isinf(-math.inf), math.isfinite(1e308))
print(math.fsum([0.1] * 10), math.sqrt(2) ** 2 == 2, math.cbrt(27))
try:
    math.sqrt(-1)
except ValueError as e:
    print(type(e).__name__)
