from sympy import *

x, y, t = symbols("x y t")
print(expand((x + y)**4), factor(x**4 - 1), simplify((x**2 - 1) / (x - 1)))
print(simplify(sin(x)**2 + cos(x)**2), trigsimp(2*sin(x)*cos(x)), expand_trig(cos(3*x)))
print(together(1/x + 1/(x + 1)), apart((2*x + 3) / (x**2 + 3*x + 2)), cancel((x**3 - x) / (x**2 - x)))
print(collect(x*y + x - 3 + 2*x**2 - y*x**2, x), radsimp(1 / (sqrt(3) + 1)), sqrtdenest(sqrt(5 + 2*sqrt(6))))
print(nsimplify(0.75), nsimplify(3.14159, tolerance=0.01), sqrt(72), Rational("0.125"), Integer(7) / 3)
e = (x + 1)**2
print(e.subs(x, 3), e.subs({x: y - 1}), e.expand().coeff(x, 1), Poly(e, x).all_coeffs(), degree(e, x))
print(logcombine(log(Symbol("p", positive=True)) + log(Symbol("q", positive=True))), powsimp(x**2 * x**3), exp(log(5)))
print(N(pi, 30), E.evalf(15), (sqrt(2) + 1).evalf(8), Float("0.1", 20), oo > 10**10, zoo, nan)
print(gcd(x**2 - 1, x**2 - 3*x + 2), lcm(x, x**2), div(x**3 + 1, x + 1), rem(x**5, x**2 + 1, x), resultant(x**2 - 2, x - 1, x))
simplify(sqrt(7 + 4*sqrt(3)) - 2 - sqrt(3)), expand((1 + sqrt(2))**5)
