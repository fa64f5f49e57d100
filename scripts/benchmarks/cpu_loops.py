"""Loops that do nothing but what a policy could slow: attributes, items, calls, names, prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .compared import comparison
from .figures import Figure

if TYPE_CHECKING:
    from .samples import Effort

LOOPS: Final = {
    "attributes": """
class Point:
    def __init__(self):
        self.x = 0
        self.step = 1
point = Point()
for _ in range(1_500_000):
    point.x = point.x + point.step
point.x
""",
    "items": """
size = 2_000
table = [0] * size
seen = {}
for turn in range(500):
    for i in range(1, size):
        table[i] += table[i - 1] + turn & 7
        seen[i] = table[i]
sum(table) % 1_000_007
""",
    "calls": """
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
fib(27)
""",
    "comprehensions": """
total = 0
for turn in range(60):
    total += sum(x * y for x, y in zip(range(9_000), range(turn, 9_000)) if x % 3)
    total += len({x % 97 for x in [k * k for k in range(9_000)]})
total
""",
    "text": """
words = []
for n in range(150_000):
    words.append(f"{n:05d}-{n % 13}".replace("-", "/").split("/")[0])
len("".join(words))
""",
    "prints": """
for n in range(120_000):
    print(n, n * n)
""",
    "exceptions": """
caught = 0
for n in range(400_000):
    try:
        if n % 3 == 0:
            raise ValueError(n)
    except ValueError as error:
        caught += len(error.args)
caught
""",
    "numpy": """
import numpy as np
a = np.arange(40_000, dtype=float)
for _ in range(600):
    a = np.sqrt(a * a + 1.0)
float(a[0])
""",
}


def measure(effort: Effort) -> list[Figure]:
    """Compare each loop."""
    with comparison() as both:
        both.compare("1", 1)  # the first fills caches
        speeds = {name: both.compare(loop, effort.rounds).speed for name, loop in LOOPS.items()}
    return [
        Figure(
            section="sandbox",
            what=f"speed of a loop: {name}",
            value=speed,
            unit="x",
            limit=0.95,
            at_least=True,
        )
        for name, speed in speeds.items()
    ]
