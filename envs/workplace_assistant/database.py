"""One session's databases: a private copy of the template, and the only SQL that touches rows.

Template.image ──deserialize──▶ Database ◀── tools: find, search, insert, update, delete
                                   └── touched rows ──▶ changes.export_changes
"""

from __future__ import annotations

import sqlite3
import weakref
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...core.errors import NotCopyableError
from .dates import lower_bound, upper_bound
from .schema import POSITION, Table, moment_of, quoted, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .template import Row, Template

ID_DIGITS = 8
"""New ids are padded with zeros to this width."""

_WORKING_PAGES = "PRAGMA cache_size = 16"
"""Pages (4 kB each) that a session may cache beside its copy: the copy itself is memory already."""


@dataclass
class Where:
    """The conditions of a search, joined by AND. Columns are the schema's, values are bound."""

    clauses: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    def contains(self, text: str, *columns: str) -> None:
        """Demand that one of the columns holds the text, in any case, letter for letter."""
        self.clauses.append("(" + " OR ".join(f"instr({text_of(c)}, ?)" for c in columns) + ")")
        self.values += [text.lower()] * len(columns)

    def equals(self, text: str, column: str) -> None:
        """Demand that the column is the text, in any case."""
        self.clauses.append(f"{text_of(column)} = ?")
        self.values.append(text.lower())

    def between(self, column: str, lowest: str | None, highest: str | None) -> None:
        """Demand that the column's moment is within the bounds; an empty bound is none."""
        for bound, sign, moment in ((lowest, ">=", lower_bound), (highest, "<=", upper_bound)):
            if bound:
                self.clauses.append(f"{moment_of(column)} {sign} ?")
                self.values.append(moment(bound))

    def sql(self) -> str:
        """Return the WHERE clause, empty when there are no conditions."""
        return " WHERE " + " AND ".join(self.clauses) if self.clauses else ""


class Database:
    """The tables of one world, in memory. Not for use by two threads at once."""

    def __init__(self, template: Template) -> None:
        self.template = template
        # A worker may open, use and close a world on different threads, one after the other.
        self._connection = sqlite3.connect(
            ":memory:", isolation_level=None, check_same_thread=False
        )
        self._connection.deserialize(template.image)
        self._connection.execute(_WORKING_PAGES)
        self.query = self._connection.execute

    def image(self) -> bytes:
        """Return the database file: its template's digest, then all tables, also `touched`."""
        return bytes.fromhex(self.template.digest) + self._connection.serialize()

    def replace(self, image: bytes) -> None:
        """Hold what another session's `image` holds. Raises NotCopyableError for other data."""
        digest = bytes.fromhex(self.template.digest)
        if not image.startswith(digest):
            raise NotCopyableError("The snapshot is of a company with other data than this one.")
        self._connection.deserialize(image[len(digest) :])
        self._connection.execute(_WORKING_PAGES)

    def close(self) -> None:
        """Free the copy. Further use raises sqlite3.ProgrammingError."""
        self._connection.close()

    def close_when_dropped(self) -> Database:
        """Arrange for the copy to be freed with the last reference to it, for want of an owner."""
        weakref.finalize(self, self._connection.close)
        return self

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Undo on leaving whatever was done inside."""
        self.query("BEGIN")
        try:
            yield
        finally:
            self.query("ROLLBACK")

    def find(self, table: Table, key: str) -> tuple[int, Row] | None:
        """Return the position and the row with this key, None when there is no such row."""
        assert table.key is not None
        return self._one(table, f"{table.select} WHERE {quoted(table.key)} = ?", key)

    def at(self, table: Table, position: int) -> Row | None:
        """Return the row at a position, None when it is not there (any more)."""
        found = self._one(table, f"{table.select} WHERE {POSITION} = ?", position)
        return None if found is None else found[1]

    def search(self, table: Table, where: Where, latest_first: str | None = None) -> Sequence[int]:
        """Return the positions of the rows that fit, in the order of the file.

        With `latest_first`, a timed column, ordered by it, rows of the same moment in file order.
        """
        order = f"{moment_of(latest_first)} DESC, " if latest_first else ""
        statement = (
            f"SELECT {POSITION} FROM {quoted(table.name)}{where.sql()}"  # noqa: S608 - names are the schema's, values bound
            f" ORDER BY {order}{POSITION}"
        )
        return [position for (position,) in self.query(statement, where.values)]

    def all(self, table: Table, where: Where) -> list[Row]:
        """Return the rows that fit, in the order of the file."""
        statement = f"{table.select}{where.sql()} ORDER BY {POSITION}"
        return [
            dict(zip(table.columns, values, strict=True))
            for _, *values in self.query(statement, where.values)
        ]

    def rows(self, table: Table, positions: Sequence[int]) -> list[Row]:
        """Return the rows of a page's positions, all of which must be there, in this order."""
        marks = ", ".join("?" * len(positions))
        found = self.query(f"{table.select} WHERE {POSITION} IN ({marks})", positions)
        by_position = {
            position: dict(zip(table.columns, values, strict=True)) for position, *values in found
        }
        return [by_position[position] for position in positions]

    def has(self, table: Table, where: Where) -> bool:
        """Whether any row fits."""
        statement = f"SELECT 1 FROM {quoted(table.name)}{where.sql()} LIMIT 1"  # noqa: S608 - names are the schema's, values bound
        return self.query(statement, where.values).fetchone() is not None

    def insert(self, table: Table, row: Row) -> None:
        """Add a row at the end of its table."""
        values = [row[column] for column in table.columns]
        self.query(table.insert, values + table.derived(row))

    def update(self, table: Table, position: int, column: str, value: str) -> None:
        """Set one column of one row. Key columns are never updated."""
        assert column != table.key
        values: list[Any] = table.update_values(column, value)
        self.query(table.update_statement(column), [*values, position])

    def delete(self, table: Table, position: int) -> None:
        """Remove one row."""
        self.query(table.delete, (position,))

    def next_id(self, table: Table) -> str:
        """Return the id for a new row: the highest present + 1, or 1 in an empty table."""
        assert table.key is not None
        statement = f"SELECT max(CAST({quoted(table.key)} AS INTEGER)) FROM {quoted(table.name)}"  # noqa: S608 - fixed names
        ((highest,),) = self.query(statement)
        return str((highest or 0) + 1).zfill(ID_DIGITS)

    def _one(self, table: Table, statement: str, value: str | int) -> tuple[int, Row] | None:
        found = self.query(statement, (value,)).fetchone()
        if found is None:
            return None
        position, *values = found
        return position, dict(zip(table.columns, values, strict=True))
