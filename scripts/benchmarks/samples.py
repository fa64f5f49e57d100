"""Samples and what is said of them: quantiles, medians over rounds, ratios round by round."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Rounds: TypeAlias = list[list[float]]
"""Seconds: one list of samples a round."""


class Effort(NamedTuple):
    """How much is measured: `rounds` that are medianed over, each of `samples`."""

    rounds: int
    samples: int


FULL = Effort(rounds=7, samples=150)
QUICK = Effort(rounds=3, samples=40)


def quantile(samples: Sequence[float], share: float) -> float:
    """Return the smallest sample that at least `share` (0 to 1) of all are not above.

    >>> quantile([3.0, 1.0, 2.0, 4.0], 0.5)
    2.0
    """
    if not samples:
        raise ValueError("no samples")
    ordered = sorted(samples)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def typical(rounds: Rounds, share: float = 0.5) -> float:
    """Return the median over rounds of each round's quantile: a disturbed round changes little."""
    return median(quantile(samples, share) for samples in rounds)


def typical_ratio(measured: Rounds, against: Rounds) -> float:
    """Return the median over rounds of p50 to p50 of the same round, which shared a disturbance."""
    return median(
        quantile(ours, 0.5) / quantile(theirs, 0.5)
        for ours, theirs in zip(measured, against, strict=True)
    )


def seconds(action: Callable[[], object]) -> float:
    """Return how long `action` takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def in_turns(actions: Mapping[str, Callable[[], object]], effort: Effort) -> dict[str, Rounds]:
    """Time each action `samples` times in every round, one action after the other.

    A first round warms caches and connections and is not kept.
    """
    rounds: dict[str, Rounds] = {name: [] for name in actions}
    for number in range(effort.rounds + 1):
        for name, action in actions.items():
            samples = [seconds(action) for _ in range(effort.samples)]
            if number:
                rounds[name].append(samples)
    return rounds
