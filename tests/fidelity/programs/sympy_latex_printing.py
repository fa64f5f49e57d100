from sympy import *

x, y = symbols("x y")
alpha = symbols("alpha")
print(latex(Rational(3, 7)), latex(sqrt(x) / 2), latex(Integral(x**2, (x, 0, 1))), latex(Matrix([[1, 2], [3, 4]])))
print(latex(2 * sqrt(3)), latex(pi / 4), latex(x**(y + 1)), latex(sin(alpha)**2), latex(oo), latex(Interval(0, 1)))
print(sstr(x**2 + 1), srepr(x + 1), str(x / y), repr(sqrt(8)))
pprint(x**2 / (y + 1) + sqrt(x), use_unicode=False)
print(pretty(Integral(exp(-x**2), (x, 0, oo)), use_unicode=False))
print(latex(Eq(x**2, 4)), latex(Sum(x, (x, 1, 5))), latex(FiniteSet(1, 2, 3)), latex(Derivative(sin(x), x)))
print(python(x**2 + 1).splitlines()[-1], pycode(sin(x) + x**2), ccode(x**2))
print(Eq(x + 1, 3), Lt(x, 2), And(x > 1, x < 3), Piecewise((x, x > 0), (0, True)), Function("f")(x))
print(Interval.open(0, 2), FiniteSet(3, 1, 2), Union(Interval(0, 1), Interval(3, 4)), S.Reals, EmptySet)
latex(expand((x + y)**3)), f"{Rational(1, 3)} is {float(Rational(1, 3)):.3f}"
