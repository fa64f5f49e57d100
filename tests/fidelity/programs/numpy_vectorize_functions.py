def collatz(n):
    s = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        s += 1
    return s

vc = np.vectorize(collatz)
print(vc(np.arange(1, 21)), vc(27))
x = np.linspace(0, np.pi, 5)
print(np.sin(x).round(6), np.exp([0, 1]), np.sqrt([4, 9]), np.log([1, np.e]), np.abs([-1, 2]))
print(np.floor([-1.5, 1.5]), np.round([0.5, 1.5, 2.675], 2), np.mod([-7, 7], 3), np.power(2, [1, 10]), np.gcd(12, [8, 18]), np.lcm.reduce([4, 6]))
print(np.apply_along_axis(lambda r: r.max() - r.min(), 1, np.array([[1, 5, 3], [9, 2, 4]])))
piecewise = np.piecewise(x, [x < 1, x >= 1], [lambda v: v**2, lambda v: 2 * v - 1])
print(piecewise.round(6), np.heaviside([-1, 0, 2], 0.5), np.sign([-3, 0, 3]))
print(np.fromiter((k * k for k in range(5)), dtype=int), np.fromfunction(lambda i, j: i + 10 * j, (2, 3)))
add = np.frompyfunc(lambda a, b: a + b, 2, 1)
print(add.accumulate(np.array([1, 2, 3], dtype=object)), np.interp(2.5, [1, 2, 3], [10, 20, 40]))
np.trapezoid([0, 1, 4, 9], dx=1.0) if hasattr(np, "trapezoid") else np.trapz([0, 1, 4, 9])
