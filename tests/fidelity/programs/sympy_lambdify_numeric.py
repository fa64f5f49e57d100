import numpy as np
import sympy as sp
from sympy import nsolve, lambdify, symbols

x, y = symbols("x y")
expr = sp.sin(x) * sp.exp(-x / 3) + x**2 / 10
f = lambdify(x, expr, "numpy")
print(f(np.array([0.0, 1.0, 2.0])).round(8), round(float(f(3)), 8))
df = lambdify(x, sp.diff(expr, x))
print(round(df(1.0), 8))
g = lambdify((x, y), x**2 + y, modules="math")
print(g(3, 4), g(0.5, 0.25))
print(round(nsolve(sp.cos(x) - x, x, 1), 12), nsolve([x**2 + y**2 - 5, x * y - 2], [x, y], [1.5, 0.8]).evalf(8).T)
M = lambdify(x, sp.Matrix([[sp.cos(x), -sp.sin(x)], [sp.sin(x), sp.cos(x)]]), "numpy")
print(M(np.pi / 2).round(8) + 0.0)
poly = sp.Poly(x**5 - 3*x + 1, x)
print([sp.N(r, 8) for r in poly.real_roots()], [round(complex(r).real, 6) for r in poly.nroots() if sp.im(r) == 0])
print(sp.N(sp.Integral(sp.exp(-x**2), (x, 0, 1)), 15), expr.evalf(10, subs={x: 1.5}), sp.sqrt(2).evalf(40))
grid = np.linspace(0, 6, 7)
[f"{v:.3f}" for v in f(grid)]
