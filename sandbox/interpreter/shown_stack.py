"""Tracebacks as a program's author should see them: own frames out, long ones cut in the middle.

    exception ─▶ trim_chain: drop our frames, keep the first and last, unlink far causes
              ─▶ traceback.TracebackException ─▶ mark_gaps ─▶ text

The time that formatting takes grows with the frames (each is parsed for its carets), so a
recursion of 100,000 calls is cut before anything is formatted.
"""

from __future__ import annotations

import traceback
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from .own_frames import is_own

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_HEAD: Final = 10
_TAIL: Final = 30
"""Frames kept of a longer traceback: where it started, and where it happened."""

_CHAIN: Final = 10
"""Causes shown of an exception, and of its causes' causes."""

_EXCEPTIONS: Final = 300
"""Exceptions looked at in all, the members of groups included."""


class _Gap(traceback.FrameSummary):
    """Stands for the frames that were left out."""

    def __init__(self, count: int) -> None:
        super().__init__("", 0, "", lookup_line=False, line="")
        self.count = count


class _ShownStack(traceback.StackSummary):
    """A stack that knows how to show a gap."""

    def format_frame_summary(self, frame_summary: traceback.FrameSummary, **options: Any) -> str:
        """Return the frame's lines."""
        if isinstance(frame_summary, _Gap):
            return f"  [... {frame_summary.count:,} calls left out ...]\n"
        return super().format_frame_summary(frame_summary, **options)


class TooManyExceptionsError(Exception):
    """The exception holds so many others (in groups of groups) that it cannot be shown."""


def shown_exception(
    error: BaseException, outer: traceback.FrameSummary | None = None
) -> traceback.TracebackException:
    """Return `error` ready to be formatted, with `outer` as its first frame if given.

    Its tracebacks and chain are trimmed in place. Raises TooManyExceptionsError.
    """
    # The exceptions are held beside their gaps, so that the ids stay theirs.
    gaps: dict[int, tuple[BaseException, int]] = {}
    _trim_chain(error, gaps)
    shown = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
    _mark_gaps(shown, error, gaps)
    if outer is not None:
        shown.stack.insert(0, outer)
    return shown


def _trim_chain(error: BaseException, gaps: dict[int, tuple[BaseException, int]]) -> None:
    """Trim all that formatting will visit, in the way it visits it: members of a group each time.

    A few groups within groups, each holding the next one twice, are more than can be formatted.
    """
    pending = [(error, 0)]
    for _ in range(_EXCEPTIONS):
        if not pending:
            return
        current, far = pending.pop()
        gaps.setdefault(id(current), (current, _trim(current)))
        if isinstance(current, BaseExceptionGroup):
            pending += [(member, far) for member in current.exceptions]
        if far >= _CHAIN:
            current.__cause__ = current.__context__ = None
        cause = current.__context__ if current.__cause__ is None else current.__cause__
        if cause is not None and id(cause) not in gaps:
            pending.append((cause, far + 1))
    raise TooManyExceptionsError


def _trim(error: BaseException) -> int:
    """Relink the traceback to the frames that are shown; return how many are left out."""
    head: list[TracebackType] = []
    tail: deque[TracebackType] = deque(maxlen=_TAIL)
    count = 0
    for entry in _foreign(error.__traceback__):
        (head if count < _HEAD else tail).append(entry)
        count += 1
    shown = [*head, *tail]
    for entry, following in zip(shown, [*shown[1:], None], strict=False):
        if entry.tb_next is not following:
            entry.tb_next = following
    error.__traceback__ = shown[0] if shown else None
    return count - len(shown)


def _foreign(entry: TracebackType | None) -> Iterator[TracebackType]:
    """Give the entries that are not ours; of one that begins with us, what the cell began."""
    if entry is not None and _is_own(entry):
        entry = _from_cell(entry) or entry
    while entry is not None:
        if not _is_own(entry):
            yield entry
        entry = entry.tb_next


def _from_cell(entry: TracebackType | None) -> TracebackType | None:
    # Between us and the cell there may be an event loop.
    while entry is not None and not entry.tb_frame.f_code.co_filename.startswith("<cell "):
        entry = entry.tb_next
    return entry


def _is_own(entry: TracebackType) -> bool:
    return is_own(entry.tb_frame.f_code.co_filename)


def _mark_gaps(
    shown: traceback.TracebackException,
    error: BaseException,
    gaps: dict[int, tuple[BaseException, int]],
) -> None:
    """Walk both trees side by side: only the exception knows its gap, only its picture shows it."""
    stack = _ShownStack(shown.stack)
    if left_out := gaps.get(id(error), (error, 0))[1]:
        stack.insert(_HEAD, _Gap(left_out))
    shown.stack = stack
    for child, cause in (
        (shown.__cause__, error.__cause__),
        (shown.__context__, error.__context__),
        *zip(shown.exceptions or (), getattr(error, "exceptions", ()), strict=False),
    ):
        if child is not None and cause is not None:
            _mark_gaps(child, cause, gaps)
