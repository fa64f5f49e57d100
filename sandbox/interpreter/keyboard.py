"""The standard input of a session that has no keyboard."""

from __future__ import annotations

import io
from typing import Final

NO_KEYBOARD: Final = (
    "there is no keyboard here, so input() has nothing to read; assign the value in the code "
    "instead, for example: n = 5"
)
"""What is said to a cell that `input()` ended."""


class NoKeyboard(io.StringIO):
    """An input at its end, as an empty file is. Closing it (which `exit()` does) is ignored."""

    def close(self) -> None:
        """Stay open."""
