"""Which lines of its author's an error passed through: the lines to look at, and no others.

stdlib ─ sallyport ─ my_env.py:80 (replay) ─ sallyport ─ my_env.py:34 (take) ─ stdlib ─ KeyError
                     └──────────── lines_of(error) ────────────┘
"""

from __future__ import annotations

import linecache
import sysconfig
import traceback
from pathlib import Path
from typing import Final

import msgspec

from .errors import FaultyCodeError

MAX_CHARS: Final = 2000
"""Of an error's own text: it goes into logs, replies and tables, and may hold a whole state."""

_PACKAGE: Final = Path(__file__).parents[1]
_OTHERS: Final = (
    f"{_PACKAGE}/",
    *(f"{sysconfig.get_path(name)}/" for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    "<frozen ",
)
"""Beginnings of the names of files that are no author's: ours, Python's, and installed ones."""


class Line(msgspec.Struct, frozen=True):
    """A line that an error passed through; `file` is its name without the folders above it."""

    file: str
    number: int
    function: str
    text: str

    def __str__(self) -> str:
        """Return where it is, as tracebacks and editors write it."""
        return f"{self.file}:{self.number}, in {self.function}"


def lines_of(error: BaseException) -> list[Line]:
    """Return the author's lines, the innermost last; where there are none, the innermost of all.

    Those of the error that a FaultyCodeError tells. A line's text is "" where its file cannot be
    read, as in a jail.
    """
    if isinstance(error, FaultyCodeError) and error.__cause__ is not None:
        error = error.__cause__
    frames = [(frame.f_code, number) for frame, number in traceback.walk_tb(error.__traceback__)]
    own = [each for each in frames if not each[0].co_filename.startswith(_OTHERS)]
    return [
        Line(
            Path(code.co_filename).name,
            number,
            code.co_name,
            linecache.getline(code.co_filename, number).strip(),
        )
        for code, number in own or frames[-1:]
    ]


def told(error: BaseException) -> str:
    """Say in one line what was raised and where: `KeyError: 'bolt' (my_env.py:34, in take)`."""
    said = f"{type(error).__name__}: {error}"[:MAX_CHARS]
    lines = lines_of(error)
    return f"{said} ({lines[-1]})" if lines else said
