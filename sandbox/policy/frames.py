"""Which frame belongs to the program: the one that sees other built-ins than the libraries do."""

from __future__ import annotations

import builtins
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from types import FrameType

REAL_BUILTINS: Final[dict[str, Any]] = vars(builtins)


def nearest_program_frame() -> FrameType | None:
    """Return the innermost frame of the program on this thread's stack, None outside of cells.

    A program can name no dictionary of built-ins that is the real one, whatever it hands to
    `exec`; so a frame with another one is the program's, and no frame of ours or a library's is.
    """
    frame: FrameType | None = sys._getframe(1)  # noqa: SLF001  # CPython's documented way
    while frame is not None and frame.f_builtins is REAL_BUILTINS:
        frame = frame.f_back
    return frame


def is_within_program(frame: FrameType | None) -> bool:
    """Tell whether `frame` is the program's, or was called by it; true where no program runs."""
    while frame is not None:
        if frame.f_builtins is not REAL_BUILTINS:
            return True
        frame = frame.f_back
    return nearest_program_frame() is None


def is_program_function(function: Any) -> bool:
    """Tell whether a function was defined by the program."""
    return getattr(function, "__builtins__", REAL_BUILTINS) is not REAL_BUILTINS
