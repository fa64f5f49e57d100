"""The built-ins that cells get: CPython's own, but for those that reach by text or act outside."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final, NoReturn

from ..interpreter.policy_seam import PolicyError
from .classes import checked_class, checked_subject
from .evaluation import Evaluation
from .frames import REAL_BUILTINS, nearest_program_frame
from .guards import (
    guarded_assignment,
    guarded_attribute,
    guarded_delattr,
    guarded_getattr,
    guarded_hasattr,
    guarded_setattr,
    read,
)
from .names import ASSIGNMENT_GUARD, ATTRIBUTE_GUARD, CLASS_GUARD, MATCH_GUARD
from .objects import PROGRAM_MODULE
from .standins.files import open_file
from .standins.notebook import display
from .words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from .importer import Importer

_LEFT_OUT: Final = words("""
    __name__ __doc__ __package__ __loader__ __spec__ __import__ open eval exec compile getattr
    hasattr setattr delattr vars breakpoint help exit quit copyright credits license _
""")
"""Real built-ins that are replaced below, or absent."""


def program_builtins(transform: Callable[..., Any], importer: Importer) -> dict[str, Any]:
    """Return a new `__builtins__` for one session."""
    names = {name: value for name, value in REAL_BUILTINS.items() if name not in _LEFT_OUT}
    evaluation = Evaluation(transform, names)
    names.update(_GUARDED)
    # What a class takes for its module where the namespace given to `exec` has no name of its own.
    names["__name__"] = PROGRAM_MODULE
    names["__import__"] = importer.import_
    names["eval"] = evaluation.eval
    names["exec"] = evaluation.exec
    names["compile"] = evaluation.compile
    return names


def _vars(*objects: Any) -> Any:
    """Do what the built-in `vars` does."""
    if not objects:
        frame = nearest_program_frame()
        return frame.f_locals if frame is not None else {}
    if len(objects) > 1:
        raise TypeError(f"vars expected at most 1 argument, got {len(objects)}")
    try:
        return read(objects[0], "__dict__", lambda: objects[0].__dict__)
    except PolicyError:
        raise
    except AttributeError:
        raise TypeError("vars() argument must have __dict__ attribute")


def _breakpoint(*_: Any, **__: Any) -> NoReturn:
    raise PolicyError("debugger", "there is no debugger here", hint="Print what you want to see.")


def _help(*_: Any) -> NoReturn:
    raise PolicyError("help", "help() is not available here", hint="Use print(x.__doc__).")


def _exit(code: Any = None) -> NoReturn:
    """Do what `exit` and `quit` do."""
    sys.exit(code)


def _as_built_in(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    function.__name__ = function.__qualname__ = name
    return function


_GUARDED: Final[dict[str, Any]] = {
    ATTRIBUTE_GUARD: guarded_attribute,
    ASSIGNMENT_GUARD: guarded_assignment,
    CLASS_GUARD: checked_class,
    MATCH_GUARD: checked_subject,
    "getattr": _as_built_in("getattr", guarded_getattr),
    "hasattr": _as_built_in("hasattr", guarded_hasattr),
    "setattr": _as_built_in("setattr", guarded_setattr),
    "delattr": _as_built_in("delattr", guarded_delattr),
    "vars": _as_built_in("vars", _vars),
    "open": _as_built_in("open", open_file),
    "display": _as_built_in("display", display),
    "breakpoint": _as_built_in("breakpoint", _breakpoint),
    "help": _as_built_in("help", _help),
    "exit": _as_built_in("exit", _exit),
    "quit": _exit,
}
