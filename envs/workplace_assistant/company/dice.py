"""Chance that comes out the same on every Python: seeded by text, stable methods only.

`random.Random` seeds from text by a hash of its bytes, independent of PYTHONHASHSEED, and
`random`, `randrange`, `choice`, `sample` and `shuffle` have drawn alike since Python 3.2.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

Key = TypeVar("Key")

SEED = "kestrel loom 1"
"""Changing it makes another company, and other tasks."""


def dice(purpose: str) -> Random:
    """Return the generator of one purpose, so that one table does not disturb another."""
    return Random(f"{SEED}/{purpose}")


def shuffled_ids(rng: Random, count: int) -> list[str]:
    """Return the ids 0 to count - 1, eight digits each, in random order."""
    numbers = list(range(count))
    rng.shuffle(numbers)
    return [f"{number:08d}" for number in numbers]


def weighted(rng: Random, weights: Mapping[Key, int]) -> Key:
    """Draw a key with a probability in proportion to its weight."""
    ticket = rng.randrange(sum(weights.values()))
    for key, weight in weights.items():
        ticket -= weight
        if ticket < 0:
            return key
    raise AssertionError("the ticket is below the sum of the weights")
