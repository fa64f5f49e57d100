"""Where judged rows go: one file for those with a verdict, one for those without, both in order.

    row ─ judged ─────▶ out.jsonl                  together they hold one line for each row read,
        └ not judged ─▶ out.failures.jsonl         so their number says where a run goes on

A line is written whole or not at all: one that was torn when a run was killed is cut off before the
next goes on.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from ..errors import ConfigurationError
from .jsonl import encode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..types import JsonObject

STDOUT: Final = "-"
_CHUNK: Final = 1 << 20  # bytes read at once while lines are counted


def failures_beside(output: str | None) -> Path | None:
    """Return where rows without a verdict go when nothing else was said: beside the others."""
    if output is None or output == STDOUT:
        return None
    path = Path(output)
    return path.with_name(f"{path.stem}.failures.jsonl")


class RowFiles:
    """The two files; `done` counts the rows of earlier runs, when this one resumes them.

    `output` is None for nowhere, `-` for standard output, which also takes the failures when these
    have no file. The file of failures is made when there is one.
    """

    def __init__(self, output: str | None, failures: Path | None, *, resume: bool) -> None:
        self._failures = failures
        self._failed: BinaryIO | None = None
        self._stack = contextlib.ExitStack()
        self.done = 0
        if resume and (output is None or output == STDOUT):
            raise ConfigurationError("--resume goes on with a file; name it with --output")
        with contextlib.ExitStack() as opening:
            opening.callback(self._stack.close)
            if failures is not None and failures.exists():
                self.done += _whole_lines(failures) if resume else 0
                self._failed = self._stack.enter_context(_opened(failures, resume=resume))
            self._judged = self._open_output(output, resume=resume)
            opening.pop_all()

    def _open_output(self, output: str | None, *, resume: bool) -> BinaryIO | None:
        if output is None or output == STDOUT:
            return None if output is None else sys.stdout.buffer
        path = Path(output)
        if resume and path.exists():
            self.done += _whole_lines(path)
        return self._stack.enter_context(_opened(path, resume=resume))

    def write(self, row: JsonObject, *, judged: bool) -> None:
        """Write one row, flushed, so that an end loses nothing."""
        if not judged and self._failures is not None and self._failed is None:
            self._failed = self._stack.enter_context(_opened(self._failures, resume=False))
        file = self._judged if judged or self._failed is None else self._failed
        if file is not None:
            file.write(encode(row) + b"\n")
            file.flush()

    def close(self) -> None:
        """Close what was opened here."""
        self._stack.close()


def _opened(path: Path, *, resume: bool) -> BinaryIO:
    try:
        return path.open("ab" if resume else "wb")
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be written: {error.strerror or error}")


def _whole_lines(path: Path) -> int:
    """Count the lines of a file, and cut off what follows the last one's end."""
    try:
        with path.open("rb+") as file:
            count, end = 0, 0
            for chunk, start in _chunks(file):
                count += chunk.count(b"\n")
                last = chunk.rfind(b"\n")
                end = start + last + 1 if last >= 0 else end
            file.truncate(end)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror or error}")
    return count


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    start = 0
    while chunk := file.read(_CHUNK):
        yield chunk, start
        start += len(chunk)


def count_lines(path: Path) -> int:
    """Count the lines of a file that are not blank, in constant memory. Raises OSError."""
    with path.open("rb") as lines:
        return sum(1 for line in lines if line.strip())
