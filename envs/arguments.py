"""What may stand for one argument of a tool, and how it is read.

    JSON value ──▶ Argument.read ──▶ text | whole number | number | boolean
                        └── Unfit: what it is instead (the tool says for which argument)

Models write numbers where text is wanted and text where numbers are; what has one clear reading is
taken, everything else is refused.
"""

from __future__ import annotations

import inspect
import math
import re
import types
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..core.types import JsonObject

_SHOWN_CHARACTERS = 60
"""How much of a wrong value an error repeats: enough to recognise it, too little to flood."""

_WHOLE_NUMBER_BITS = 256
"""Integers over this size are refused; no argument needs them and printing one takes long."""

_WHOLE_NUMBER = re.compile(r"\s*[+-]?\d{1,30}\s*\Z", re.ASCII)
_JSON_NAMES: dict[type, str] = {dict: "an object", list: "an array"}


@dataclass(frozen=True, slots=True)
class Form:
    """A condition on an argument beyond its type, put beside the type with `Annotated`.

    `expected` completes "expected ...", `accepts` takes the converted value, `schema` is merged
    into the argument's JSON schema. Empty text never reaches `accepts`: whether nothing is
    enough is the tool's to say.
    """

    expected: str
    accepts: Callable[[Any], bool]
    schema: Mapping[str, Any] = field(default_factory=dict, hash=False)


class Unfit(Exception):  # noqa: N818 - a signal; Tool turns it into the error
    """A value does not fit; the text says what it is instead."""


def _as_text(value: Any) -> str:
    if type(value) is str:
        if not value.isascii() and _has_surrogate(value):
            raise Unfit("text with a lone surrogate, which is not valid Unicode")
        if "\0" in value:
            raise Unfit("text with a null character in it")
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number_text(value)
    raise Unfit(named(value))


def _number_text(value: float) -> str:
    """Digits for whole numbers (`30.0` is how some models write 30), else the shortest decimal."""
    if isinstance(value, float) and not math.isfinite(value):
        raise Unfit(f"{value}, not a finite number")
    if isinstance(value, float) and not (value.is_integer() and abs(value) < 2**53):
        return repr(value)
    return str(_as_integer(value))


def _as_integer(value: Any) -> int:
    if isinstance(value, str) and _WHOLE_NUMBER.match(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if value.bit_length() > _WHOLE_NUMBER_BITS:
            raise Unfit("a number of far too many digits")
        return value
    raise Unfit(named(value))


def _as_number(value: Any) -> float:
    try:
        number = float(value) if isinstance(value, (int, float, str)) else math.nan
    except (ValueError, OverflowError):
        raise Unfit(named(value))
    if isinstance(value, bool) or not math.isfinite(number):
        raise Unfit(named(value))
    return number


def _as_boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in {"true", "false"}:
        return value.strip().lower() == "true"
    raise Unfit(named(value))


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def named(value: Any) -> str:
    """Return how an error shows a value: scalars as they are, cut short; the rest by its kind."""
    if isinstance(value, (str, bool, int, float)):
        shown = repr(value) if isinstance(value, str) else str(value).lower()
        return shown if len(shown) <= _SHOWN_CHARACTERS else shown[:_SHOWN_CHARACTERS] + "..."
    kind = type(value)
    return _JSON_NAMES.get(kind, kind.__name__)


def printable(text: str) -> str:
    """Cut a name that a model made up to what an error carries, safe to encode in any encoding."""
    return text[:_SHOWN_CHARACTERS].encode("utf-8", "backslashreplace").decode()


_KINDS: dict[type, tuple[str, str, Callable[[Any], Any]]] = {
    str: ("string", "text (a JSON string)", _as_text),
    int: ("integer", "a whole number", _as_integer),
    float: ("number", "a number", _as_number),
    bool: ("boolean", "true or false", _as_boolean),
}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: how to read it and what to say when it cannot be read."""

    schema: JsonObject
    read: Callable[[Any], Any]
    expected: str
    required: bool
    form: Form | None


def argument_of(
    tool: str, parameter: inspect.Parameter, hint: Any, description: str | None
) -> Argument:
    """Read an argument off its parameter, hint and description.

    Raises TypeError when the hint is of a kind that JSON arguments are not read as, or there is no
    description.
    """
    kind, form = _unwrapped(hint)
    if kind not in _KINDS:
        raise TypeError(f"{tool}: {parameter.name} is {hint!r}, not str, int, float or bool")
    if description is None:
        raise TypeError(f"{tool}: the docstring's Args do not describe {parameter.name}")
    json_type, expected, read = _KINDS[kind]
    schema = {"type": json_type, "description": description, **(form.schema if form else {})}
    required = parameter.default is inspect.Parameter.empty
    return Argument(schema, read, form.expected if form else expected, required, form)


def _unwrapped(hint: Any) -> tuple[Any, Form | None]:
    """`Annotated[str, form] | None` is (str, form)."""
    if get_origin(hint) in {Union, types.UnionType}:
        parts = [part for part in get_args(hint) if part is not type(None)]
        return _unwrapped(parts[0]) if len(parts) == 1 else (hint, None)
    if get_origin(hint) is Annotated:
        kind, *notes = get_args(hint)
        return kind, next((note for note in notes if isinstance(note, Form)), None)
    return hint, None
