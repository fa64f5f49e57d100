"""What a `str.format` template reaches for: found by parsing it, without formatting anything."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Final

from ..interpreter.policy_seam import PolicyError
from .names import Access, access_of, is_dunder

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_DEPTH: Final = 3
"""Format specs may hold fields, once, in Python; deeper nesting is an error there anyway."""


def _fields(template: str, depth: int = 0) -> Iterator[str]:
    for _, field, spec, _ in string.Formatter().parse(template):
        if field is not None:
            yield field
        if spec and "{" in spec and depth < _MAX_DEPTH:
            yield from _fields(spec, depth + 1)


def _attributes(field: str) -> list[str]:
    """Return every name that stands after a dot; one within brackets may be a key, yet counts."""
    return [piece.split("[")[0].rstrip("]") for piece in field.split(".")[1:]]


_NAMES_OF_CLASSES: Final = frozenset({"__name__", "__qualname__"})


def _unsafe_in(names: list[str]) -> str | None:
    """Return the first name of a path that a template may not read.

    Of special attributes only a class's name is wanted there: `{0.__class__.__name__}`.
    """
    for name, following in zip(names, [*names[1:], ""], strict=False):
        if name in _NAMES_OF_CLASSES or (name == "__class__" and following in _NAMES_OF_CLASSES):
            continue
        if is_dunder(name) or access_of(name) is not Access.PLAIN:
            return name
    return None


def unsafe_name(template: str) -> str | None:
    """Return the first attribute that the template may not read, None if all is well.

    A malformed template is well: formatting it raises the ValueError that it deserves.
    """
    if "." not in template:
        return None
    try:
        fields = list(_fields(template))
    except ValueError:
        return None
    return next(filter(None, (_unsafe_in(_attributes(field)) for field in fields)), None)


def check_template(template: str) -> None:
    """Raise PolicyError if formatting with this template would read what code may not."""
    name = unsafe_name(template)
    if name is not None:
        raise PolicyError(
            "format-field",
            f"the format template reads the attribute '{name}'",
            hint="Compute the value first and format that.",
        )
