"""Differences in words: "calendar: expected an event 'Sync' at 13:00; found it at 14:00"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .difference import Change, TableDifference
    from .exports import Row

MAX_SENTENCES: Final = 20
"""Sentences in a verdict; a person reads no more, and the rows are there beside them."""

_MAX_CHARS: Final = 60  # of a value within a sentence


class Wording(msgspec.Struct, frozen=True):
    """How rows of one table are spoken of.

    `title` is the column a row is known by; `told` are those said about it whenever it is named.
    """

    area: str
    noun: str
    title: str | None
    told: tuple[str, ...]


_WORDINGS: Final = {
    "email.emails": Wording("email", "a mail", "subject", ("sender/recipient",)),
    "calendar.calendar_events": Wording(
        "calendar", "an event", "event_name", ("event_start", "participant_email")
    ),
    "analytics.plots": Wording("analytics", "a plot", "file_path", ()),
    "project_management.project_tasks": Wording(
        "projects", "a task", "task_name", ("assigned_to_email", "list_name")
    ),
    "customer_relationship_manager.customers": Wording(
        "customers", "a customer", "customer_name", ("assigned_to_email", "status")
    ),
}

_PHRASES: Final = {
    "event_start": "at {}",
    "participant_email": "for {}",
    "duration": "lasting {} minutes",
    "sender/recipient": "with {}",
    "assigned_to_email": "assigned to {}",
    "list_name": "in list {}",
    "board": "on board {}",
    "due_date": "due {}",
    "event_name": "named '{}'",
    "task_name": "named '{}'",
    "customer_name": "named '{}'",
    "subject": "with subject '{}'",
}


def sentences(tables: Iterable[TableDifference]) -> list[str]:
    """Tell the differences, at most MAX_SENTENCES of them."""
    told = [sentence for table in tables for sentence in _of_table(table)]
    if len(told) <= MAX_SENTENCES:
        return told
    return [
        *told[: MAX_SENTENCES - 1],
        f"... and {len(told) - MAX_SENTENCES + 1} more differences.",
    ]


def _of_table(table: TableDifference) -> Iterator[str]:
    wording = _WORDINGS.get(table.table) or Wording(table.table, "a row", None, ())
    for change in table.changed:
        differing = [column for column in change.columns() if column != table.key]
        wanted = _row(wording, change.expected, also=differing)
        yield f"{wording.area}: expected {wanted}; found it {_change(change, table.key)}."
    for row in table.missing:
        yield f"{wording.area}: expected {_row(wording, row)}; it is not there."
    for row in table.unexpected:
        yield f"{wording.area}: found {_row(wording, row)}, which should not be there."


def _row(wording: Wording, row: Row, also: Sequence[str] = ()) -> str:
    """Name a row: its title, what is always told of it, and the columns `also` wanted."""
    title = row.get(wording.title) if wording.title else None
    named = wording.noun if title is None else f"{wording.noun} '{_short(title)}'"
    told = [_phrase(column, row[column]) for column in wording.told if row.get(column)]
    told += [
        _phrase(column, row.get(column))
        for column in also
        if column not in wording.told and column != wording.title
    ]
    if wording.title is None:
        told = [_phrase(column, value) for column, value in row.items()][:3]
    return " ".join([named, *told])


def _change(change: Change, key: str | None) -> str:
    columns = [column for column in change.columns() if column != key]
    if not columns:
        return "under another id"
    return ", ".join(_phrase(column, change.found.get(column)) for column in columns)


def _phrase(column: str, value: Any) -> str:
    if value is None or value == "":
        return f"without {column}"
    return _PHRASES.get(column, f"with {column} {{}}").format(_short(value))


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= _MAX_CHARS else f"{text[:_MAX_CHARS]}..."
