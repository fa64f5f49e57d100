n = 64
t = np.arange(n) / n
signal = 3 * np.sin(2 * np.pi * 5 * t) + 1.5 * np.cos(2 * np.pi * 12 * t) + 0.5
spectrum = np.fft.rfft(signal) / n
for k in np.argsort(-np.abs(spectrum))[:3]:
    print(k, np.abs(spectrum[k]).round(6))
back = np.fft.ifft(np.fft.fft(signal)).real
print(np.allclose(back, signal), np.fft.fftfreq(4), np.fft.fftshift(np.arange(5)))

def poly_mul(a, b):
    m = len(a) + len(b) - 1
    size = 1 << (m - 1).bit_length()
    return np.rint(np.fft.irfft(np.fft.rfft(a, size) * np.fft.rfft(b, size), size)[:m]).astype(int)

print(poly_mul([1, 2, 3], [4, 5, 6]), np.convolve([1, 2, 3], [4, 5, 6]))
x, y = "123456789" * 3, "987654321" * 2
digits = poly_mul([int(c) for c in reversed(x)], [int(c) for c in reversed(y)])
product = sum(int(d) * 10**i for i, d in enumerate(digits))
print(product == int(x) * int(y))
np.abs(np.fft.fft2(np.eye(4))).round(3)
