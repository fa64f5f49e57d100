"""Reading an exported state: per table, what differs from the template that all sessions share.

{"tables": {"calendar.calendar_events": {"key": "event_id", "rows_before": 300,
    "deleted": [{"position", "row"}], "updated": [{"position", "before", "after"}],
    "inserted": [{...}, ...]}}}                                  ──read──▶ {name: Changes}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

Row: TypeAlias = Mapping[str, Any]
"""Column: value. Values are text or null where the workplace exports them; any JSON is taken."""


class Changes(msgspec.Struct, frozen=True):
    """How one table differs from its template, whose rows are known by position.

    `key` is the column of generated ids, None when rows have none.
    """

    key: str | None
    rows_before: int
    deleted: dict[int, Row]
    updated: dict[int, tuple[Row, Row]]
    inserted: tuple[Row, ...]


UNCHANGED = Changes(None, 0, {}, {}, ())


def read_export(export: Any) -> dict[str, Changes] | None:
    """Return the changed tables of an export; None when it is not one."""
    try:
        tables = msgspec.convert(export, _Export).tables
    except msgspec.ValidationError:
        return None
    return {name: _changes(table) for name, table in tables.items()}


def in_both(
    expected: Mapping[str, Changes], found: Mapping[str, Changes]
) -> Iterator[tuple[str, Changes, Changes]]:
    """Every table that either side changed, with both sides' changes, in order of name."""
    for name in sorted(expected.keys() | found.keys()):
        yield name, expected.get(name, UNCHANGED), found.get(name, UNCHANGED)


class _Deleted(msgspec.Struct):
    position: int
    row: dict[str, Any]


class _Updated(msgspec.Struct):
    position: int
    before: dict[str, Any]
    after: dict[str, Any]


class _Table(msgspec.Struct):
    key: str | None
    rows_before: int
    deleted: list[_Deleted]
    updated: list[_Updated]
    inserted: list[dict[str, Any]]


class _Export(msgspec.Struct):
    tables: dict[str, _Table]


def _changes(table: _Table) -> Changes:
    return Changes(
        key=table.key,
        rows_before=table.rows_before,
        deleted={entry.position: entry.row for entry in table.deleted},
        updated={entry.position: (entry.before, entry.after) for entry in table.updated},
        inserted=tuple(table.inserted),
    )
