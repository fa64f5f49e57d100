"""Signal handlers and timers that cells set: theirs while a cell runs, ours in between.

    cell 1 sets a handler ─▶ leave: taken out, kept ─▶ enter (cell 2): put back, as in a notebook

Between cells a handler of the program's would run inside the worker's loop, so none stays. Timers
do not go on between cells either: they are stopped.
"""

from __future__ import annotations

import contextlib
import importlib
import signal
import threading
from collections.abc import Callable
from operator import is_
from types import FrameType
from typing import Any, Final, TypeAlias

_Handler: TypeAlias = Callable[[int, FrameType | None], Any] | int | None

_NUMBERS: Final = tuple(sorted(signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}))
_TIMERS: Final = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)

# The C function below signal.getsignal: it makes no enum of each of 62 answers.
_get: Final[Callable[[int], _Handler]] = importlib.import_module("_signal").getsignal
_set: Final = signal.signal
_stop_timer: Final = signal.setitimer


class CellSignals:
    """The handlers of one session's cells. Does nothing outside the main thread."""

    def __init__(self) -> None:
        self._cells: dict[int, _Handler] = {}
        self._host: list[_Handler] = []

    def enter(self) -> None:
        """Note the host's handlers and put the cells' own in."""
        if not _in_main_thread():
            return
        self._host = list(map(_get, _NUMBERS))
        for number, handler in self._cells.items():
            _set(number, handler)

    def leave(self) -> None:
        """Stop all timers and put the host's handlers back; keep those that cells have set."""
        if not _in_main_thread():
            return
        for timer in _TIMERS:
            # Where the jail refuses timers, no cell can have set one.
            with contextlib.suppress(OSError):
                _stop_timer(timer, 0)
        now = list(map(_get, _NUMBERS))
        if self._cells or not all(map(is_, now, self._host)):
            self._take_out(now)

    def _take_out(self, now: list[_Handler]) -> None:
        for number, theirs, ours in zip(_NUMBERS, now, self._host, strict=True):
            if theirs is ours:
                self._cells.pop(number, None)
            elif theirs is not None:
                self._cells[number] = theirs
                _set(number, ours)


def _in_main_thread() -> bool:
    return threading.get_ident() == threading.main_thread().ident
