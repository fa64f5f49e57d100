from sympy import symbols, diophantine, Eq, solve, integer_nthroot, sqrt
from sympy.solvers.diophantine import diop_solve
from sympy.solvers.diophantine.diophantine import diop_DN

x, y, z = symbols("x y z", integer=True)
print(diophantine(3*x + 5*y - 7))
print(sorted(diophantine(x*y - 12)), len(diophantine(x**2 + y**2 - 25)))
print(diop_DN(2, 1), diop_DN(13, -4), integer_nthroot(1000, 3), integer_nthroot(50, 2))
t = symbols("t", integer=True)
sol = diop_solve(4*x + 6*y - 10)
print(sol)
hits = []
for a in range(1, 60):
    for b in range(a, 60):
        c2 = a * a + b * b
        c, exact = integer_nthroot(c2, 2)
        if exact and a + b + c <= 90:
            hits.append((a, b, int(c)))
print(len(hits), hits[:4])
v = (3 + 2 * sqrt(2))**4
print(v.expand(), (v.expand()).coeff(sqrt(2)))
len([1 for a in range(-10, 11) for b in range(-10, 11) if a**2 + a*b + b**2 == 49])
