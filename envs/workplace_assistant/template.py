"""The workplace as every session finds it: the CSV files, turned once into a database image.

data_dir/*.csv ──┐
                 ├─▶ rows by table ─▶ SQLite ─▶ image (bytes) ─▶ one copy per session
our own company ─┘        └────────────────────▶ digest
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from .csv_files import read_tables
from .schema import POSITION, TABLES, Table, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Row: TypeAlias = dict[str, str | None]

TOUCHED = "touched"
"""The table that names every row written in the session: (index of its table in TABLES, position).
Triggers fill it, so it is undone with what it records, and travels with the image."""


@dataclass(frozen=True)
class Template:
    """The world before anything happened.

    `image` is the SQLite database file; `rows` holds the same rows by table, for telling what a
    session changed; `digest` is the SHA-256 of their content, hexadecimal.
    """

    image: bytes
    rows: Mapping[str, Sequence[Row]]
    digest: str


@lru_cache(maxsize=8)
def template_of(data_dir: str) -> Template:
    """Return the template of a folder of CSV files, of our own company for "". Kept once built.

    Raises ConfigurationError, naming file and column, for files that do not hold the tables.
    """
    if data_dir:
        return build_template(read_tables(data_dir))
    from .company import company_tables  # late: making the company takes longer than this module

    return build_template(company_tables())


def build_template(files: Mapping[str, Sequence[Mapping[str, str | None]]]) -> Template:
    """Build a template from rows by the stem of their file; empty values count as absent."""
    rows = {table.name: _rows_of(table, files) for table in TABLES}
    digest = hashlib.sha256(msgspec.json.encode(rows, order="sorted")).hexdigest()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for index, table in enumerate(TABLES):
            _create(connection, table)
            _fill(connection, table, rows[table.name])
            if not table.read_only:
                _watch(connection, table, index)
        connection.execute(
            f"CREATE TABLE {TOUCHED} (source INTEGER, {POSITION} INTEGER,"
            f" PRIMARY KEY (source, {POSITION})) WITHOUT ROWID"
        )
        return Template(connection.serialize(), rows, digest)


def _rows_of(
    table: Table, files: Mapping[str, Sequence[Mapping[str, str | None]]]
) -> Sequence[Row]:
    source = files[table.file] if table.file is not None else ()
    return [{column: row[column] or None for column in table.columns} for row in source]


def _create(connection: sqlite3.Connection, table: Table) -> None:
    columns = [*map(quoted, table.columns), *table.derived_columns()]
    texts = ", ".join(f"{column} TEXT" for column in columns)
    # AUTOINCREMENT never gives a position twice, not even that of a deleted last row.
    connection.execute(
        f"CREATE TABLE {quoted(table.name)} ({POSITION} INTEGER PRIMARY KEY AUTOINCREMENT, {texts})"
    )
    if table.indexed:
        index, indexed = quoted(f"{table.name} index"), ", ".join(map(quoted, table.indexed))
        connection.execute(f"CREATE INDEX {index} ON {quoted(table.name)} ({indexed})")


def _fill(connection: sqlite3.Connection, table: Table, rows: Sequence[Row]) -> None:
    width = len(table.columns) + len(table.derived_columns())
    statement = f"INSERT INTO {quoted(table.name)} VALUES (?{', ?' * width})"  # noqa: S608 - fixed names
    connection.execute("BEGIN")
    for position, row in enumerate(rows):
        values = [row[column] for column in table.columns]
        connection.execute(statement, [position, *values, *table.derived(row)])
    connection.execute("COMMIT")


def _watch(connection: sqlite3.Connection, table: Table, index: int) -> None:
    for event, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        note = f"INSERT OR IGNORE INTO {TOUCHED} VALUES ({index}, {row}.{POSITION})"  # noqa: S608 - fixed names
        connection.execute(
            f"CREATE TRIGGER {quoted(f'{table.name} {event}')} AFTER {event}"
            f" ON {quoted(table.name)} BEGIN {note}; END"
        )
