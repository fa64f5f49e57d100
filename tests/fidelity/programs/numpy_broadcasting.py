x = np.arange(1, 6)
table = x[:, None] * x
print(table)
print(table - table.mean(axis=0, keepdims=True))
points = np.array([[0, 0], [3, 4], [6, 8]], dtype=float)
diff = points[:, np.newaxis, :] - points[np.newaxis, :, :]
print(np.sqrt((diff ** 2).sum(axis=-1)))
r = np.array([1.0, 2.0, 3.0])
print(r / r.sum(), np.outer(r, [1, 10]), r @ r)
grid = np.add.outer(np.arange(3), np.arange(4))
print(grid, np.multiply.reduce([2, 3, 4]), np.maximum.accumulate([3, 1, 4, 1, 5]))
try:
    np.ones((2, 3)) + np.ones((3, 2))
except ValueError as e:
    print("ValueError:", e)
np.broadcast_to([1, 2, 3], (2, 3))
