from functools import total_ordering

@total_ordering
class Mod:
    __slots__ = ("v", "p")

    def __init__(self, v, p=101):
        self.v, self.p = v % p, p

    def _coerce(self, other):
        return other.v if isinstance(other, Mod) else other

    def __add__(self, o): return Mod(self.v + self._coerce(o), self.p)
    def __sub__(self, o): return Mod(self.v - self._coerce(o), self.p)
    def __mul__(self, o): return Mod(self.v * self._coerce(o), self.p)
    def __truediv__(self, o): return self * Mod(pow(self._coerce(o), -1, self.p), self.p)
    def __pow__(self, n): return Mod(pow(self.v, n, self.p), self.p)
    def __radd__(self, o): return self + o
    def __rsub__(self, o): return Mod(o, self.p) - self
    def __eq__(self, o): return self.v == self._coerce(o) % self.p
    def __lt__(self, o): return self.v < self._coerce(o)
    def __int__(self): return self.v
    def __index__(self): return self.v
    def __bool__(self): return self.v != 0
    def __hash__(self): return hash((self.v, self.p))
    def __repr__(self): return f"{self.v} (mod {self.p})"

a, b = Mod(57), Mod(88)
print(a + b, a - b, a * b, a / b, a ** 100, 5 + a, 1 - b)
print((a / b) * b == a, a < b, a >= b, int(a), bool(Mod(202)), list(range(10))[Mod(104)])
print(sum([Mod(k) for k in range(50)], Mod(0)), max([Mod(3), Mod(99), Mod(7)]))
try:
    a.extra = 1
except AttributeError as e:
    print("slots:", type(e).__name__)
