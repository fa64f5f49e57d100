"""What the tools over tables with ids have in common: finding a row, showing one of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..arguments import named
from .replies import Declined, need, need_choice

if TYPE_CHECKING:
    from .database import Database
    from .schema import Table
    from .template import Row


def found_or_declined(db: Database, table: Table, noun: str, key: str) -> tuple[int, Row]:
    """Return the position and the row with this key; decline when there is none."""
    found = db.find(table, key)
    if found is None:
        raise Declined(f"There is no {noun} with the id {named(key)}.")
    return found


def field_of(db: Database, table: Table, noun: str, key: str, field: str) -> Row:
    """Return one field of the row with this key, as `{field: value}`; decline what is not there."""
    need_choice("field", field, table.columns)
    _, row = found_or_declined(db, table, noun, key)
    return {field: row[field]}


def update_field(
    db: Database, table: Table, noun: str, key: str, field: str, new_value: str
) -> str:
    """Set one field of the row with this key and say so; the caller has checked the value."""
    position, _ = found_or_declined(db, table, noun, key)
    db.update(table, position, field, new_value)
    return f"The {noun} was updated."


def delete_row(db: Database, table: Table, noun: str, key: str) -> str:
    """Delete the row with this key and say so; decline when there is none."""
    need(**{f"{noun}_id": key})
    position, _ = found_or_declined(db, table, noun, key)
    db.delete(table, position)
    return f"The {noun} was deleted."
