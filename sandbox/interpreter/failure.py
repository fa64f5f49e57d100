"""Why a cell failed, in words: one line, and the text that stderr ends with.

exception ─▶ explain ─▶ Failure(line, text)
                └ its own __str__ fails, memory is short: the plain words instead
"""

from __future__ import annotations

import linecache
from typing import TYPE_CHECKING, Final, NamedTuple

from .bounded import shortened
from .encoding import exact
from .shown_stack import TooManyExceptionsError, shown_exception

if TYPE_CHECKING:
    import traceback

    from .policy_seam import PolicyError
    from .source_lines import SourceLines

_LINE_CHARS: Final = 1_000
"""Source lines are cut beyond this: a program may be one line of a megabyte."""

_TEXT_CHARS: Final = 16_000
"""Of a traceback with its messages; the frames are bounded before (see shown_stack)."""


class Failure(NamedTuple):
    """`line` is `Type: message`; `text` is what CPython would print, traceback first.

    `cut`: something is missing from one of them, where a mark says so.
    """

    line: str
    text: str
    cut: bool = False


def explain(
    error: BaseException,
    lines: SourceLines,
    message_limit: int,
    outer: traceback.FrameSummary | None = None,
) -> Failure:
    """Describe what ended a cell. Raises nothing; the exception's tracebacks are trimmed.

    `outer` is the place in the cell from which our own code called what failed, if it did.
    """
    lines.restore()
    before = set(linecache.cache)
    try:
        return _guarded(error, message_limit, outer)
    finally:
        _forget_files(before)


def explain_syntax(error: BaseException, message_limit: int) -> Failure:
    """Describe an error of the compiler: the place in the source, no traceback."""
    return _guarded(error, message_limit, bare=True)


def explain_refusal(error: PolicyError, name: str, lines: SourceLines) -> Failure:
    """Describe what the policy refused, in the form of a syntax error."""
    last = f"PolicyError: {error}"
    line = lines.line(name, error.line)
    if not line:
        return Failure(last, f"{last}\n")
    place = f'  File "{name}", line {error.line}\n'
    return Failure(last, place + _pointed(line.rstrip("\n"), error) + f"{last}\n")


def readable(value: object) -> str:
    """Return `str(value)`; where that fails, say so."""
    try:
        return str(value)
    except BaseException:  # noqa: BLE001  # the program's own __str__ may raise anything
        return f"<a {type_name(value)} that has no text>"


def is_a(error: BaseException, kind: type[BaseException]) -> bool:
    """Like isinstance, without asking the object: its `__class__` may be the program's code."""
    return issubclass(type(error), kind)


def type_name(value: object) -> str:
    """Return the name of the value's class; raises nothing."""
    # Through the slot itself: a metaclass may define a `__name__` that raises.
    name: str = type.__dict__["__name__"].__get__(type(value))
    return name


def _guarded(
    error: BaseException,
    message_limit: int,
    outer: traceback.FrameSummary | None = None,
    *,
    bare: bool = False,
) -> Failure:
    try:
        if bare:
            error.__traceback__ = error.__cause__ = error.__context__ = None
        return _explained(shown_exception(error, outer), error, message_limit)
    except (TooManyExceptionsError, MemoryError):
        message = readable(error)
        line = f"{type_name(error)}: {shortened(message, message_limit)}"
        return Failure(line, f"{line}\n", len(message) > message_limit)
    except BaseException:  # noqa: BLE001  # the program's own __str__ may raise anything
        line = f"{shortened(type_name(error), message_limit)}: <its message could not be read>"
    return Failure(line, f"{line}\n")


def _explained(
    shown: traceback.TracebackException, error: BaseException, message_limit: int
) -> Failure:
    parts = [exact(part) for part in shown.format()]
    text = "".join(map(_cut_lines, parts)).removesuffix("\n")
    line = _last_line(shown, error)
    cut = len(text) + 1 < sum(map(len, parts)) or len(text) > _TEXT_CHARS
    return Failure(
        shortened(line, message_limit),
        shortened(text, _TEXT_CHARS) + "\n",
        cut or len(line) > message_limit,
    )


def _cut_lines(part: str) -> str:
    """Cut lines of source, which are indented; a message is cut as a whole."""
    if len(part) <= _LINE_CHARS or not part.startswith(" "):
        return part
    return "".join(
        line if len(line) <= _LINE_CHARS else line[:_LINE_CHARS] + " ...\n"
        for line in part.splitlines(keepends=True)
    )


def _last_line(shown: traceback.TracebackException, error: BaseException) -> str:
    """Return `Type: message`, as the traceback's last line names it (notes come after it)."""
    lines = [exact(line) for line in shown.format_exception_only()]
    if is_a(error, SyntaxError):
        # Its first lines are the place; what follows the message are notes.
        lines = [line for line in lines if not line.startswith(" ")] or lines
    return lines[0].removesuffix("\n")


def _pointed(line: str, error: PolicyError) -> str:
    """Return the source line and carets under the refused part, both indented by four."""
    data = line.encode("utf-8", "backslashreplace")
    start = len(data[: error.column].decode("utf-8", "replace"))
    end = len(line)
    if error.end_column is not None:
        end = min(end, len(data[: error.end_column].decode("utf-8", "replace")))
    stripped = line.lstrip()
    indent = len(line) - len(stripped)
    carets = " " * max(0, start - indent) + "^" * max(1, end - start)
    return f"    {stripped}\n    {carets}\n"


def _forget_files(before: set[str]) -> None:
    """Drop the library files that a traceback has read: they are many, and large."""
    for name in [name for name in linecache.cache if name not in before]:
        del linecache.cache[name]
