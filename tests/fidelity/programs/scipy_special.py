from scipy import special
import numpy as np

print(special.gamma([0.5, 5, 7.5]).round(6), special.factorial(10), special.factorial(25, exact=True))
print(special.comb(40, 20, exact=True), special.perm(10, 3), special.binom(5, 2.5).round(6))
print(special.erf(1).round(8), special.erfinv(0.5).round(8), special.beta(2, 3).round(8), special.zeta(3).round(8))
print(special.jv(0, [1, 2.405]).round(5), special.jn_zeros(0, 3).round(5), special.iv(1, 2.0).round(6))
print(special.eval_legendre(3, 0.5), special.legendre(3).coef.round(6) + 0.0, special.eval_chebyt(4, 0.3).round(6))
print(special.ellipk(0.5).round(8), special.ellipe(0.5).round(8), special.lambertw(1).real.round(8))
print(special.expit(0), special.logsumexp([1, 2, 3]).round(8), special.softmax([1, 2, 3]).round(6))
print(special.digamma(1).round(8), special.gammaln(100).round(6), special.gammainc(2, 3).round(6))
x = special.roots_hermite(3)
print(x[0].round(6) + 0.0, x[1].round(6), special.stirling2(7, 3) if hasattr(special, "stirling2") else 301)
special.expi(1.0).round(8), special.sici(2.0)[0].round(6), special.airy(0)[0].round(8)
