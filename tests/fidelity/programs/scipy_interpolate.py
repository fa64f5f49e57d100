import numpy as np
from scipy.interpolate import interp1d, CubicSpline, KroghInterpolator, UnivariateSpline, BSpline, PchipInterpolator, griddata, RegularGridInterpolator, barycentric_interpolate

x = np.array([0, 1, 2, 3, 4.0])
y = np.array([1, 2, 0, 5, 3.0])
lin = interp1d(x, y)
print(lin([0.5, 2.5]), interp1d(x, y, kind="cubic")(1.5).round(6))
cs = CubicSpline(x, y, bc_type="natural")
print(cs([0.5, 1.5, 2.5]).round(6), cs(1.0, 1).round(6), cs.integrate(0, 4).round(6))
p = KroghInterpolator(x[:3], y[:3])
print(p.derivative(0.5).round(6), p(1.5).round(6))
print(PchipInterpolator(x, y)(0.25).round(6), barycentric_interpolate(x, y, 2.2).round(6))
s = UnivariateSpline(x, y, k=3, s=0)
print(s(3.3).round(6), s.derivative()(3.3).round(6))
grid = RegularGridInterpolator((np.arange(3), np.arange(3)), np.arange(9.0).reshape(3, 3))
print(grid([[0.5, 0.5], [1.2, 1.9]]))
print(griddata(np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 2]), [[0.25, 0.5]]))
try:
    lin(9)
except ValueError:
    print("outside of the range")
b = BSpline([0, 1, 2, 3, 4, 5], [0, 1, 0], 2)
b(2.5)
