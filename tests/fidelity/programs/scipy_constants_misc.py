import scipy
from scipy import constants as const
from scipy.optimize import linear_sum_assignment
from scipy.cluster.hierarchy import linkage, fcluster
from scipy.fft import fft, dct, fftfreq
import numpy as np

print(const.c, const.pi, const.g, const.inch, const.mile, const.zero_Celsius, round(const.golden, 6))
print(f"{const.h:.4e} {const.N_A:.4e} {const.k:.4e} {const.convert_temperature(100, 'C', 'F'):.1f}")
cost = np.array([[4, 1, 3], [2, 0, 5], [3, 2, 2]])
r, c = linear_sum_assignment(cost)
print(c, cost[r, c].sum())
pts = np.array([[0, 0], [0, 1], [5, 5], [5, 6], [10, 0]])
Z = linkage(pts, "average")
print(Z[:, 2].round(4), fcluster(Z, t=3, criterion="distance"))
print(np.abs(fft([1, 2, 3, 4])).round(6), dct([1, 2, 3]).round(6) + 0.0, fftfreq(4, 0.5))
print(scipy.stats.norm.cdf(0), scipy.special.comb(5, 2), scipy.linalg.norm([3, 4]), scipy.optimize.brentq(lambda x: x - 1, 0, 3))
scipy.integrate.quad(lambda x: 1 / (1 + x**2), 0, 1)[0] * 4
