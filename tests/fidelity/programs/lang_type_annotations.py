from __future__ import annotations
from typing import Optional, Callable

Vector = list[float]
limit: int = 20
name: str
pairs: dict[str, tuple[int, int]] = {}

def dot(u: Vector, v: Vector) -> float:
    result: float = 0.0
    for a, b in zip(u, v):
        result += a * b
    return result

def apply(f: Callable[[int], int], n: Optional[int] = None, *rest: int, flag: bool = False) -> list[int]:
    values: list[int] = [f(i) for i in range(n or limit)]
    return values[::-1] if flag else values

pairs["ab"] = (1, 2)
print(dot([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]), pairs)
print(apply(lambda i: i * i, 5), apply(lambda i: -i, 3, flag=True))

class Point:
    x: float
    y: float = 0.0
    label: str | None = None

p = Point()
p.x = 2.5
print(p.x, p.y, p.label)
