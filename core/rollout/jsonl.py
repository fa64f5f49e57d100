"""JSON lines: one object a line, read and written one at a time."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ..errors import ConfigurationError
from ..task_row import flat_row
from ..types import JsonObject  # msgspec reads the hints

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader
    from pathlib import Path

_HEAD_BYTES: Final = 4096
"""Of a file, looked at to tell what it is."""

_MARKS: Final = {
    codecs.BOM_UTF32_LE: "is UTF-32 text",
    codecs.BOM_UTF32_BE: "is UTF-32 text",
    codecs.BOM_UTF16_LE: "is UTF-16 text",
    codecs.BOM_UTF16_BE: "is UTF-16 text",
    b"\x1f\x8b": "is compressed by gzip",
    b"\x28\xb5\x2f\xfd": "is compressed by zstd",
    b"BZh": "is compressed by bzip2",
    b"\xfd7zXZ\x00": "is compressed by xz",
    b"PK\x03\x04": "is a zip archive",
    b"PAR1": "is a Parquet file",
}


class Line(msgspec.Struct, frozen=True):
    """One line that is not blank: its number from 1, its byte offset, and its object.

    `row` is None where `problem` says why the line holds none.
    """

    number: int
    offset: int
    text: bytes
    row: JsonObject | None
    problem: str = ""


def each_line(path: Path) -> Iterator[Line]:
    """Yield each line that is not blank, also those that hold no JSON object; a BOM is skipped.

    Raises ConfigurationError when the file cannot be read, or holds no lines of JSON at all.
    """
    with open_lines(path) as lines:
        offset = 0
        for number, line in enumerate(lines, 1):
            text = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
            start = offset + len(line) - len(text)
            offset += len(line)
            if text.strip():
                try:
                    yield Line(number, start, text, decode_line(text, f"{path}, line {number}"))
                except ConfigurationError as error:
                    yield Line(number, start, text, None, error.message)


def read_lines(path: Path, *, flat: bool = True) -> Iterator[tuple[int, JsonObject]]:
    """Yield (byte offset, flat row) for each line that is not blank, reading as it goes.

    Raises ConfigurationError, naming file and line, when the file cannot be read or a line is no
    JSON object. Without `flat`, materialized rows stay as they are.
    """
    for line in each_line(path):
        if line.row is None:
            raise ConfigurationError(line.problem)
        yield line.offset, flat_row(line.row) if flat else line.row


def open_input(path: Path) -> BufferedReader:
    """Open a file for reading bytes. Raises ConfigurationError."""
    try:
        return path.open("rb")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror or error}")


def open_lines(path: Path) -> BufferedReader:
    """Open a file of JSON lines. Raises ConfigurationError, also for one in another container."""
    file = open_input(path)
    # Of a pipe nothing may come for long; what is in it is told line by line.
    found = _container(file.peek(_HEAD_BYTES)) if file.seekable() else None
    if found is not None:
        file.close()
        raise ConfigurationError(f"{path}: {found}; JSON lines are read: UTF-8, one row a line")
    return file


def _container(head: bytes) -> str | None:
    """Name what a file is that holds no JSON lines, as far as its beginning tells."""
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if text.startswith(b"[") and text[1:].lstrip()[:1] in {b"", b"{"}:
        return "line 1 begins a JSON array (`jq -c '.[]'` writes one row a line)"
    first = text.partition(b"\n")
    if first[1] and first[0].strip() == b"{":
        return "line 1 is the `{` of an object over several lines (`jq -c .` writes one row a line)"
    return None


def decode_line(line: bytes, where: str) -> JsonObject:
    """Decode one object; `where` names the place in the error (ConfigurationError)."""
    try:
        value = decode(line)
    except ValueError as error:
        hint = "; it holds more than one line, ended by CR alone" if b"\r{" in line else ""
        raise ConfigurationError(f"{where}: is not JSON: {error}{hint}")
    if not isinstance(value, dict):
        raise ConfigurationError(f"{where}: is a {type(value).__name__}, not a JSON object")
    return value


def decode(text: bytes | str) -> Any:
    """Decode JSON; lone surrogates are taken as they come, NaN and infinities are no JSON.

    Raises ValueError.
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        strict = error
    try:
        # The lenient reader takes lone surrogates, and names a constant where it meets one.
        value = json.loads(text, parse_constant=_refuse)
    except _Constant as error:
        raise ValueError(str(error))
    except (ValueError, RecursionError):
        raise ValueError(str(strict))
    if b"\\ud" not in (text if isinstance(text, bytes) else text.encode()).lower():
        raise ValueError(str(strict))
    return value


class _Constant(Exception):  # noqa: N818  # only passed on within `decode`
    """A constant that JSON does not have."""


def _refuse(constant: str) -> None:
    raise _Constant(f"{constant} is no JSON value")


def encode(value: Any) -> bytes:
    """Encode as JSON on one line; lone surrogates, which models do write, are escaped."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()
