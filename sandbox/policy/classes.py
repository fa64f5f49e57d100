"""Guards for classes: what a new class holds, and what a class pattern would read."""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any, Final

from ..interpreter.policy_seam import PolicyError
from .frames import is_program_function
from .names import REFUSED_NAMES, Access, access_of
from .objects import class_dict, is_class

if TYPE_CHECKING:
    from collections.abc import Callable

_NEVER: Final = REFUSED_NAMES - {"__file__", "__weakref__"}
"""Names that no class may define, however they came to be in it."""


def checked_class(cls: Any, /) -> Any:
    """Return a new class as it is, or raise PolicyError for what its body put there.

    The static rules see what a body says; `locals()["..."] = ...` in it is seen only here.
    """
    if not is_class(cls):
        return cls
    for name, value in class_dict(cls).items():
        if name in _NEVER and not _is_librarys(value):
            raise PolicyError("class", f"a class may not define '{name}'")
    _check_match_args(cls)
    if issubclass(cls, BaseExceptionGroup) and "split" in class_dict(cls):
        # CPython trusts the result's type; in 3.11 a wrong one ends the process.
        raise PolicyError("class", "an exception group may not define 'split'")
    return cls


def _is_librarys(value: object) -> bool:
    return type(value) is FunctionType and not is_program_function(value)


def _check_match_args(cls: Any) -> None:
    names = getattr(cls, "__match_args__", ())
    for name in names if type(names) is tuple else ():
        if type(name) is not str or access_of(name) is not Access.PLAIN:
            raise PolicyError(
                "pattern", f"a class pattern may not read {name!r}", hint="Bind the object."
            )


def checked_subject(subject: Any, /, *classes: Callable[[], Any]) -> Any:
    """Return the subject of `match`, once its classes with positional patterns are checked.

    Such a pattern reads the attributes that the class names in `__match_args__`.
    """
    for cls in classes:
        try:
            kind = cls()
        except (NameError, AttributeError):
            # Not defined (yet): if the case is reached, Python itself says so.
            continue
        if is_class(kind):
            _check_match_args(kind)
    return subject
