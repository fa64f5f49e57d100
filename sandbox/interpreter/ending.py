"""How a cell ended: which status, which message, what stderr ends with.

stderr is CPython's own text to the letter; what there is to say about a limit that was reached
comes in the message, behind the error's own words.
"""

from __future__ import annotations

import os
import traceback
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from .bounded import bounded_text, shortened
from .encoding import exact
from .failure import Failure, explain, explain_refusal, explain_syntax, is_a, readable
from .interrupt import CpuLimitExceeded, TimeLimitExceeded
from .keyboard import NO_KEYBOARD
from .limits import CellLimits
from .policy_seam import PolicyError

if TYPE_CHECKING:
    from traceback import FrameSummary

    from ...core.types import ExecutionStatus
    from .interrupt import Interrupt
    from .reached import ReachedLimits
    from .source_lines import SourceLines

_TRACEBACK: Final = vars(BaseException)["__traceback__"]
_EXIT_CODE: Final = vars(SystemExit)["code"]
# The slots themselves: a program's subclass may define these names anew.

_NOTHING_TO_READ: Final = "EOFError: EOF when reading a line"
"""What `input()` raises at the input's end."""

_times: Final = os.times
# An own reference: a cell may patch the module.


class Ending(NamedTuple):
    """One cell's end; `message` is None if it succeeded, `text` goes to the end of stderr.

    `cut`: something is missing from one of them, where a mark says so.
    """

    status: ExecutionStatus
    message: str | None = None
    text: str = ""
    result: str | None = None
    cut: bool = False


class Endings:
    """Makes the endings of a session's cells, of one after another."""

    def __init__(self, lines: SourceLines, interrupt: Interrupt, reached: ReachedLimits) -> None:
        self._lines = lines
        self._interrupt = interrupt
        self._reached = reached
        self.begin(CellLimits())

    def begin(self, limits: CellLimits) -> None:
        """Begin a cell: the limits that its ending may name, and its clocks."""
        self._limits = limits
        self._reached.begin(limits)
        self._started = monotonic()
        self._cpu_before = _cpu_s()

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
        return Ending("ok", result=result, cut=cut)

    def too_long(self, size: int) -> Ending:
        """Return the refusal of a source of `size` characters."""
        limit = self._limits.source_limit_bytes
        message = (
            f"SourceTooLong: the code has {size:,} characters, more than the {limit:,} that a cell"
            " may have (source_limit_bytes); send less, or compute what is written out"
        )
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
        reached = self._reached.reached(error)
        if reached is None:
            if is_a(error, EOFError) and failure.line == _NOTHING_TO_READ:
                failure = failure._replace(line=f"{failure.line}; {NO_KEYBOARD}")
            return _ending("error", failure)
        glue = "; " if ":" in failure.line else ": "
        message = f"{failure.line}{glue}{reached.text}"
        return Ending(reached.status, message, failure.text, cut=failure.cut)

    def stop_message(self, limit: type[TimeLimitExceeded]) -> str:
        """Return what is said to a cell over this limit of time: the use and the limit."""
        if limit is CpuLimitExceeded:
            own = f"{_cpu_s() - self._cpu_before:.2f} s of it in this process"
            of = _named("processor time limit", self._limits.cpu_limit_s)
            all_of = "it and all that it or earlier cells left running"
            return (
                f"the cell was stopped: {all_of} used up {of} ({own}); earlier variables are kept"
            )
        used, of = self.duration_s(), _named("time limit", self._limits.time_limit_s)
        return f"the cell was stopped after {used:.2f} s, over {of}; earlier variables are kept"

    def _stopped(self, text: str) -> Ending:
        limit = self._interrupt.limit
        message = f"{limit.__name__}: {self.stop_message(limit)}"
        status: ExecutionStatus = "cpu_limit" if limit is CpuLimitExceeded else "timeout"
        return Ending(status, message, text or f"{message}\n")

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
        cut = len(text) > self._limits.message_limit_chars
        text = shortened(text, self._limits.message_limit_chars)
        return Ending("error", f"SystemExit: {text}", "" if number else f"{text}\n", cut=cut)


def _named(what: str, limit_s: float | None) -> str:
    return f"its {what}" if limit_s is None else f"its {what} of {limit_s:g} s"


def _cpu_s() -> float:
    """Return the processor time that this process and the children that it waited for have used.

    The count outside, which decides, also has those that still run.
    """
    return sum(_times()[:4])


def _ending(status: ExecutionStatus, failure: Failure) -> Ending:
    return Ending(status, failure.line, failure.text, cut=failure.cut)
