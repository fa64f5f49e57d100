"""Stopping a cell from outside and keeping its session: a signal becomes an exception.

    deadline (outside) ── signal ─▶ handler ─┬─ no cell runs: nothing
                                             ├─ our own code runs: later, by the timer
                                             └─ the cell's code runs: TimeLimitExceeded, or
                                                CpuLimitExceeded by another signal

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


class CpuLimitExceeded(TimeLimitExceeded):
    """Raised in a cell that used more processor time than it may, with all that it started."""

    __module__ = "builtins"


class Interrupt:
    """The signals' handler. `raised`: the cell that ran last was disturbed by it.

    A cell lasts from `begin` to `end`; within it the exception comes up only between `expose` and
    `shield`, where it is expected. `limit` is the exception of the limit that was reached first;
    `message` is asked in the handler for what it says.
    """

    def __init__(self, message: Callable[[type[TimeLimitExceeded]], str]) -> None:
        self._message = message
        self._kinds: dict[int, type[TimeLimitExceeded]] = {}
        self.limit: type[TimeLimitExceeded] = TimeLimitExceeded
        self._in_cell = False
        self._exposed = False
        self._requested = False
        self.raised = False

    def arm(self, number: int, cpu_number: int) -> None:
        """Let signal `number` stop cells for their time, and `cpu_number` for their processor time.

        Main thread only, once. A Control-C handler comes with them: outside a cell, nobody's
        interrupt may end the worker.
        """
        self._kinds = {number: TimeLimitExceeded, cpu_number: CpuLimitExceeded}
        for each in self._kinds:
            signal.signal(each, self._on_signal)
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
            self.limit = self._kinds.get(number, TimeLimitExceeded)
            self._repeat()
        if self._exposed and not _is_own(frame):
            self.raised = True
            raise self.limit(self._message(self.limit))

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
