"""What a comparison says, and how outcomes of parts make the outcome of a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

Layer: TypeAlias = Literal[
    "text",
    "choice",
    "words",
    "integer",
    "rational",
    "algebra",
    "structure",
    "decimal",
    "numeric",
    "symbolic",
    "undefined",
    "not_read",
]

_DEPTH: Final[dict[Layer, int]] = {
    "text": 0,
    "choice": 1,
    "words": 2,
    "structure": 3,
    "integer": 4,
    "rational": 5,
    "algebra": 6,
    "decimal": 7,
    "numeric": 8,
    "symbolic": 9,
    "undefined": 10,
    "not_read": 11,
}


class Comparison(msgspec.Struct, frozen=True):
    """The outcome of comparing two answers.

    `equal` is None when the layers here cannot tell: the symbolic layer is needed. `layer` is the
    deepest one that was needed. `reason` is one sentence.
    """

    equal: bool | None
    layer: Layer
    reason: str


UNDECIDED: Final = Comparison(
    None, "symbolic", "The two are not the same in any form read here; it takes the symbolic layer."
)

UNDEFINED: Final = Comparison(
    False,
    "undefined",
    "One of the two does not exist (a division by zero, say): it equals nothing.",
)

T = TypeVar("T")
Compare: TypeAlias = "Callable[[T, T], Comparison]"


def differ(layer: Layer, reason: str) -> Comparison:
    """They are not equal."""
    return Comparison(False, layer, reason)


def together(outcomes: Iterable[Comparison], reason: str) -> Comparison:
    """Equal when all are, unequal as soon as one is; lazily, in order."""
    layer: Layer = "text"
    undecided = None
    for outcome in outcomes:
        if outcome.equal is False:
            return outcome
        undecided = undecided or (outcome if outcome.equal is None else None)
        layer = max(layer, outcome.layer, key=_DEPTH.__getitem__)
    return undecided or Comparison(True, layer, reason)


def in_order(left: Sequence[T], right: Sequence[T], compare: Compare[T]) -> Comparison:
    """Item by item."""
    if len(left) != len(right):
        return differ("structure", f"Expected {len(left)} items, found {len(right)}.")
    pairs = zip(left, right, strict=True)
    return together((compare(a, b) for a, b in pairs), "All items are the same, in order.")


def in_any_order(left: Sequence[T], right: Sequence[T], compare: Compare[T]) -> Comparison:
    """Each item has one of its own on the other side.

    Equal ones are paired first: one of which nothing is known must not take another's partner.
    """
    if len(left) != len(right):
        return differ("structure", f"Expected {len(left)} items, found {len(right)}.")
    free = list(range(len(right)))
    matched: list[Comparison] = []
    waiting: list[dict[int, Comparison]] = []
    for item in left:
        outcomes = {at: compare(item, right[at]) for at in free}
        best = _best(list(outcomes.values()))
        if best is None:
            return differ("structure", "An expected item is missing.")
        if outcomes[free[best]].equal:
            matched.append(outcomes[free.pop(best)])
        else:
            waiting.append(outcomes)
    if not _may_be_paired(waiting, free):
        return differ("structure", "An expected item is missing.")
    return together(
        [*matched, *(UNDECIDED for _ in waiting)], "The items are the same, in any order."
    )


def _may_be_paired(waiting: Sequence[Mapping[int, Comparison]], free: Sequence[int]) -> bool:
    """Whether each that waits, and each that is free, has one on the other side that is open."""
    pairs = {(row, at) for row, seen in enumerate(waiting) for at in free if seen[at].equal is None}
    rows, columns = {row for row, _ in pairs}, {at for _, at in pairs}
    return len(rows) == len(waiting) and len(columns) == len(free)


def as_sets(left: Sequence[T], right: Sequence[T], compare: Compare[T]) -> Comparison:
    """Each item is among the others, both ways."""
    if bool(left) != bool(right):
        return differ("structure", "One of the two is empty.")
    matched = []
    for items, others in ((left, right), (right, left)):
        for item in items:
            outcomes = [compare(item, other) for other in others]
            best = _best(outcomes)
            if best is None:
                return differ("structure", "One has an item that the other has not.")
            matched.append(outcomes[best])
    return together(matched, "The sets have the same items.")


def any_of(outcomes: Iterable[Comparison]) -> Comparison:
    """Equal when one is; else undecided when one is; else the first, which says why not."""
    seen: list[Comparison] = []
    for outcome in outcomes:
        if outcome.equal:
            return outcome
        seen.append(outcome)
    return next((outcome for outcome in seen if outcome.equal is None), seen[0])


def _best(outcomes: Sequence[Comparison]) -> int | None:
    """Return the first that is equal, else the first undecided one."""
    for wanted in (True, None):
        for index, outcome in enumerate(outcomes):
            if outcome.equal is wanted:
                return index
    return None
