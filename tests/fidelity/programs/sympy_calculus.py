import sympy as sp

x, y, n, k = sp.symbols("x y n k")
f = x**3 * sp.exp(-x) * sp.sin(x)
print(sp.diff(f, x))
print(sp.diff(sp.log(x**2 + 1), x, 2).simplify(), sp.diff(x**2 * y**3, x, y))
print(sp.integrate(x * sp.exp(x), x), sp.integrate(sp.sin(x)**2, (x, 0, sp.pi)), sp.integrate(sp.exp(-x**2), (x, -sp.oo, sp.oo)))
print(sp.integrate(1 / (1 + x**2), (x, 0, 1)), sp.integrate(x * y, (x, 0, y), (y, 0, 2)))
print(sp.limit(sp.sin(x) / x, x, 0), sp.limit((1 + 1/n)**n, n, sp.oo), sp.limit(1/x, x, 0, "-"))
print(sp.series(sp.cos(x), x, 0, 8), sp.series(sp.exp(x) * sp.sin(x), x, 0, 5).removeO())
g = x**3 - 3*x + 1
critical = sp.solve(sp.diff(g, x), x)
for c in critical:
    kind = "min" if sp.diff(g, x, 2).subs(x, c) > 0 else "max"
    print(c, g.subs(x, c), kind)
print(sp.Derivative(sp.sin(x), x).doit(), sp.Integral(x**2, (x, 0, 3)).doit(), sp.tan(x).diff(x))
sp.diff(x**x, x)
