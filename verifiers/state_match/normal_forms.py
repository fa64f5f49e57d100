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

if TYPE_CHECKING:
    from .exports import Row

Normal: TypeAlias = Hashable

CASE_SENSITIVE: Final = frozenset({"status", "list_name", "board"})
"""Columns whose values are choices from a list, where another case is another value."""

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
        (column, outcome_value(value, case_sensitive=column in CASE_SENSITIVE))
        for column, value in row.items()
        if column != without
    )
    return tuple(sorted(pair for pair in values if pair[1] != EMPTY))


def _strict(column: str, value: Any) -> tuple[str, str]:
    if isinstance(value, str):
        return "text", value if column in CASE_SENSITIVE else value.lower()
    return "json", _json(value)


EMPTY: Final = ("empty", "")


def outcome_value(value: Any, *, case_sensitive: bool = False) -> tuple[str, str]:
    """Return the kind of a value and its one spelling.

    null and blank text are empty; `30`, `"30"` and `"30.0"` are one number, `9:00` and `09:00:00`
    one time, a day is its first moment; other text is trimmed, in Unicode's NFC, and without its
    case.
    """
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return _text(str(value), case_sensitive)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, str):
        return _text(value, case_sensitive)
    return "json", _json(value)


def _number(value: float) -> tuple[str, str]:
    if isinstance(value, float) and not math.isfinite(value):
        return _text(str(value), case_sensitive=False)
    if abs(value) >= 10**_MAX_NUMBER:
        return "json", _json(value)
    # A fraction is the decimal that it is written as: 0.1 is "0.1", not the nearest sum of halves.
    whole = isinstance(value, int) or value.is_integer()
    return "number", str(Fraction(value if whole else repr(value)))


def _text(value: str, case_sensitive: bool) -> tuple[str, str]:
    remembers = len(value) <= _MAX_REMEMBERED
    return (_remembered if remembers else _text_form)(value, case_sensitive)


def _text_form(value: str, case_sensitive: bool) -> tuple[str, str]:
    text = value.strip()
    if not text:
        return EMPTY
    if case_sensitive:
        return "text", _composed(text)
    text = text.lower()  # first: what the strict comparison holds equal must be equal here
    if text[0] in "-0123456789" and len(text) <= _MAX_NUMBER:
        return _typed(text)
    return "text", _composed(text.casefold())


_remembered: Final = lru_cache(maxsize=4096)(_text_form)


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
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _json(value: Any) -> str:
    """Return a canonical text of a JSON value that is none of the above."""
    try:
        return msgspec.json.encode(value, order="deterministic").decode()
    except (TypeError, ValueError, RecursionError, OverflowError, msgspec.MsgspecError):
        return repr(type(value))
