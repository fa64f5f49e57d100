from sympy import symbols, Rational, binomial, factorial, Poly, expand, series, partition
from sympy.combinatorics import Permutation, PermutationGroup
from sympy.functions.combinatorial.numbers import stirling, nT
from sympy.utilities.iterables import multiset_permutations, partitions, variations, subsets
from sympy.stats import Die, P, E, variance, Normal, density, Binomial

p = Permutation([2, 0, 1, 4, 3])
print(p.cyclic_form, p.order(), p.parity(), (p * p).array_form, (~p).array_form)
G = PermutationGroup([Permutation([1, 2, 3, 0]), Permutation([3, 2, 1, 0])])
print(G.order(), G.is_abelian, len(list(G.elements)))
x = symbols("x")
gf = expand((1 + x + x**2)**5)
print(Poly(gf, x).coeff_monomial(x**4), Poly(gf, x).all_coeffs())
print(series(1 / ((1 - x) * (1 - x**2) * (1 - x**5)), x, 0, 12).removeO().coeff(x, 10))
print(stirling(6, 3), partition(20), sum(1 for _ in partitions(8)), len(list(multiset_permutations("aabbc"))))
print([list(s) for s in subsets([1, 2, 3], 2)], nT(5, 2))
d1, d2 = Die("d1", 6), Die("d2", 6)
print(P(d1 + d2 > 9), E(d1 * d2), variance(d1), P(d1 > d2), P(d1 > 4, d1 > 2))
X = Binomial("X", 5, Rational(1, 3))
print(P(X >= 3), E(X), density(X)(2))
P(Normal("Z", 0, 1) > 1).evalf(8)
