"""How a cell ended: which status, which message, what stderr ends with."""

from __future__ import annotations

import traceback
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from .bounded import bounded_text, shortened
from .encoding import exact
from .failure import Failure, explain, explain_refusal, explain_syntax, is_a, readable
from .limits import CellLimits
from .policy_seam import PolicyError

if TYPE_CHECKING:
    from collections.abc import Callable
    from traceback import FrameSummary

    from ...core.types import ExecutionStatus
    from .interrupt import Interrupt
    from .source_lines import SourceLines

_MEGABYTE: Final = 1 << 20

_TRACEBACK: Final = vars(BaseException)["__traceback__"]
_EXIT_CODE: Final = vars(SystemExit)["code"]
# The slots themselves: a program's subclass may define these names anew.


class Ending(NamedTuple):
    """One cell's end; `message` is None if it succeeded, `text` goes to the end of stderr."""

    status: ExecutionStatus
    message: str | None = None
    text: str = ""
    result: str | None = None
    result_cut: bool = False


class Endings:
    """Makes the endings of a session's cells, of one after another.

    `own_peak` gives the session's highest use of memory in bytes.
    """

    def __init__(
        self, lines: SourceLines, interrupt: Interrupt, own_peak: Callable[[], int]
    ) -> None:
        self._lines = lines
        self._interrupt = interrupt
        self._own_peak = own_peak
        self.begin(CellLimits())

    def begin(self, limits: CellLimits) -> None:
        """Begin a cell: the limits that its ending may name, and its clock."""
        self._limits = limits
        self._started = monotonic()

    def duration_s(self) -> float:
        """Return the time since the cell began."""
        return monotonic() - self._started

    def done(self, text: str | None) -> Ending:
        """Return the ending of a cell that came to its end; `text` is its value's."""
        if self._interrupt.raised:
            # It swallowed the interrupt: its end is not what it would have been.
            return self._stopped("")
        if text is None:
            return Ending("ok")
        result, cut = bounded_text(exact(text), self._limits.output_limit_bytes)
        return Ending("ok", result=result, result_cut=cut)

    def too_long(self, size: int) -> Ending:
        """Return the refusal of a source of `size` characters."""
        limit = self._limits.source_limit_bytes
        message = f"SourceTooLong: the code has {size:,} characters; at most {limit:,} are taken"
        return Ending("rejected", message, f"{message}\n")

    def not_compiled(self, error: BaseException, name: str) -> Ending:
        """Return the ending of a cell that did not begin, and why."""
        if self._interrupt.raised:
            return self._stopped("")
        if is_a(error, PolicyError):
            refusal = cast(PolicyError, error)
            return _ending("rejected", explain_refusal(refusal, name, self._lines))
        return _ending("error", explain_syntax(error, self._limits.message_limit_chars))

    def failed(self, error: BaseException, outer: FrameSummary | None = None) -> Ending:
        """Return the ending of a cell that raised; see `explain`."""
        if is_a(error, SystemExit) and not self._interrupt.raised:
            return self._exited(_EXIT_CODE.__get__(error))
        if is_a(error, MemoryError):
            # Its frames hold what took the memory, which is needed to describe it.
            traceback.clear_frames(_TRACEBACK.__get__(error))
        # Its __str__ is the cell's code, too.
        self._interrupt.expose()
        failure = explain(error, self._lines, self._limits.message_limit_chars, outer)
        self._interrupt.shield()
        if self._interrupt.raised:
            return self._stopped(failure.text)
        if is_a(error, MemoryError):
            return Ending("memory_limit", self._memory_message(failure.line), failure.text)
        return _ending("error", failure)

    def time_message(self) -> str:
        """Return what is said to a cell over its time: the use and the limit."""
        used, limit = self.duration_s(), self._limits.time_limit_s
        of = "its time limit" if limit is None else f"its time limit of {limit:g} s"
        return f"the cell was stopped after {used:.2f} s, over {of}; earlier variables are kept"

    def _stopped(self, text: str) -> Ending:
        message = f"TimeLimitExceeded: {self.time_message()}"
        return Ending("timeout", message, text or f"{message}\n")

    def _memory_message(self, line: str) -> str:
        peak = self._own_peak() // _MEGABYTE
        limit = self._limits.memory_limit_bytes
        limit_text = "" if limit is None else f"limit {limit // _MEGABYTE:,} MB, "
        detail = f"more memory was asked for than there is ({limit_text}peak use {peak:,} MB)"
        return f"{line}; {detail}" if ":" in line else f"{line}: {detail}"

    def _exited(self, code: object) -> Ending:
        """Return what a script's end by `sys.exit(code)` means: 0 and None are success."""
        number = issubclass(type(code), int)
        if code is None or (number and int.__eq__(cast(int, code), 0)):
            return Ending("ok")
        self._interrupt.expose()
        text = readable(code)
        self._interrupt.shield()
        if self._interrupt.raised:
            return self._stopped("")
        text = shortened(text, self._limits.message_limit_chars)
        return Ending("error", f"SystemExit: {text}", "" if number else f"{text}\n")


def _ending(status: ExecutionStatus, failure: Failure) -> Ending:
    return Ending(status, failure.line, failure.text)
