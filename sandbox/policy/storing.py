"""What a program may bind as an attribute, and on what: its own objects, not the libraries'.

A module or a library's class is shared by every later cell (and by the code that judges what a
cell did), so its attributes stay what they are.
"""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import Any, Final

from .definitions import DEFINABLE
from .frames import is_program_function
from .names import Access, access_of, is_dunder
from .objects import is_class, is_program_class
from .refusals import refuse_attribute
from .words import words

STREAMS: Final = frozenset({"stdin", "stdout", "stderr"})
"""What may be replaced in the module sys, as scripts do to capture their own output."""

_DECORATING: Final = words("""
    __name__ __qualname__ __doc__ __annotations__ __wrapped__ __signature__ __dict__ __cause__
    __context__ __traceback__ __suppress_context__ __notes__ __defaults__ __kwdefaults__
    __isabstractmethod__ __text_signature__ __type_params__
""")
"""Special attributes that decorators and `raise` set on functions, classes and exceptions."""


def check_store(obj: Any, name: str, value: Any) -> None:
    """Raise AttributeRefusedError unless `obj.name = value` is allowed."""
    _check_owner(obj, name)
    if access_of(name) is Access.REFUSED:
        raise refuse_attribute(name, obj)
    if is_dunder(name) and not _may_store_dunder(obj, name, value):
        raise refuse_attribute(name, obj, "it is special")


def check_deletion(obj: Any, name: str) -> None:
    """Raise AttributeRefusedError unless `del obj.name` is allowed."""
    _check_owner(obj, name)
    if access_of(name) is Access.REFUSED or name == "__class__":
        raise refuse_attribute(name, obj)


def _check_owner(obj: Any, name: str) -> None:
    kind = type(obj)
    if issubclass(kind, ModuleType):
        if kind is ModuleType or name not in STREAMS:
            raise refuse_attribute(name, obj, "modules are read-only", "Use a variable.")
    elif is_class(obj):
        if not is_program_class(obj):
            raise refuse_attribute(
                name, obj, "a library's classes are read-only", "Derive a class of your own."
            )
    elif kind is FunctionType and not is_program_function(obj):
        raise refuse_attribute(name, obj, "a library's functions are read-only")


def _may_store_dunder(obj: Any, name: str, value: Any) -> bool:
    if name in _DECORATING:
        return True
    if name == "__module__":
        return not is_class(obj) and (value is None or isinstance(value, str))
    if name == "__class__":
        return is_program_class(type(obj)) and is_class(value) and is_program_class(value)
    return name in DEFINABLE and (
        is_program_class(obj) if is_class(obj) else is_program_class(type(obj))
    )
