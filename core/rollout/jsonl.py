"""JSON lines: one object a line, read and written one at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..types import JsonObject


def read_lines(path: Path) -> Iterator[tuple[int, JsonObject]]:
    """Yield (byte offset, object) for each line that is not blank, reading as it goes.

    Raises ConfigurationError, naming file and line, when the file cannot be read or a line is no
    JSON object.
    """
    with open_input(path) as lines:
        offset = 0
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield offset, decode_line(line, f"{path}, line {number}")
            offset += len(line)


def open_input(path: Path) -> BinaryIO:
    """Open a file for reading bytes. Raises ConfigurationError."""
    try:
        return path.open("rb")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror or error}")


def decode_line(line: bytes, where: str) -> JsonObject:
    """Decode one object; `where` names the place in the error (ConfigurationError)."""
    try:
        value = decode(line)
    except ValueError as error:
        raise ConfigurationError(f"{where}: is not JSON: {error}")
    if not isinstance(value, dict):
        raise ConfigurationError(f"{where}: is a {type(value).__name__}, not a JSON object")
    return value


def decode(text: bytes | str) -> Any:
    """Decode JSON; lone surrogates are taken as they come, NaN and infinities are no JSON.

    Raises ValueError.
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as strict:
        if b"\\ud" not in (text if isinstance(text, bytes) else text.encode()).lower():
            raise ValueError(str(strict))
    try:
        return json.loads(text, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError(str(error))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON value")


def encode(value: Any) -> bytes:
    """Encode as JSON on one line; lone surrogates, which models do write, are escaped."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()
