from sympy import Matrix, eye, zeros, symbols, det, diag, Rational, ones, simplify, sqrt

a, b, lam = symbols("a b lambda")
M = Matrix([[2, 1, 0], [1, 3, 1], [0, 1, 2]])
print(M, M.det(), M.trace(), M.rank(), M.T == M, sep="\n")
print(M.inv(), M * M.inv() == eye(3), M**3)
print(M.eigenvals(), M.charpoly(lam).as_expr())
for val, mult, vecs in M.eigenvects():
    print(val, mult, [list(v) for v in vecs])
P, D = M.diagonalize()
print(D, simplify(P * D * P.inv()) == M)
S = Matrix([[a, b], [b, a]])
print(S.det(), S.inv().applyfunc(simplify), S.subs({a: 2, b: 1}).eigenvals())
aug = Matrix([[1, 2, -1, 3], [2, 4, 1, 9], [1, 1, 1, 4]])
print(aug.rref(), Matrix([[1, 2], [2, 4]]).nullspace(), Matrix([[1, 2], [2, 4]]).columnspace())
x = M.LUsolve(Matrix([1, 2, 3]))
print(list(x), M.row(0), M.col(1).T, M[1, :], M[:2, :2], zeros(2, 3), diag(1, 2))
J = Matrix([a**2 * b, a + b]).jacobian([a, b])
print(J, Matrix([1, 2, 3]).dot(Matrix([4, 5, 6])), Matrix([1, 0, 0]).cross(Matrix([0, 1, 0])).T)
Matrix([3, 4]).norm(), M.cofactor(0, 0), M.adjugate()[0, 2]
