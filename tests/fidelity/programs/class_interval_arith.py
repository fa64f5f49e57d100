class Interval:
    def __init__(self, lo, hi=None):
        self.lo, self.hi = lo, lo if hi is None else hi

    def _wrap(self, x):
        return x if isinstance(x, Interval) else Interval(x)

    def __add__(self, o):
        o = self._wrap(o)
        return Interval(self.lo + o.lo, self.hi + o.hi)

    def __mul__(self, o):
        o = self._wrap(o)
        p = [a * b for a in (self.lo, self.hi) for b in (o.lo, o.hi)]
        return Interval(min(p), max(p))

    def __contains__(self, x):
        return self.lo <= x <= self.hi

    def __and__(self, o):
        lo, hi = max(self.lo, o.lo), min(self.hi, o.hi)
        return Interval(lo, hi) if lo <= hi else None

    def __invert__(self):
        return Interval(-self.hi, -self.lo)

    def __round__(self, n=0):
        return Interval(round(self.lo, n), round(self.hi, n))

    def __floordiv__(self, k):
        return Interval(self.lo // k, self.hi // k)

    __radd__, __rmul__ = __add__, __mul__

    def __repr__(self):
        return f"[{self.lo}, {self.hi}]"

x = Interval(-2, 3)
print(x + 1, 2 * x, x * x, 2.5 in x, x & Interval(1, 9), x & Interval(8, 9), ~x, x // 2)
print(round(Interval(1.2345, 2.3456), 2))
