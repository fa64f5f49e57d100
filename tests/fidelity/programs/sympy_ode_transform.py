from sympy import Function, dsolve, symbols, Eq, exp, sin, cos, rsolve, laplace_transform, inverse_laplace_transform, fourier_series, pi, I, re, im, expand, Abs, conjugate

x, t, s, n = symbols("x t s n", real=True)
f = Function("f")
print(dsolve(f(x).diff(x) - 2 * f(x), f(x)))
print(dsolve(Eq(f(x).diff(x, 2) + f(x), 0), f(x), ics={f(0): 1, f(x).diff(x).subs(x, 0): 0}))
a = Function("a")
k = symbols("k", integer=True)
print(rsolve(a(k + 2) - 5 * a(k + 1) + 6 * a(k), a(k), {a(0): 1, a(1): 4}))
p = symbols("p", positive=True)
u = symbols("u", positive=True)
print(laplace_transform(exp(-2 * u), u, p, noconds=True), inverse_laplace_transform(1 / (p**2 + 1), p, u))
z = 3 + 4 * I
print(Abs(z), conjugate(z), re(z**2), im(z**2), expand((1 + I)**8), expand(1 / z, complex=True))
print(exp(I * pi), (cos(pi / 3) + I * sin(pi / 3))**3)
expr = sin(x) * cos(x)
print(expr.rewrite(exp).simplify().has(sin), expr.free_symbols, expr.args, expr.func, expr.is_Mul)
expr.subs(x, pi / 4)
