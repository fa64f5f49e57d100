"""The difference between the world expected and the one found, as rows a person can look at.

missing     expected, and not there
unexpected  there, and not expected
changed     one of each that are clearly meant to be the same: column: expected, found
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from .exports import Changes, Row, in_both
from .normal_forms import Normal, outcome_row, outcome_value
from .outcome import Settled, settled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...core.types import JsonObject

MAX_ROWS: Final = 20
"""Rows of each kind shown for a table; more are counted, not shown."""

MAX_CHARS: Final = 300
"""Characters of one value shown: enough to recognise a mail's body by."""

_MAX_PAIRED: Final = 50  # rows of each side among which pairs are sought; the search is quadratic
_SIMILAR: Final = 0.5  # of the columns must be the same for two rows to be meant as one


class Change(msgspec.Struct, frozen=True):
    """A row that should be one thing and is another."""

    expected: Row
    found: Row

    def columns(self) -> list[str]:
        """Return the columns in which the two differ, in the order of the expected row."""
        names = [*self.expected, *(name for name in self.found if name not in self.expected)]
        return [name for name in names if not same_value(self.expected, self.found, name)]


class TableDifference(msgspec.Struct, frozen=True):
    """The difference in one table; `key` is the column of ids."""

    table: str
    key: str | None
    missing: tuple[Row, ...]
    unexpected: tuple[Row, ...]
    changed: tuple[Change, ...]

    def as_json(self) -> JsonObject:
        """Return the difference as plain values, bounded in size."""
        kinds: JsonObject = {
            "missing": [_shown(row) for row in self.missing[:MAX_ROWS]],
            "unexpected": [_shown(row) for row in self.unexpected[:MAX_ROWS]],
            "changed": [self._shown_change(change) for change in self.changed[:MAX_ROWS]],
        }
        total = len(self.missing) + len(self.unexpected) + len(self.changed)
        hidden = total - sum(len(rows) for rows in kinds.values())
        return kinds | ({"not_shown": hidden} if hidden else {})

    def _shown_change(self, change: Change) -> JsonObject:
        columns = {
            name: {
                "expected": _cut(change.expected.get(name)),
                "found": _cut(change.found.get(name)),
            }
            for name in change.columns()
            if name != self.key
        }
        return {"row": _shown(change.expected), "columns": columns}


def differences(
    expected: Mapping[str, Changes], found: Mapping[str, Changes]
) -> list[TableDifference]:
    """Return the tables that differ in the sense of the outcome comparison."""
    tables = (
        _table_difference(name, settled(a), settled(b)) for name, a, b in in_both(expected, found)
    )
    return [table for table in tables if table.missing or table.unexpected or table.changed]


def same_value(a: Row, b: Row, column: str) -> bool:
    """Whether two rows have the same value in a column."""
    return outcome_value(a.get(column), column) == outcome_value(b.get(column), column)


def _table_difference(name: str, expected: Settled, found: Settled) -> TableDifference:
    key = expected.key or found.key
    missing, unexpected = _new_rows(expected, found, key)
    changed: list[Change] = []
    for position in sorted(_touched(expected) | _touched(found)):
        before = _before(expected, found, position)
        wanted, there = _after(expected, position, before), _after(found, position, before)
        if wanted is None and there is not None:
            unexpected.append(there)
        elif wanted is not None and there is None:
            missing.append(wanted)
        elif wanted is not None and there is not None and outcome_row(wanted) != outcome_row(there):
            changed.append(Change(wanted, there))
    pairs = _paired(missing, unexpected, key)
    return TableDifference(name, key, tuple(missing), tuple(unexpected), (*changed, *pairs))


def _touched(table: Settled) -> set[int]:
    return table.deleted.keys() | table.updated.keys()


def _before(expected: Settled, found: Settled, position: int) -> Row:
    """Return the template's row at a position that one of the two has touched."""
    table = expected if position in _touched(expected) else found
    if position in table.deleted:
        return table.deleted[position]
    return table.updated[position][0]


def _after(table: Settled, position: int, before: Row) -> Row | None:
    if position in table.deleted:
        return None
    return table.updated[position][1] if position in table.updated else before


def _new_rows(expected: Settled, found: Settled, key: str | None) -> tuple[list[Row], list[Row]]:
    """Return new rows that are on one side only, counting those that are there several times."""
    rest: dict[Normal, list[Row]] = {}
    for row in found.inserted:
        rest.setdefault(outcome_row(row, without=key), []).append(row)
    missing: list[Row] = []
    for row in expected.inserted:
        same = rest.get(outcome_row(row, without=key))
        if same:
            same.pop()
        else:
            missing.append(row)
    return missing, [row for rows in rest.values() for row in rows]


def _paired(missing: list[Row], unexpected: list[Row], key: str | None) -> list[Change]:
    """Take out of both lists the rows that are much alike, the most alike first."""
    scored = sorted(
        (-_likeness(a, b, key), i, j)
        for i, a in enumerate(missing[:_MAX_PAIRED])
        for j, b in enumerate(unexpected[:_MAX_PAIRED])
    )
    pairs: list[tuple[int, int]] = []
    for score, i, j in scored:
        free = all(i != first and j != second for first, second in pairs)
        if free and -score >= _SIMILAR:
            pairs.append((i, j))
    changes = [Change(missing[i], unexpected[j]) for i, j in pairs]
    _remove(missing, [i for i, _ in pairs])
    _remove(unexpected, [j for _, j in pairs])
    return changes


def _likeness(a: Row, b: Row, key: str | None) -> float:
    """Return the part of the columns, without the id, that is the same."""
    columns = (a.keys() | b.keys()) - {key}
    return sum(same_value(a, b, column) for column in columns) / max(len(columns), 1)


def _remove(rows: list[Row], indices: Sequence[int]) -> None:
    for index in sorted(indices, reverse=True):
        del rows[index]


def _shown(row: Row) -> JsonObject:
    return {column: _cut(value) for column, value in row.items()}


def _cut(value: Any) -> Any:
    if isinstance(value, str) and len(value) > MAX_CHARS:
        return f"{value[:MAX_CHARS]}... ({len(value)} characters)"
    return value
