from scipy import integrate
from scipy.integrate import quad, dblquad, solve_ivp, odeint, simpson, trapezoid
import numpy as np

value, err = quad(lambda x: np.exp(-x**2), -np.inf, np.inf)
print(f"{value:.10f} {np.sqrt(np.pi):.10f} {err < 1e-6}")
print(f"{quad(np.sin, 0, np.pi)[0]:.8f} {quad(lambda x, a: x**a, 0, 1, args=(3,))[0]:.8f}")
area, _ = dblquad(lambda y, x: x * y**2, 0, 2, lambda x: 0, lambda x: x)
print(f"{area:.8f}")
print(f"{integrate.tplquad(lambda z, y, x: x + y + z, 0, 1, 0, 1, 0, 1)[0]:.6f}")
sol = solve_ivp(lambda t, y: [y[1], -y[0]], (0, 2 * np.pi), [1, 0], rtol=1e-8, atol=1e-10, t_eval=np.linspace(0, 2 * np.pi, 5))
print(sol.y.round(5) + 0.0, sol.success)
t = np.linspace(0, 5, 6)
print(odeint(lambda y, t: -0.5 * y, 10.0, t).ravel().round(5))
x = np.linspace(0, 1, 11)
print(f"{simpson(x**3, x=x):.6f} {trapezoid(x**2, x):.6f}", integrate.cumulative_trapezoid(x, x, initial=0)[-1].round(6))
pred = solve_ivp(lambda t, z: [1.5 * z[0] - z[0] * z[1], z[0] * z[1] - 3 * z[1]], (0, 2), [10, 5], rtol=1e-8)
pred.y[:, -1].round(4)
