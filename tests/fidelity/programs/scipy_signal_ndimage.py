import numpy as np
from scipy import signal, ndimage

x = np.array([1, 2, 3, 4, 3, 2, 1, 5, 1, 0], dtype=float)
print(signal.convolve(x, [1, 0, -1], mode="valid"), signal.find_peaks(x)[0], signal.correlate(x, [1, 1], "same"))
b, a = signal.butter(2, 0.3)
print(b.round(6), a.round(6), signal.lfilter(b, a, x).round(4))
print(signal.detrend(np.arange(5.0) * 2 + 1).round(8) + 0.0, signal.windows.hann(5).round(4), signal.medfilt(x, 3))
t = np.linspace(0, 1, 8, endpoint=False)
print(signal.square(2 * np.pi * t), signal.resample(np.cos(2 * np.pi * t), 4).round(6) + 0.0, signal.fftconvolve([1, 2], [3, 4]).round(6))
img = np.zeros((6, 7), int)
img[1:3, 1:3] = 1
img[4, 4:7] = 1
img[0, 6] = 1
labels, n = ndimage.label(img)
print(labels, n, ndimage.sum(img, labels, range(1, n + 1)), ndimage.center_of_mass(img, labels, 1))
print(ndimage.binary_dilation(img).astype(int).sum(), ndimage.uniform_filter(np.arange(5.0), 3), ndimage.rotate(np.eye(3), 90, order=0))
print(ndimage.gaussian_filter(np.eye(3), 1).round(4), ndimage.distance_transform_edt(img).max(), ndimage.maximum_filter(x, 3))
life = ndimage.convolve(img, [[1, 1, 1], [1, 0, 1], [1, 1, 1]], mode="constant")
life.max(), ndimage.find_objects(labels)[0]
