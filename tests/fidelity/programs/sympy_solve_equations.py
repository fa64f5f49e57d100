from sympy import symbols, solve, Eq, sqrt, Rational, solveset, S, linsolve, nonlinsolve, pprint

x, y, z = symbols("x y z")
print(solve(x**2 - 5*x + 6, x), solve(x**2 + x + 1, x), solve(Eq(2*x + 3, 7), x))
print(solve([x + y - 10, x - y - 4], [x, y]), solve([x**2 + y**2 - 25, x - y - 1], [x, y]))
print(solve(x**3 - 6*x**2 + 11*x - 6), solve(sqrt(x + 3) - x + 3, x))
print(solveset(x**2 - 4, x, domain=S.Reals), linsolve([x + y + z - 6, 2*y + 5*z + 4, 2*x + 5*y - z - 27], x, y, z))
print(nonlinsolve([x * y - 1, x - 2], [x, y]))
sols = solve(x**4 - 5*x**2 + 4, x)
for s in sorted(sols):
    print(f"x = {s}, check: {(x**4 - 5*x**2 + 4).subs(x, s)}")
a, b, c = symbols("a b c", positive=True)
print(solve(a * x**2 + b * x + c, x))
r = solve(x**2 - x - 1, x)
print(r, [v.evalf(10) for v in r], (r[0] * r[1]).simplify(), (r[0] + r[1]).simplify())
Rational(3, 7) + Rational(1, 2)
