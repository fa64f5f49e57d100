"""The sandbox's own frames, which no program's author is to see, whoever prints the traceback.

traceback, logging, unittest ─▶ StackSummary ─▶ frames but for ours
errors in __del__, in threads ─▶ the same, instead of CPython's printing in C
"""

from __future__ import annotations

import sys
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_OWN_FILES: Final = str(Path(__file__).parent.parent)
"""The sandbox's own code: interpreter and policy."""

_EXTRACT: Final = "_extract_from_extended_frame_gen"
"""The method through which all of `traceback` goes to make a summary of frames."""

_extract: Final = vars(traceback.StackSummary)[_EXTRACT].__func__
_default_thread_hook: Final = threading.excepthook


def is_own(file: str) -> bool:
    """Tell whether a code object's file is the sandbox's own."""
    return file.startswith(_OWN_FILES)


def hide_own_frames() -> None:
    """Leave the sandbox's frames out of what this process shows of stacks."""
    setattr(traceback.StackSummary, _EXTRACT, classmethod(_extract_foreign))
    sys.unraisablehook = show_unraisable
    if threading.excepthook is _default_thread_hook:
        threading.excepthook = _show_thread_error


def show_own_frames() -> None:
    """Undo it, but for the hooks: what fails between cells may be a cell's thread."""
    setattr(traceback.StackSummary, _EXTRACT, classmethod(_extract))


def _extract_foreign(cls: Any, /, frames: Any, **options: Any) -> Any:
    return _extract(cls, _foreign(frames), **options)


def _foreign(frames: Any) -> Iterator[tuple[FrameType, Any]]:
    for frame, position in frames:
        if not is_own(frame.f_code.co_filename):
            yield frame, position


def show_unraisable(args: Any) -> None:
    """Print an error that nobody can catch, as CPython does: one in `__del__`, for example."""
    where = args.err_msg or "Exception ignored in"
    try:
        owner = "" if args.object is None else f": {args.object!r}"
    except Exception:  # noqa: BLE001  # its __repr__ is the program's
        owner = ": <object repr() failed>"
    print(f"{where}{owner}", file=sys.stderr)
    # Without the errors behind it, which CPython leaves out here.
    traceback.print_exception(args.exc_type, args.exc_value, args.exc_traceback, chain=False)


def _show_thread_error(args: Any) -> None:
    """Print what ended a thread, as CPython does."""
    if args.exc_type is SystemExit or sys.stderr is None:
        return
    name = threading.get_ident() if args.thread is None else args.thread.name
    print(f"Exception in thread {name}:", file=sys.stderr)
    traceback.print_exception(args.exc_type, args.exc_value, args.exc_traceback)
    sys.stderr.flush()
