"""Outcome comparison: the same world, however it was reached.

    Changes ──▶ Settled: template rows gone, template rows changed, new rows as a multiset
                without their generated ids                         ──▶ compared with ==

A template row that was deleted and made again with the same values is the row that was there: the
new one has no id of its own to tell them apart. Made again with other values it is a new row; only
an update keeps the template's id.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from .exports import Changes, Row, in_both
from .normal_forms import Normal, outcome_row

if TYPE_CHECKING:
    from collections.abc import Mapping


class Settled(msgspec.Struct, frozen=True):
    """The lasting differences of one table from its template.

    `deleted` and `updated` by template position, `inserted` in the order of making; rows as they
    were exported, for people to read.
    """

    deleted: dict[int, Row]
    updated: dict[int, tuple[Row, Row]]
    inserted: tuple[Row, ...]
    key: str | None

    def normal(self) -> tuple[frozenset[int], dict[int, Normal], Counter[Normal]]:
        """Tell what two tables must have in common to be the same."""
        return (
            frozenset(self.deleted),
            {position: outcome_row(after) for position, (_, after) in self.updated.items()},
            Counter(outcome_row(row, without=self.key) for row in self.inserted),
        )


def outcome_match(expected: Mapping[str, Changes], found: Mapping[str, Changes]) -> bool:
    """Whether both end in the same world."""
    return all(settled(a).normal() == settled(b).normal() for _, a, b in in_both(expected, found))


def settled(changes: Changes) -> Settled:
    """Leave out what comes to nothing: updates to the same value, rows deleted and made again."""
    deleted = dict(sorted(changes.deleted.items()))
    made_again: dict[Normal, list[int]] = {}
    for position, row in deleted.items():
        made_again.setdefault(outcome_row(row, without=changes.key), []).append(position)
    inserted = []
    for row in changes.inserted:
        positions = made_again.get(outcome_row(row, without=changes.key))
        if positions:
            del deleted[positions.pop(0)]
        else:
            inserted.append(row)
    updated = {
        position: pair
        for position, pair in changes.updated.items()
        if outcome_row(pair[0]) != outcome_row(pair[1])
    }
    return Settled(deleted, updated, tuple(inserted), changes.key)
