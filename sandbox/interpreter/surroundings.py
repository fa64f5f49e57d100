"""What a cell finds around it, put up before each cell and taken down after it.

    enter ─▶ streams, __main__, signals, recursion limit: the session's      (a cell runs)
    leave ─▶ the host's again; built-ins, tracing, hooks as they were before the cell

What persists from cell to cell, as in a notebook: the namespace, imported modules, warning filters,
numpy's print options and error state, the decimal context, locale, directory, environment, random
state, the recursion limit, signal handlers, running threads. What does not, because the capture
of later cells or the worker would suffer: replaced standard streams, patched built-ins, hooks of
`sys`, trace functions, timers.
"""

from __future__ import annotations

import _thread
import builtins
import sys
from typing import TYPE_CHECKING, Any, Final

from .keyboard import NoKeyboard
from .own_frames import hide_own_frames, show_own_frames
from .recursion import CellRecursion
from .signals import CellSignals
from .streams import CapturedStream

if TYPE_CHECKING:
    from types import ModuleType

    from .bounded import BoundedBytes

_MAIN: Final = "__main__"
_STREAMS: Final = ("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__")
_HOOKS: Final = ("excepthook", "displayhook", "unraisablehook", "breakpointhook")
_HOME: Final = vars(builtins)
_BUILTINS: Final = dict(_HOME)
"""The built-ins as they were before any cell."""


class Surroundings:
    """The process-wide state around one session's cells. `enter` and `leave` in pairs.

    `recursion_limit` is where the session's recursion limit begins, in nested calls.
    """

    def __init__(self, main: ModuleType, recursion_limit: int) -> None:
        self._main = main
        self.stdout = CapturedStream("<stdout>")
        self.stderr = CapturedStream("<stderr>")
        self.stdin = NoKeyboard()
        self._signals = CellSignals()
        self._recursion = CellRecursion(recursion_limit)
        self._calm = True
        self._save_host()

    def enter(self, output_limit: int) -> None:
        """Put up everything; only the cell's own code may run between this and `leave`."""
        self._save_host()
        unheard = _left_behind()
        self.stdout.open(output_limit, unheard)
        self.stderr.open(output_limit, unheard)
        sys.modules[_MAIN] = self._main
        streams = (self.stdin, self.stdout.file, self.stderr.file)
        vars(sys).update(zip(_STREAMS, (*streams, *streams), strict=True))
        hide_own_frames()
        self._calm = False
        self._signals.enter()
        self._recursion.enter()

    def flush_replaced(self) -> None:
        """Flush what the cell put in place of the standard outputs, as Python does at its end."""
        state = vars(sys)
        for name, own in (("stdout", self.stdout), ("stderr", self.stderr)):
            if (stream := state.get(name)) is not own.file and stream is not None:
                try:
                    stream.flush()
                except BaseException:  # noqa: BLE001  # the cell's own code may raise anything
                    self.stderr.add(f"Exception ignored while flushing sys.{name}\n")

    def calm(self) -> None:
        """End the cell's code: from here on our own code runs on Python as it was.

        Streams and signals are still the cell's: an exception may yet be asked for its text.
        """
        if not self._calm:
            _restore_builtins()
            self._recursion.leave()
            self._restore_tracing()
            self._calm = True

    def leave(self) -> None:
        """Take down everything; may be repeated when it was interrupted half-way."""
        self.calm()
        self._signals.leave()
        self._restore_host()

    def recursion_limit(self) -> int:
        """Return the recursion limit that the cell had, once it is calm."""
        return self._recursion.limit

    def output(self) -> tuple[BoundedBytes, BoundedBytes]:
        """End the capture; return stdout and stderr."""
        return self.stdout.shut(), self.stderr.shut()

    def _save_host(self) -> None:
        state = vars(sys)
        self._host: dict[str, Any] = {name: state.get(name) for name in (*_STREAMS, *_HOOKS)}
        self._host_main = sys.modules.get(_MAIN, self._main)
        self._host_trace = sys.gettrace(), sys.getprofile()

    def _restore_host(self) -> None:
        show_own_frames()
        vars(sys).update(self._host)
        sys.modules[_MAIN] = self._host_main

    def _restore_tracing(self) -> None:
        trace, profile = self._host_trace
        if sys.gettrace() is not trace:
            sys.settrace(trace)
        if sys.getprofile() is not profile:
            sys.setprofile(profile)


def _left_behind() -> frozenset[int]:
    """The idents of all threads but this one: before a cell, those of earlier cells."""
    if not _thread._count():  # noqa: SLF001  # the one count that also sees threads without a Thread
        return frozenset()
    return frozenset(sys._current_frames()) - {_thread.get_ident()}  # noqa: SLF001  # as above


def _restore_builtins() -> None:
    """Undo what a cell did to the built-ins; names that it added stay.

    Unconditional: comparing would run the `__eq__` of what the cell put there. Storing the same
    object again leaves CPython's caches valid.
    """
    _HOME.update(_BUILTINS)
