"""Reading the six CSV files of a data folder, strictly: a wrong file is named, with its column."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import ConfigurationError
from .schema import ADDRESSES, TABLES, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADERLESS = {ADDRESSES.file}
"""Files that hold no line of column names."""


def read_tables(data_dir: str) -> dict[str, list[dict[str, str | None]]]:
    """Read every table's file from a folder: rows of text by the file's stem.

    Raises ConfigurationError for a missing or unreadable file, a missing, unknown or repeated
    column, a line of another length, and a repeated or missing id.
    """
    folder = Path(data_dir).expanduser()
    if not folder.is_dir():
        raise ConfigurationError(
            f"data_dir {data_dir!r} is not a folder; name one that holds "
            f"{', '.join(f'{table.file}.csv' for table in TABLES if table.file)}"
        )
    return {
        table.file: _read_table(folder / f"{table.file}.csv", table)
        for table in TABLES
        if table.file is not None
    }


def _read_table(path: Path, table: Table) -> list[dict[str, str | None]]:
    lines = _read_lines(path)
    header = list(table.columns) if table.file in _HEADERLESS else next(lines, (0, []))[1]
    _check_header(path, header, table)
    rows: list[dict[str, str | None]] = []
    for number, line in lines:
        if len(line) != len(header):
            raise ConfigurationError(
                f"{path}, line {number}: {len(line)} values for {len(header)} columns"
            )
        rows.append(dict(zip(header, line, strict=True)))
    if table.key is not None:
        _check_keys(path, table.key, rows)
    return rows


def _read_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield every line that is not empty with its number."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for line in reader:
                if line:
                    yield reader.line_num, line
    except FileNotFoundError:
        raise ConfigurationError(f"{path} is missing; a data_dir must hold it")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{path} cannot be read as CSV in UTF-8: {error}")


def _check_header(path: Path, header: list[str], table: Table) -> None:
    for column in table.columns:
        if header.count(column) != 1:
            what = "twice or more" if column in header else "not at all"
            raise ConfigurationError(
                f"{path}: the column {column!r} is there {what}; "
                f"the first line must name {', '.join(table.columns)}"
            )
    for column in header:
        if column not in table.columns:
            raise ConfigurationError(
                f"{path}: unknown column {column!r}; the columns are {', '.join(table.columns)}"
            )


def _check_keys(path: Path, key: str, rows: list[dict[str, str | None]]) -> None:
    seen: set[str | None] = set()
    for row in rows:
        if not row[key] or row[key] in seen:
            what = f"{row[key]!r} is there twice" if row[key] else "a row has none"
            raise ConfigurationError(f"{path}: the column {key!r} must be unique; {what}")
        seen.add(row[key])
