"""What a session changed: the exported state, which is all that a verifier sees of the databases.

    {"environment": "workplace_assistant", "template": "<sha-256>", "tables": {
        "<database>.<table>": {
            "key": "<column>" | null, "rows_before": 500,
            "deleted":  [{"position": 17, "row": {...}}],
            "updated":  [{"position": 3, "before": {...}, "after": {...}}],
            "inserted": [{...}, ...]}}}

Only tables that differ are there. Positions count the template's rows from 0, in file order;
inserted rows come in the order of their making, with their final values. A row that was made and
deleted again, or changed and changed back to the letter, is no difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .schema import POSITION, TABLES, Table
from .template import TOUCHED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...core.types import JsonObject, State
    from .database import Database


def export_changes(db: Database) -> State:
    """Export the differences between a session's databases and their template."""
    touched: dict[int, list[int]] = {}
    statement = f"SELECT source, {POSITION} FROM {TOUCHED} ORDER BY 1, 2"  # noqa: S608 - fixed names
    for source, position in db.query(statement):
        touched.setdefault(source, []).append(position)
    tables: dict[str, JsonObject] = {}
    for source, positions in touched.items():
        changes = _changes_of(db, TABLES[source], positions)
        if changes is not None:
            tables[TABLES[source].name] = changes
    return {
        "environment": "workplace_assistant",
        "template": db.template.digest,
        "tables": tables,
    }


def _changes_of(db: Database, table: Table, positions: Iterable[int]) -> JsonObject | None:
    """Compare the touched rows of one table; None when nothing differs."""
    before = db.template.rows[table.name]
    deleted, updated, inserted = [], [], []
    for position in positions:
        now = db.at(table, position)
        if position >= len(before):
            inserted += [now] if now is not None else []
        elif now is None:
            deleted.append({POSITION: position, "row": dict(before[position])})
        elif now != before[position]:
            updated.append({POSITION: position, "before": dict(before[position]), "after": now})
    if not (deleted or updated or inserted):
        return None
    return {
        "key": table.key,
        "rows_before": len(before),
        "deleted": deleted,
        "updated": updated,
        "inserted": inserted,
    }
