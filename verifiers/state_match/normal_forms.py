"""Normal forms of values and rows; two are the same when their normal forms are equal.

Equality of normal forms is an equivalence relation, whatever the values: that is why there is no
other comparison of rows anywhere in this package.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Hashable
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec

from ...core.moments import read_moment

if TYPE_CHECKING:
    from .exports import Row

Normal: TypeAlias = Hashable

CASE_SENSITIVE: Final = frozenset({"status", "list_name", "board"})
"""Columns whose values are choices from a list, where another case is another value."""

MOMENTS: Final = frozenset(
    {"event_start", "due_date", "follow_up_by", "last_contact_date", "sent_datetime"}
)
"""Columns of days and times: whatever the tools take as one moment is one."""

MINUTES: Final = frozenset({"duration"})
"""Columns of whole numbers: whatever Python reads as one is one, with zeros in front too."""

_PLOT: Final = re.compile(r"plots/(?P<first>[^_]+)_(?P<last>[^_]+)_(?P<rest>\w+\.png)")
"""The file of a plot, whose name is made of the days that it was asked for."""

_PLOTS: Final = "file_path"

_READ: Final = CASE_SENSITIVE | MOMENTS | MINUTES | {_PLOTS}
"""Columns whose values are read as what they are."""

_ALIKE: Final = str.maketrans(
    {
        "\u00a0": " ",
        **dict.fromkeys("\u2018\u2019\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        "\u2026": "...",
    }
)
"""Signs that typesetting puts for those of a keyboard."""

_MAX_REMEMBERED: Final = 200  # characters; a mail's body is not worth its memory
_MAX_NUMBER: Final = 40  # characters; longer digit strings are text, so that none is costly
_NUMBER: Final = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:\.([0-9]+))?")
_MOMENT: Final = re.compile(
    r"(?:([0-9]{4})-([0-9]{1,2})-([0-9]{1,2}))?"
    r"(?:(?:(?<=[0-9])[ t]+)?(?:([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.0+)?)?))?"
)


def strict_row(row: Row) -> Normal:
    """Return the row as the strict comparison sees it: values as they are, but for their case."""
    return tuple(sorted((column, _strict(column, value)) for column, value in row.items()))


def outcome_row(row: Row, *, without: str | None = None) -> Normal:
    """Return the row as the outcome comparison sees it: values by their type, empty ones left out.

    `without` names a column to leave out, that of generated ids.
    """
    values = (
        (column, outcome_value(value, column)) for column, value in row.items() if column != without
    )
    return tuple(sorted(pair for pair in values if pair[1] != EMPTY))


def _strict(column: str, value: Any) -> tuple[str, str]:
    if isinstance(value, str):
        return "text", value if column in CASE_SENSITIVE else value.lower()
    return "json", _json(value)


EMPTY: Final = ("empty", "")


def outcome_value(value: Any, column: str = "") -> tuple[str, str]:
    """Return the kind of a value and its one spelling.

    null and blank text are empty; `30`, `"30"` and `"30.0"` are one number, `9:00` and `09:00:00`
    one time, a day is its first moment; other text is trimmed, in Unicode's NFC, without its case,
    its line ends and typographic signs as a keyboard has them. Some columns are read further: see
    MOMENTS, MINUTES, and the names of plots.
    """
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return _text(str(value), column)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        return _text(value, column)
    return "json", _json(value)


def _number(value: float) -> tuple[str, str]:
    if isinstance(value, float) and not math.isfinite(value):
        return _text(str(value), "")
    if abs(value) >= 10**_MAX_NUMBER:
        return "json", _json(value)
    # A fraction is the decimal that it is written as: 0.1 is "0.1", not the nearest sum of halves.
    whole = isinstance(value, int) or value.is_integer()
    return "number", str(Fraction(value if whole else repr(value)))


def _text(value: str, column: str) -> tuple[str, str]:
    remembers = len(value) <= _MAX_REMEMBERED
    return (_remembered if remembers else _text_form)(value, column if column in _READ else "")


def _text_form(value: str, column: str) -> tuple[str, str]:
    text = value.strip()
    if not text:
        return EMPTY
    if column in CASE_SENSITIVE:
        return "text", _composed(text)
    text = text.lower()  # first: what the strict comparison holds equal must be equal here
    if column in MOMENTS:
        moment = _moment(text)
        if moment is not None:
            return "moment", moment
    if column in MINUTES and len(text) <= _MAX_NUMBER:
        try:
            return "number", str(int(text))
        except ValueError:
            pass  # a duration that the tools refuse, or one of minutes and their parts
    if column == _PLOTS:
        plot = _PLOT.fullmatch(text)
        if plot is not None:
            days = (_moment(plot[name]) or plot[name] for name in ("first", "last"))
            return "text", "_".join((*days, plot["rest"]))
    if text[0] in "-0123456789" and len(text) <= _MAX_NUMBER:
        return _typed(text)
    return "text", _composed(text.casefold())


_remembered: Final = lru_cache(maxsize=4096)(_text_form)


def _moment(text: str) -> str | None:
    found = read_moment(text)
    return None if found is None else found[0].isoformat(" ")


def _typed(text: str) -> tuple[str, str]:
    number = _NUMBER.fullmatch(text)
    if number is not None:
        return "number", str(Fraction(text))
    moment = _MOMENT.fullmatch(text)
    if moment is not None:
        year, month, day, *clock = moment.groups()
        hour, minute, second = (int(part or 0) for part in clock)
        date = f"{year}-{int(month):02}-{int(day):02}" if year else ""
        return "moment", f"{date} {hour:02}:{minute:02}:{second:02}"
    return "text", _composed(text.casefold())


def _composed(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_ALIKE)


def _json(value: Any) -> str:
    """Return a canonical text of a JSON value that is none of the above."""
    try:
        return msgspec.json.encode(value, order="deterministic").decode()
    except (TypeError, ValueError, RecursionError, OverflowError, msgspec.MsgspecError):
        return repr(type(value))
