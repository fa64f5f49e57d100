from dataclasses import dataclass, field, InitVar
from typing import ClassVar
import math

@dataclass
class Triangle:
    a: float
    b: float
    c: float
    area: float = field(init=False, repr=False)
    kind: str = field(init=False, default="scalene")
    count: ClassVar[int] = 0
    unit: InitVar[float] = 1.0

    def __post_init__(self, unit):
        self.a, self.b, self.c = sorted((self.a * unit, self.b * unit, self.c * unit))
        if self.a + self.b <= self.c:
            raise ValueError("not a triangle")
        s = (self.a + self.b + self.c) / 2
        self.area = math.sqrt(s * (s - self.a) * (s - self.b) * (s - self.c))
        distinct = len({self.a, self.b, self.c})
        if distinct < 3:
            self.kind = "equilateral" if distinct == 1 else "isosceles"
        Triangle.count += 1

for sides in [(3, 4, 5), (5, 5, 6), (2, 2, 2), (1, 2, 9)]:
    try:
        t = Triangle(*sides)
        print(t, f"{t.area:.4f}")
    except ValueError as e:
        print(sides, e)
print(Triangle(3, 4, 5, unit=2).area, Triangle.count)
