"""Tracebacks as a program's author should see them: own frames out, long ones cut in the middle.

    exception ─▶ trim_chain: drop our frames, keep the first and last, unlink far causes
              ─▶ traceback.TracebackException ─▶ mark_gaps ─▶ text

The time that formatting takes grows with the frames (each is parsed for its carets), so a
recursion of 100,000 calls is cut before anything is formatted.
"""

from __future__ import annotations

import traceback
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_HEAD: Final = 10
_TAIL: Final = 30
"""Frames kept of a longer traceback: where it started, and where it happened."""

_CHAIN: Final = 10
"""Causes shown of an exception, and levels and members of exception groups looked into."""

_LINE_CHARS: Final = 1_000
"""Frames are cut beyond this many characters: source may be one line of a megabyte."""

_OWN_FILES: Final = str(Path(__file__).parent.parent)
"""The sandbox's own code: interpreter and policy."""


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
        text = super().format_frame_summary(frame_summary, **options)
        return "".join(map(_cut_line, text.splitlines(keepends=True)))


def _cut_line(line: str) -> str:
    return line if len(line) <= _LINE_CHARS else line[:_LINE_CHARS] + " ...\n"


def shown_exception(error: BaseException) -> traceback.TracebackException:
    """Return `error` ready to be formatted. Its tracebacks and chain are trimmed in place."""
    gaps: dict[int, int] = {}
    trimmed = list(_trim_chain(error, gaps, 0))
    shown = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
    _mark_gaps(shown, error, gaps, 0)
    del trimmed  # held until here, so that the ids in `gaps` stay theirs
    return shown


def _trim_chain(error: BaseException, gaps: dict[int, int], depth: int) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        gaps[id(current)] = _trim(current)
        yield current
        if isinstance(current, BaseExceptionGroup) and depth < _CHAIN:
            for member in current.exceptions[:_CHAIN]:
                yield from _trim_chain(member, gaps, depth + 1)
        if len(seen) >= _CHAIN:
            current.__cause__ = current.__context__ = None
        current = current.__context__ if current.__cause__ is None else current.__cause__


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
    return entry.tb_frame.f_code.co_filename.startswith(_OWN_FILES)


def _mark_gaps(
    shown: traceback.TracebackException, error: BaseException, gaps: dict[int, int], depth: int
) -> None:
    """Walk both trees side by side: only the exception knows its gap, only its picture shows it."""
    stack = _ShownStack(shown.stack)
    if left_out := gaps.get(id(error), 0):
        stack.insert(_HEAD, _Gap(left_out))
    shown.stack = stack
    for child, cause in (
        (shown.__cause__, error.__cause__),
        (shown.__context__, error.__context__),
        *zip(shown.exceptions or (), getattr(error, "exceptions", ()), strict=False),
    ):
        if child is not None and cause is not None and depth < _CHAIN**2:
            _mark_gaps(child, cause, gaps, depth + 1)
