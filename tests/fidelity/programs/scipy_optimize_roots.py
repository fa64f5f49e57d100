from scipy import optimize
from scipy.optimize import brentq, fsolve, root_scalar, newton
import numpy as np

f = lambda x: x**3 - 2 * x - 5
print(f"{brentq(f, 2, 3):.10f}")
sol = root_scalar(f, bracket=[2, 3], method="bisect")
print(f"{sol.root:.8f}", sol.converged)
print(f"{newton(f, 2.0, fprime=lambda x: 3 * x**2 - 2):.10f}")

def equations(v):
    x, y = v
    return [x**2 + y**2 - 25, x * y - 12]

for guess in [(5, 2), (1, 6), (-5, -2)]:
    print(np.round(fsolve(equations, guess), 6))
result = optimize.root(equations, [3.5, 3.5])
print(result.success, result.x.round(6))
fixed = optimize.fixed_point(np.cos, 0.5)
print(f"{fixed:.8f}")
try:
    brentq(lambda x: x * x + 1, -1, 1)
except ValueError as e:
    print("ValueError:", e)
