"""Making a typed value of what a source says, and saying in words what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect as kinds

if TYPE_CHECKING:
    from .origin import Assignment


def convert(assignment: Assignment, name: str, wanted: Any, *, secret: bool = False) -> Any:
    """Return the assignment's value as the type `wanted` (a type hint, perhaps with bounds).

    Text that YAML takes for something else (a folder named 2024) is text where text is wanted.
    Raises ConfigurationError: source, setting, what it wants, what it got unless that is secret.
    """
    candidates = [assignment.value]
    if assignment.text is not None and not isinstance(assignment.value, str):
        candidates.append(assignment.text)
    if assignment.value is None:
        # A word among others, where YAML reads it as no value.
        kind = kinds.type_info(wanted)
        candidates += ["null"] if isinstance(kind, kinds.LiteralType) else []
    for candidate in candidates:
        try:
            return msgspec.convert(candidate, wanted, strict=False)
        except msgspec.ValidationError:
            continue
    shown = assignment.value if assignment.text is None else assignment.text
    got = "" if secret else f", not {shown!r}"
    raise assignment.error(f"{name} must be {expected(wanted)}{got}")


def expected(wanted: Any) -> str:
    """Describe the values of a type hint in words.

    >>> from typing import Literal
    >>> expected(Literal["wait", "refuse"]), expected(int | None)
    ("one of 'refuse', 'wait'", 'a whole number or null')
    """
    return _describe(kinds.type_info(wanted))


def _describe(kind: kinds.Type) -> str:
    match kind:
        case kinds.Metadata(type=inner):
            return _describe(inner)
        case kinds.BoolType():
            return "true or false"
        case kinds.IntType() | kinds.FloatType():
            noun = "a whole number" if isinstance(kind, kinds.IntType) else "a number"
            return noun + _bounds(kind)
        case kinds.StrType(min_length=shortest):
            return f"text of at least {shortest} characters" if shortest else "text"
        case kinds.LiteralType(values=values):
            return f"one of {', '.join(repr(value) for value in values)}"
        case kinds.NoneType():
            return "null"
        case kinds.UnionType(types=types):
            return " or ".join(_describe(each) for each in types)
        case kinds.StructType(fields=fields):
            return f"a mapping with {', '.join(field.encode_name for field in fields)}"
        case kinds.VarTupleType(item_type=item) | kinds.ListType(item_type=item):
            return f"a list, each {_describe(item)}"
        case _:
            return f"a value of {type(kind).__name__.removesuffix('Type').lower()} form"


def _bounds(kind: kinds.IntType | kinds.FloatType) -> str:
    bounds = [
        ("of at least", kind.ge),
        ("above", kind.gt),
        ("at most", kind.le),
        ("below", kind.lt),
    ]
    named = [f"{word} {bound:.12g}" for word, bound in bounds if bound is not None]
    return f" {' and '.join(named)}" if named else ""
