from numpy.polynomial import Polynomial, Chebyshev
import numpy as np

p = np.poly1d([1, -6, 11, -6])
print(p, p.roots.round(6), p(4), p.deriv(), p.integ()(2))
print(np.roots([1, 0, -2, 1]).round(6), np.polyval([2, 3, 4], 10), np.poly([1, 2]))
q = Polynomial([6, -11, 6, -1])
print(q, q(2), np.sort(q.roots()).round(6), q.deriv().coef, (q * Polynomial([1, 1])).degree())
x = np.linspace(-1, 1, 9)
fit = np.polyfit(x, x**3 - 2 * x + 1, 3)
print(fit.round(8) + 0.0)
c = Chebyshev.fit(x, np.exp(x), 4)
print(np.abs(c(x) - np.exp(x)).max() < 1e-3, c.degree())
print(np.polydiv([1, 0, -1], [1, 1]), np.polymul([1, 1], [1, -1]), np.polyadd([1], [1, 0]))
nodes, weights = np.polynomial.legendre.leggauss(5)
print(nodes.round(8), (weights @ nodes**4).round(10))
Polynomial.fromroots([1, -1, 3]).coef
