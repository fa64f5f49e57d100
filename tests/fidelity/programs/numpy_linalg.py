import numpy as np
from numpy.linalg import inv, det, eigvalsh, norm, matrix_rank

A = np.array([[4.0, -2.0, 1.0], [-2.0, 4.0, -2.0], [1.0, -2.0, 4.0]])
b = np.array([11.0, -16.0, 17.0])
x = np.linalg.solve(A, b)
print(np.round(x, 8), np.allclose(A @ x, b))
print(round(det(A), 6), matrix_rank(A), round(float(norm(b)), 6), np.trace(A))
print(np.round(inv(A) @ A, 10) + 0.0)
print(np.round(eigvalsh(A), 6))
w, v = np.linalg.eigh(A)
print(np.allclose(v @ np.diag(w) @ v.T, A), np.round(np.abs(v[:, 0]), 6))
q, r = np.linalg.qr(A)
print(np.allclose(q @ r, A), np.round(np.abs(np.diag(r)), 6))
u, s, vt = np.linalg.svd(np.arange(6).reshape(2, 3))
print(np.round(s, 6), np.round(np.linalg.cond(A), 6))
print(np.linalg.matrix_power(np.array([[1, 1], [1, 0]]), 30))
L = np.linalg.cholesky(A)
print(np.round(L, 5))
coef, res, rank, sv = np.linalg.lstsq(np.vander([1, 2, 3, 4], 2), np.array([6, 5, 7, 10]), rcond=None)
print(np.round(coef, 6), rank)
try:
    inv(np.ones((2, 2)))
except np.linalg.LinAlgError as e:
    print(e)
