"""Stopping a cell from outside and keeping its session: a signal becomes an exception.

    deadline (outside) ── signal ─▶ handler ─┬─ no cell runs: nothing
                                             ├─ our own code runs: later, by the timer
                                             └─ the cell's code runs: TimeLimitExceeded

The exception is raised in the cell's frames (or a library's below it) only, never in the
interpreter's own, so a late signal breaks neither the capture of output nor the worker's loop.

After the first signal the handler comes back by itself every `_REPEAT_S` while the cell runs: the
exception may have come up in a place that swallows it (`__del__`, a callback, a bare `except`).
A cell that swallows them all, or sits in C code, is for the outside to kill.
"""

from __future__ import annotations

import contextlib
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_FIRST_S: Final = 0.02
_REPEAT_S: Final = 0.1
"""Seconds to the second exception and between the next: some fit into the grace before the kill,
and there is time to unwind between them."""

_OWN_FILES: Final = str(Path(__file__).parent)


class TimeLimitExceeded(KeyboardInterrupt):  # it reads as the cell's last line
    """Raised in a cell that ran too long.

    A KeyboardInterrupt, because event loops, executors and test runners know to let that through.
    """

    # The name's module is not shown in the text that a program's author reads.
    __module__ = "builtins"


class Interrupt:
    """The signal's handler. `raised`: the cell that ran last was disturbed by it.

    A cell lasts from `begin` to `end`; within it the exception comes up only between `expose` and
    `shield`, where it is expected. `message` is asked in the handler for what it says.
    """

    def __init__(self, message: Callable[[], str]) -> None:
        self._message = message
        self._in_cell = False
        self._exposed = False
        self._requested = False
        self.raised = False

    def arm(self, number: int) -> None:
        """Let signal `number` stop cells; main thread only, once.

        A Control-C handler comes with it: outside a cell, nobody's interrupt may end the worker.
        """
        signal.signal(number, self._on_signal)
        signal.signal(signal.SIGINT, self._on_control_c)

    def begin(self) -> None:
        """Begin a cell: from here on the signal means this cell."""
        self._requested = self.raised = self._exposed = False
        self._in_cell = True

    def expose(self) -> None:
        """Let exceptions come up: the cell's code runs next, and all it raises is caught."""
        self._exposed = True

    def shield(self) -> None:
        """Let none come up: our own code runs. A signal now takes effect when exposed again."""
        self._exposed = False

    def end(self) -> None:
        """End the cell: a signal that comes now is late and changes nothing."""
        self._exposed = self._in_cell = False

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if not self._in_cell:
            return
        if not self._requested:
            self._requested = True
            self._repeat()
        if self._exposed and not _is_own(frame):
            self.raised = True
            raise TimeLimitExceeded(self._message())

    def _repeat(self) -> None:
        """Take over the alarm: a cell that is over its time has no more use for it."""
        signal.signal(signal.SIGALRM, self._on_signal)
        # Where the jail refuses timers, the outside's kill is all there is.
        with contextlib.suppress(OSError):
            signal.setitimer(signal.ITIMER_REAL, _FIRST_S, _REPEAT_S)

    def _on_control_c(self, number: int, frame: FrameType | None) -> None:
        if self._exposed and not _is_own(frame):
            raise KeyboardInterrupt


def _is_own(frame: FrameType | None) -> bool:
    return frame is None or frame.f_code.co_filename.startswith(_OWN_FILES)
