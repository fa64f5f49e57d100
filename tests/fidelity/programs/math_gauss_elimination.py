def solve(A, b):
    n = len(A)
    M = [row[:] + [b[i]] for i, row in enumerate(A)]
    for col in range(n):
        pivot = max(range(col, n), key=lambda r: abs(M[r][col]))
        if abs(M[pivot][col]) < 1e-12:
            raise ArithmeticError("singular")
        M[col], M[pivot] = M[pivot], M[col]
        for r in range(col + 1, n):
            factor = M[r][col] / M[col][col]
            for c in range(col, n + 1):
                M[r][c] -= factor * M[col][c]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (M[i][n] - sum(M[i][j] * x[j] for j in range(i + 1, n))) / M[i][i]
    return x

def det(M):
    if len(M) == 1:
        return M[0][0]
    return sum((-1) ** j * M[0][j] * det([r[:j] + r[j+1:] for r in M[1:]]) for j in range(len(M)))

A = [[2, 1, -1, 3], [4, -6, 0, 2], [-2, 7, 2, 1], [1, 0, 5, -3]]
b = [13, 2, 17, 1]
x = solve(A, b)
print([round(v, 10) for v in x])
print(all(abs(sum(a * v for a, v in zip(row, x)) - t) < 1e-9 for row, t in zip(A, b)), det(A))
try:
    solve([[1, 2], [2, 4]], [1, 1])
except ArithmeticError as e:
    print(type(e).__name__, e)
