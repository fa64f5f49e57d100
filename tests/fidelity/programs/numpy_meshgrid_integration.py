import numpy as np

x = np.linspace(-2, 2, 401)
X, Y = np.meshgrid(x, x, indexing="ij")
h = x[1] - x[0]
inside = X**2 + Y**2 <= 1
print(round(inside.sum() * h**2, 3))
Z = np.exp(-(X**2 + Y**2))
print(round(Z.sum() * h * h, 6), np.unravel_index(Z.argmax(), Z.shape), Z.max())
gy, gx = np.gradient(Z, h)
print(round(np.abs(gx).max(), 4))
i, j = np.mgrid[0:3, 0:4]
print(i * 10 + j, np.ogrid[0:2, 0:2][0].shape, np.indices((2, 2)).sum(axis=0))
c = X[::40, ::80] + 1j * Y[::40, ::80]
z = np.zeros_like(c)
count = np.zeros(c.shape, dtype=int)
for _ in range(25):
    mask = np.abs(z) <= 2
    z[mask] = z[mask] ** 2 + c[mask]
    count += mask
print(count)
np.round(np.polyfit(x, np.cos(x), 4), 5)
