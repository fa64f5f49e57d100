"""Strict comparison: the same rows in the same order with the same ids.

    final table = template, without deleted rows, updated in place ++ inserted rows
                  └────────── head ──────────┘└──── tail ────────────────────────┘

An id is one more than the highest, so a row deleted from the template's end and made again is the
very row that was there. The tail therefore starts where the first of both sides' unbroken deletions
at the end starts, and is compared row by row; before it, changes are compared by position.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .exports import Changes, Row, in_both
from .normal_forms import Normal, strict_row

if TYPE_CHECKING:
    from collections.abc import Mapping


def strict_match(expected: Mapping[str, Changes], found: Mapping[str, Changes]) -> bool:
    """Whether both end in the same tables, row by row."""
    return all(_same_table(a, b) for _, a, b in in_both(expected, found))


def _same_table(a: Changes, b: Changes) -> bool:
    rows = max(a.rows_before, b.rows_before)
    start = min(_tail_start(a, rows), _tail_start(b, rows))
    return _same_head(a, b, start) and _tail(a, b, start, rows) == _tail(b, a, start, rows)


def _tail_start(changes: Changes, rows: int) -> int:
    """Return the position from which on every template row is deleted, or `rows`."""
    while rows and rows - 1 in changes.deleted:
        rows -= 1
    return rows


def _same_head(a: Changes, b: Changes, end: int) -> bool:
    if {p for p in a.deleted if p < end} != {p for p in b.deleted if p < end}:
        return False
    positions = {p for p in a.updated.keys() | b.updated.keys() if p < end}
    return all(_same_update(a.updated.get(p), b.updated.get(p)) for p in positions)


def _same_update(a: tuple[Row, Row] | None, b: tuple[Row, Row] | None) -> bool:
    """None is a row that was left alone; setting a value that is there already is the same."""
    before = (a or b or ({}, {}))[0]
    return strict_row(a[1] if a else before) == strict_row(b[1] if b else before)


def _tail(own: Changes, other: Changes, start: int, rows: int) -> list[Normal]:
    kept = (_row_at(own, other, position) for position in range(start, rows))
    return [strict_row(row) for row in (*kept, *own.inserted) if row is not None]


def _row_at(own: Changes, other: Changes, position: int) -> Row | None:
    """Return the row at a template position of the tail; None when deleted.

    Of a row that this side left alone, the other side, which deleted it, has the values.
    """
    if position in own.deleted:
        return None
    if position in own.updated:
        return own.updated[position][1]
    return other.deleted[position]
