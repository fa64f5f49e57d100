from sympy import symbols, summation, product, Sum, Product, oo, factorial, binomial, harmonic, zeta, simplify, factor, Rational, pi

k, n = symbols("k n", integer=True, positive=True)
print(factor(summation(k, (k, 1, n))), factor(summation(k**2, (k, 1, n))), factor(summation(k**3, (k, 1, n))))
print(summation(1 / k**2, (k, 1, oo)), summation(Rational(1, 2)**k, (k, 0, oo)), Sum(1 / (k * (k + 1)), (k, 1, oo)).doit())
print(Sum(k * 2**k, (k, 1, 10)).doit(), product(k, (k, 1, 6)), Product(1 - 1 / k**2, (k, 2, 10)).doit())
print(harmonic(10), zeta(4), binomial(10, 3), factorial(15), binomial(n, 2).subs(n, 20))
print(sum(Rational(1, i) for i in range(1, 11)), sum(1 / factorial(i) for i in range(10)).evalf(12))
s = Sum(1 / k**3, (k, 1, oo))
print(s.evalf(15), simplify(summation(binomial(n, k).subs(n, 6), (k, 0, 6))))
total = 0
for i in range(1, 8):
    total += Rational(i, i + 1)
print(total, float(total))
summation(k * Rational(1, 3)**k, (k, 1, oo))
