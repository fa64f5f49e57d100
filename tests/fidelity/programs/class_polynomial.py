class Poly:
    """Integer polynomial, lowest coefficient first."""
    def __init__(self, coeffs):
        c = list(coeffs)
        while len(c) > 1 and c[-1] == 0:
            c.pop()
        self.c = c

    def __call__(self, x):
        acc = 0
        for a in reversed(self.c):
            acc = acc * x + a
        return acc

    def __add__(self, o):
        n = max(len(self.c), len(o.c))
        return Poly([(self.c[i] if i < len(self.c) else 0) + (o.c[i] if i < len(o.c) else 0) for i in range(n)])

    def __mul__(self, o):
        out = [0] * (len(self.c) + len(o.c) - 1)
        for i, a in enumerate(self.c):
            for j, b in enumerate(o.c):
                out[i + j] += a * b
        return Poly(out)

    def derivative(self):
        return Poly([i * a for i, a in enumerate(self.c)][1:] or [0])

    def __str__(self):
        terms = [f"{a:+d}x^{i}" for i, a in enumerate(self.c) if a]
        return " ".join(reversed(terms)) or "0"

p = Poly([1, -3, 0, 2])
q = Poly([5, 1])
print(p, "|", q, "|", p * q, "|", p + q, "|", p.derivative())
print(p(10), (p * q)(2) == p(2) * q(2))
