from sympy import symbols, S, Interval, FiniteSet, Union, Intersection, solveset, reduce_inequalities, solve_univariate_inequality, Rational, oo, Abs, sqrt, And, Or, ConditionSet, sin, ImageSet, Lambda, pi, Range, ceiling, floor

x = symbols("x", real=True)
print(solve_univariate_inequality(x**2 - 4*x + 3 < 0, x, relational=False))
print(solve_univariate_inequality(Abs(2*x - 1) >= 3, x, relational=False))
print(reduce_inequalities([x**2 <= 9, x > 1], x))
A, B = Interval(0, 5), Interval.open(3, 8)
print(A.intersect(B), A.union(B), A - B, A.complement(S.Reals), 3 in A, A.measure, FiniteSet(1, 2, 9) & A)
print(solveset(x**2 - 2, x, domain=S.Reals), solveset(x**2 + 1, x, domain=S.Reals), solveset(x > 2, x, S.Reals))
print(list(Range(2, 20, 5)), ceiling(Rational(7, 2)), floor(-Rational(7, 2)), len(FiniteSet(*range(3)).powerset()))
integers = [k for k in range(-20, 21) if (x**2 - 3*x - 10).subs(x, k) < 0]
print(integers, sum(integers))
pieces = solve_univariate_inequality((x - 1) * (x + 2) / (x - 3) >= 0, x, relational=False)
for p in pieces.args:
    print(p, p.left_open, p.right_open)
pieces.contains(2), pieces.boundary
