"""Reading the six CSV files of a data folder, strictly: a wrong file is named, with its column."""

from __future__ import annotations

import csv
from datetime import time
from pathlib import Path

from ...core.errors import ConfigurationError
from ...core.moments import read_moment
from .database import ID_DIGITS
from .dates import WHEN
from .schema import ADDRESSES, TABLES, Table

_HEADERLESS = {ADDRESSES.file}
"""Files that hold no line of column names; one that is there all the same is passed over."""

_DELIMITERS = ",;\t|"
"""What may part the values of a file; the first of these that its first line holds does."""

_DAY = "a day as YYYY-MM-DD"


def read_tables(data_dir: str) -> dict[str, list[dict[str, str | None]]]:
    """Read every table's file from a folder: rows of text by the file's stem.

    Column names are taken in any case, with spaces around. Raises ConfigurationError for a missing
    or unreadable file, a missing, unknown or repeated column, a line of another length, a repeated
    or missing id or one without its zeros, and a date that the tools would not find.
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
    names = [cell.strip().lower() for cell in lines[0][1]] if lines else []
    headed = table.file not in _HEADERLESS or names == list(table.columns)
    header = names if headed else list(table.columns)
    _check_header(path, header, table)
    rows: list[dict[str, str | None]] = []
    seen: dict[str, int] = {}
    for number, line in lines[headed:]:
        where = f"{path}, line {number}"
        if len(line) != len(header):
            raise ConfigurationError(f"{where}: {len(line)} values for {len(header)} columns")
        row = dict(zip(header, line, strict=True))
        if table.key is not None:
            _check_key(where, table.key, row[table.key], seen.get(row[table.key]))
            seen[row[table.key]] = number
        for column in (*table.timed, *table.days):
            if row[column].strip():
                row[column] = _date(where, column, row[column], whole=column in table.days)
        rows.append({**row})
    return rows


def _read_lines(path: Path) -> list[tuple[int, list[str]]]:
    """Return every line that is not empty with its number."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = next((sign for sign in _DELIMITERS if sign in first), ",")
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            return [(reader.line_num, line) for line in reader if line]
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
            what = f"unknown column {column!r}" if column else "a column has no name (an index?)"
            raise ConfigurationError(f"{path}: {what}; the columns are {', '.join(table.columns)}")


def _check_key(where: str, key: str, value: str, before: int | None) -> None:
    what = ""
    if not value:
        what = "is empty; every row has one of its own"
    elif before is not None:
        what = f"{value!r} is there twice, first in line {before}"
    elif value.isdecimal() and len(value) < ID_DIGITS:
        # Tasks name rows by their whole ids, so that padding here could name another row there.
        what = f"{value!r} has lost its zeros to another program; write {value.zfill(ID_DIGITS)}"
    if what:
        raise ConfigurationError(f"{where}: the {key} {what}")


def _date(where: str, column: str, value: str, *, whole: bool) -> str:
    """Return a day or time that the tools find as they find their own; `whole`: a day, as such."""
    found = read_moment(value)
    if found is None or (whole and found[0].time() != time.min):
        raise ConfigurationError(
            f"{where}: the {column} {value!r} is not {_DAY if whole else WHEN.expected}"
        )
    return found[0].date().isoformat() if whole else value
