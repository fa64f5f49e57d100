"""A session's journal read from its file: what was done, up to the first line that is missing.

lines ─▶ SessionLine, then CallLine | SeedLine ... , then perhaps EndLine
            └▶ StoredJournal(session, steps, missing)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

from ..errors import ConfigurationError
from ..sessions.journal_lines import (
    VERSION,
    CallLine,
    EndLine,
    Line,
    SeedLine,
    SessionLine,
    decode_line,
)
from .jsonl import open_input

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Step: TypeAlias = CallLine | SeedLine


class StoredJournal(msgspec.Struct, frozen=True):
    """A journal. `missing` says what is not there, when something is; `steps` end before that."""

    session: SessionLine
    steps: tuple[Step, ...]
    missing: str = ""


def read_journal(path: Path) -> StoredJournal:
    """Read a journal. Raises ConfigurationError for a file that is none."""
    with open_input(path) as file:
        lines = _numbered(path, file)
        first = next(lines, None)
        if not isinstance(first, SessionLine):
            raise ConfigurationError(f"{path}: is no journal of a session (see `serve --journal`)")
        if first.version != VERSION:
            raise ConfigurationError(
                f"{path}: is a journal of version {first.version}; this program reads {VERSION}"
            )
        steps: list[Step] = []
        for expected, line in enumerate(lines, 1):
            if line is None or line.n != expected:
                found = "" if line is None else f" to {line.n - 1}"
                return StoredJournal(first, tuple(steps), f"lines {expected}{found} are missing")
            if isinstance(line, CallLine | SeedLine):
                steps.append(line)
            elif isinstance(line, EndLine):
                break
        return StoredJournal(first, tuple(steps))


def _numbered(path: Path, file: Iterator[bytes]) -> Iterator[Line | None]:
    """Yield the lines; half a line, at which a write was broken off, is as good as none.

    None is yielded for one at the end, behind which nothing says that it is missing.
    """
    torn = False
    for text in file:
        if not text.strip():
            continue
        try:
            line = decode_line(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            torn = True
            continue
        torn = False
        yield line
    if torn:
        yield None
