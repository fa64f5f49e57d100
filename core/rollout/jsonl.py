"""JSON lines: one object a line, read and written one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from ..errors import ConfigurationError
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
        return msgspec.json.decode(line, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{where}: is not a JSON object: {error}")


def encode(value: Any) -> bytes:
    """Encode as JSON on one line; lone surrogates, which models do write, are escaped."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()
