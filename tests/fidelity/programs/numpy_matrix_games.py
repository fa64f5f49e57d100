A = np.array([[0, 1, 0, 0, 1], [1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 1, 0, 1], [1, 0, 0, 1, 0]])
print(np.linalg.matrix_power(A, 6), np.trace(np.linalg.matrix_power(A, 5)) // 10)
P = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6]])
pi = np.ones(3) / 3
for _ in range(500):
    pi = pi @ P
print(pi.round(8), np.allclose(pi, pi @ P))
w, v = np.linalg.eig(P.T)
k = np.argmin(np.abs(w - 1))
stationary = np.real(v[:, k] / v[:, k].sum())
print(np.allclose(stationary, pi))
theta = np.radians(30)
R = np.array([[np.cos(theta), -np.sin(theta)], [np.sin(theta), np.cos(theta)]])
print((R @ [1, 0]).round(6), np.allclose(np.linalg.matrix_power(R, 12), np.eye(2)))
board = np.zeros((6, 6), int)
board[1, 2] = board[2, 3] = board[3, 1:4] = 1
for _ in range(4):
    n = sum(np.roll(board, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0))
    board = ((n == 3) | (board & (n == 2))).astype(int)
print(board)
np.rot90(np.triu(np.arange(9).reshape(3, 3))), np.diag([1, 2]), np.fliplr([[1, 2]])
