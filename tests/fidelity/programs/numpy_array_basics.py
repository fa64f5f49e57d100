import numpy as np

a = np.arange(12).reshape(3, 4)
print(a, a.shape, a.dtype, a.ndim, a.size)
print(a[1, 2], a[:, 1], a[-1], a[::2, ::-1])
print(a.sum(), a.sum(axis=0), a.mean(axis=1), a.max(), a.argmax(), a.cumsum()[-3:])
a[0, :] += 100
a[a % 2 == 0] *= -1
print(a)
b = a.copy()
b[1:, 2:] = 0
print(np.array_equal(a, b), (a != b).sum(), a.T.shape)
print(np.zeros((2, 3)), np.ones(3, dtype=int), np.full((2, 2), 7), np.eye(2), sep="\n")
print(np.linspace(0, 1, 5), np.logspace(0, 3, 4), np.array([1, 2.5, 3]))
print(np.concatenate([a, b]).shape, np.vstack([a, b]).shape, np.hstack([a, b]).shape, np.stack([a, b]).shape)
a.reshape(-1)[:5].tolist()
