"""Small exported states over one template of four calendar events, and of other tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = dict[str, Any]

CALENDAR = "calendar.calendar_events"
PLOTS = "analytics.plots"
TASKS = "project_management.project_tasks"


def event(number: int, name: str = "", start: str = "2023-12-04 10:00:00", **fields: Any) -> Row:
    """A row of the calendar; the number is its id."""
    row = {
        "event_id": f"{number:08}",
        "event_name": name or f"Event {number}",
        "participant_email": "kim@example.org",
        "event_start": start,
        "duration": "30",
    }
    return row | fields


TEMPLATE: tuple[Row, ...] = tuple(event(number) for number in range(4))
"""The events that every session starts with, by position."""


def changes(
    *,
    deleted: Sequence[int] = (),
    updated: Mapping[int, Row] | None = None,
    inserted: Sequence[Row] = (),
) -> dict[str, Any]:
    """One calendar's changes: template positions deleted, their new fields, and new rows."""
    return {
        "key": "event_id",
        "rows_before": len(TEMPLATE),
        "deleted": [{"position": p, "row": TEMPLATE[p]} for p in deleted],
        "updated": [
            {"position": p, "before": TEMPLATE[p], "after": TEMPLATE[p] | fields}
            for p, fields in (updated or {}).items()
        ],
        "inserted": list(inserted),
    }


def export(calendar: dict[str, Any] | None = None, **tables: Any) -> dict[str, Any]:
    """An exported state."""
    found = {name.replace("__", "."): table for name, table in tables.items()}
    if calendar is not None:
        found[CALENDAR] = calendar
    return {"environment": "workplace_assistant", "template": "t", "tables": found}


def state(expected: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What the verifier is given."""
    return {"expected": expected, "found": found}


def plots(*paths: str) -> dict[str, Any]:
    """The plots made; the table starts empty, and its rows have no ids."""
    made = [{"file_path": path} for path in paths]
    return {"key": None, "rows_before": 0, "deleted": [], "updated": [], "inserted": made}
