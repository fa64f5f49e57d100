import numpy as np
from scipy.optimize import minimize, minimize_scalar, curve_fit, linprog, least_squares, differential_evolution

rosen = lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2
res = minimize(rosen, [-1.2, 1], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-8})
print(res.x.round(4), res.success)
print(minimize(rosen, [0, 0], method="BFGS").x.round(3))
con = {"type": "eq", "fun": lambda p: p[0] + p[1] - 10}
res = minimize(lambda p: p[0] ** 2 + 2 * p[1] ** 2, [1, 1], constraints=[con], bounds=[(0, None), (0, None)])
print(res.x.round(4), round(res.fun, 4))
print(round(minimize_scalar(lambda x: (x - 2) ** 2 + 1, bounds=(0, 5), method="bounded").x, 5))
x = np.linspace(0, 4, 30)
y = 2.5 * np.exp(-1.3 * x) + 0.5
popt, pcov = curve_fit(lambda x, a, b, c: a * np.exp(-b * x) + c, x, y)
print(popt.round(4), pcov.shape)
lp = linprog(c=[-3, -5], A_ub=[[1, 0], [0, 2], [3, 2]], b_ub=[4, 12, 18])
print(lp.x, lp.fun, lp.status)
ls = least_squares(lambda p: p[0] * x + p[1] - (3 * x - 1), [0, 0])
print(ls.x.round(6))
de = differential_evolution(lambda p: sum(v**2 - 10 * np.cos(2 * np.pi * v) + 10 for v in p), [(-5, 5)] * 2, seed=1)
de.x.round(4) + 0.0, de.success
