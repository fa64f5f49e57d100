"""Where judged rows go: one file for those with a verdict, one for those without, both in order.

    row ─ judged ─────▶ out.jsonl                  together they hold one line for each row read,
        └ not judged ─▶ out.failures.jsonl         so their number says where a run goes on

A line is written whole or not at all: one that was torn when a run was killed is cut off before the
next goes on.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from ..errors import ConfigurationError
from .jsonl import encode, read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

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
    """The two files, in one of three ways.

    - Anew: there must be no rows in either yet.
    - `resume`: `done` counts the rows of earlier runs, and new ones follow them.
    - `overwrite`: rows go to files beside them, and take their place in `keep`, once all is done.
      Until then, and where that never comes, the old files are as they were.

    `output` is None for nowhere, `-` for standard output, which also takes the failures when these
    have no file. The file of failures is made when there is one. What is read, the `inputs`, is
    only ever replaced, and no run goes on in it. Raises ConfigurationError.
    """

    def __init__(
        self,
        output: str | None,
        failures: Path | None,
        *,
        resume: bool = False,
        overwrite: bool = False,
        inputs: Iterable[Path | None] = (),
    ) -> None:
        self._to_stdout = output == STDOUT
        self._output = None if output is None or self._to_stdout else Path(output)
        self._failures = failures
        self._resume, self._overwrite = resume, overwrite
        self._beside: dict[Path, Path] = {}
        self._judged: BinaryIO | None = sys.stdout.buffer if self._to_stdout else None
        self._failed: BinaryIO | None = None
        self._stack = contextlib.ExitStack()
        self.done = 0
        if resume and overwrite:
            raise ConfigurationError("--resume keeps what --overwrite replaces; choose one")
        if resume and self._output is None:
            raise ConfigurationError("--resume goes on with a file; name it with --output")
        files = [path for path in (self._output, failures) if path is not None]
        if len(files) == 2 and _same(*files):
            raise ConfigurationError(f"{files[0]}: --output and --failures need a file each")
        # Everything is looked at before anything is opened: a refusal leaves no trace.
        for path in files:
            if any(_same(path, read) for read in inputs if read is not None) and not overwrite:
                raise ConfigurationError(
                    f"{path}: is read by this run; write to another file, or replace it at the end"
                    " with --overwrite"
                )
            if not resume and not overwrite and path.is_file() and path.stat().st_size:
                raise ConfigurationError(
                    f"{path}: is there already; go on with it by --resume, replace it by"
                    " --overwrite, or name another file"
                )
        with contextlib.ExitStack() as opening:
            opening.callback(self._stack.close)
            if resume:
                self.done = sum(_whole_lines(path) for path in files if path.exists())
            if self._output is not None:
                self._judged = self._opened(self._output)
            if failures is not None and failures.exists():
                self._failed = self._opened(failures)
            opening.pop_all()

    def _opened(self, path: Path) -> BinaryIO:
        target = path
        if self._overwrite and path.is_file():
            # Through a link, so that it stays one.
            real = path.resolve()
            target = real.with_name(f".{real.name}.{os.getpid()}.partial")
            self._beside[target] = real
        try:
            return self._stack.enter_context(target.open("ab" if self._resume else "wb"))
        except OSError as error:
            raise ConfigurationError(f"{path}: cannot be written: {error.strerror or error}")

    def earlier(self, *, judged: bool) -> Iterator[JsonObject]:
        """Yield the rows of earlier runs that have a verdict, or those that have none."""
        path = self._output if judged else self._failures
        if self._resume and path is not None and path.exists():
            yield from (row for _, row in read_lines(path, flat=False))

    def keep_only(
        self, wanted: Callable[[JsonObject], bool], add: Callable[[JsonObject], Hashable]
    ) -> set[Hashable]:
        """Drop the earlier rows that are not `wanted`, to be made again; return what `add` makes.

        The output is written anew beside, and renamed: an end at any moment loses no row.
        """
        if not self._resume or self._output is None or not self.done:
            return set()
        kept = set()
        real = self._output.resolve()
        beside = real.with_name(f".{real.name}.{os.getpid()}.partial")
        with beside.open("wb") as file:
            for row in self.earlier(judged=True):
                if wanted(row):
                    kept.add(add(row))
                    file.write(encode(row) + b"\n")
        shutil.copymode(real, beside)
        beside.replace(real)
        self._judged = self._opened(self._output)
        return kept

    def write(self, row: JsonObject, *, judged: bool) -> None:
        """Write one row, flushed, so that an end loses nothing."""
        if not judged and self._failures is not None and self._failed is None:
            self._failed = self._opened(self._failures)
        file = self._judged if judged or self._failed is None else self._failed
        if file is not None:
            file.write(encode(row) + b"\n")
            file.flush()

    def keep(self) -> None:
        """Put what was written beside files into their place: all of it is there.

        A file of failures that nothing was written to goes, where it was to be replaced.
        """
        self._stack.close()
        for target, path in self._beside.items():
            if path == (self._failures and self._failures.resolve()) and not target.stat().st_size:
                path.unlink()
                target.unlink()
            else:
                shutil.copymode(path, target)
                target.replace(path)
        self._beside.clear()

    def close(self) -> None:
        """Close what was opened here; what was to replace a file, and is not whole, goes."""
        self._stack.close()
        for target in self._beside:
            target.unlink(missing_ok=True)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()


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
