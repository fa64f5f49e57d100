import math

class Vec:
    def __init__(self, *xs):
        self._xs = tuple(float(x) for x in xs)

    def __repr__(self):
        return f"Vec({', '.join(f'{x:g}' for x in self._xs)})"

    def __add__(self, other):
        return Vec(*(a + b for a, b in zip(self._xs, other._xs)))

    def __sub__(self, other):
        return self + (-other)

    def __neg__(self):
        return Vec(*(-x for x in self._xs))

    def __mul__(self, k):
        return Vec(*(k * x for x in self._xs))

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self._xs, other._xs))

    def __abs__(self):
        return math.sqrt(self @ self)

    def __eq__(self, other):
        return isinstance(other, Vec) and self._xs == other._xs

    def __hash__(self):
        return hash(self._xs)

u, v = Vec(1, 2, 2), Vec(4, 0, -3)
print(u + v, u - v, 3 * u, u * 0.5, u @ v, abs(u), abs(v))
print(u == Vec(1, 2, 2), u != v, len({u, Vec(1, 2, 2), v}))
u += v
u
