import numpy as np
from scipy import linalg

A = np.array([[2.0, 1.0, 1.0], [1.0, 3.0, 2.0], [1.0, 0.0, 0.0]])
print(linalg.det(A).round(8), linalg.inv(A).round(6) + 0.0, linalg.solve(A, [4, 5, 6]).round(6))
P, L, U = linalg.lu(A)
print(np.allclose(P @ L @ U, A), U.round(6))
lu, piv = linalg.lu_factor(A)
print(linalg.lu_solve((lu, piv), [1, 0, 0]).round(6) + 0.0)
print(linalg.expm(np.array([[0, 1], [-1, 0]]) * np.pi / 2).round(8) + 0.0)
print(linalg.sqrtm(np.array([[5, 4], [4, 5]])).round(6), linalg.logm(np.eye(2)).round(6))
print(linalg.null_space([[1, 2], [2, 4]]).shape, linalg.orth(A).shape, linalg.norm(A, 1), linalg.pinv(A).shape)
print(linalg.toeplitz([1, 2, 3]), linalg.circulant([1, 2, 3]), linalg.hilbert(3).round(4), linalg.block_diag([1], [[2, 3]]), sep="\n")
vals = linalg.eigvals(np.array([[0, -1], [1, 0]]))
print(sorted(vals.imag.round(6)), linalg.companion([1, -6, 11, -6])[0])
T, Z = linalg.schur(A)
print(np.allclose(Z @ T @ Z.T, A), linalg.solve_banded((1, 1), [[0, 1, 1], [4, 4, 4], [1, 1, 0]], [5, 6, 5]).round(6))
linalg.solve_triangular([[2, 0], [1, 4]], [2, 9], lower=True)
