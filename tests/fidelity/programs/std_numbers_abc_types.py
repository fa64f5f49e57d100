from numbers import Number, Integral, Real, Rational, Complex
from fractions import Fraction
from decimal import Decimal
from collections.abc import Iterable, Sequence, Mapping, Callable, Hashable, Iterator

for x in (3, 2.5, 1j, Fraction(1, 2), Decimal("1"), True, "3"):
    print(type(x).__name__, isinstance(x, Number), isinstance(x, Complex), isinstance(x, Real),
          isinstance(x, Rational), isinstance(x, Integral))
for obj in ([1], (1,), {"a": 1}, {1}, "s", range(3), len, iter([]), 5):
    kinds = [abc.__name__ for abc in (Iterable, Sequence, Mapping, Callable, Hashable, Iterator) if isinstance(obj, abc)]
    print(f"{type(obj).__name__:15s}", kinds)

class Rev(Sequence):
    def __init__(self, data): self.data = data
    def __getitem__(self, i): return self.data[::-1][i]
    def __len__(self): return len(self.data)

r = Rev([1, 2, 3, 2])
print(list(r), r.index(2), r.count(2), 3 in r, list(reversed(r)))
