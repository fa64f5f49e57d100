"""The standard input of a session that has no keyboard."""

from __future__ import annotations

import io
from typing import NoReturn

_MESSAGE = (
    "there is no keyboard here, so input() and sys.stdin.readline() have nothing to read; "
    "assign the value in the code instead, for example: n = 5"
)


class NoKeyboard(io.StringIO):
    """An input at its end: `read` gives nothing, as from an empty file; asking for a line fails.

    `input()` calls `readline`. Closing it (which `exit()` does) is ignored.
    """

    def readline(self, size: int | None = -1, /) -> NoReturn:
        """Raise EOFError with what to do instead."""
        raise EOFError(_MESSAGE)

    def __next__(self) -> str:  # type: ignore[override]  # the stubs' base reads bytes
        raise StopIteration

    def close(self) -> None:
        """Stay open."""
