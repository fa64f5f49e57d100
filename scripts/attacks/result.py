"""What one attack came to, whichever layer it was made on, and the sums by class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, TypeAlias

import msgspec

Verdict: TypeAlias = Literal["refused", "held", "accepted", "breach", "not run"]
"""`refused`: it was told no. `held`: it ran and got nothing, or was stopped. `accepted`: it passed
the policy alone, for a reason that is written down, and only the jail holds it."""


class Result(msgspec.Struct, frozen=True):
    """One attack. `detail` says what was got, why it was accepted, or why it did not run."""

    layer: str
    kind: str
    name: str
    verdict: Verdict
    detail: str = ""
    duration_s: float = 0.0


class Row(msgspec.Struct, frozen=True):
    """The sums of one class."""

    layer: str
    kind: str
    counts: Counter[str]
    duration_s: float

    @property
    def attacks(self) -> int:
        """How many there are, those that did not run included."""
        return self.counts.total()


def rows_of(results: Iterable[Result]) -> list[Row]:
    """Return the sums by class, in the order in which the classes came."""
    classes: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        classes.setdefault((result.layer, result.kind), []).append(result)
    return [
        Row(layer, kind, _counts(each), sum(result.duration_s for result in each))
        for (layer, kind), each in classes.items()
    ]


def total_of(rows: Iterable[Row]) -> Row:
    """Return the sum of all."""
    every = list(rows)
    counts = sum((row.counts for row in every), Counter[str]())
    return Row("", "all", counts, sum(row.duration_s for row in every))


def _counts(results: Iterable[Result]) -> Counter[str]:
    return Counter(result.verdict for result in results)
