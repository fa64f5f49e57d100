from typing import NamedTuple
from collections import namedtuple

class Point(NamedTuple):
    x: float
    y: float = 0.0

    def dist(self, other: "Point") -> float:
        return ((self.x - other.x) ** 2 + (self.y - other.y) ** 2) ** 0.5

    @property
    def swapped(self):
        return Point(self.y, self.x)

Edge = namedtuple("Edge", "u v weight", defaults=[1])
p, q = Point(1, 2), Point(4, 6)
print(p, q.dist(p), p.swapped, p == (1, 2), Point(7))
print(p._replace(x=10), p._asdict(), Point._fields)
x, y = q
print(x + y, [*q], q[0], q.index(6))
edges = [Edge("a", "b", 4), Edge("b", "c"), Edge("a", "c", 3)]
print(min(edges, key=lambda e: e.weight), sum(e.weight for e in edges))
print(sorted(edges), Edge._make(["x", "y", 9]))
