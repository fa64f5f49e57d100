"""What an object is, whatever it is called: the check by object that names cannot replace."""

from __future__ import annotations

import builtins
import gc
import importlib
import io
import os
import sys
from types import (
    BuiltinFunctionType,
    CodeType,
    FrameType,
    FunctionType,
    MappingProxyType,
    MethodType,
    ModuleType,
)
from typing import Any, Final

from .frames import REAL_BUILTINS, is_program_function
from .words import words

PROGRAM_MODULE: Final = "__main__"
"""The `__module__` of classes that cells define, as in a script."""

_PACKAGE: Final = __name__.partition(".")[0]

_LEADING_OUT: Final = words("""
    os posix nt subprocess _posixsubprocess socket _socket ssl _ssl ctypes _ctypes _imp marshal
    importlib _frozen_importlib _frozen_importlib_external pickle _pickle shutil tempfile mmap
    multiprocessing multiprocess runpy code codeop pty fcntl resource signal _signal shelve dbm
    sqlite3 _sqlite3 http pkgutil zipimport bdb pdb cloudpickle dill faulthandler _testcapi
    _xxsubinterpreters _interpreters cffi sympy.external.importtools sympy.testing sympy.plotting
    sympy.utilities.autowrap sympy.utilities.codegen scipy._lib._ccallback numpy.f2py
    numpy.ctypeslib
""")
"""Modules whose functions and classes act on the machine, or reach frames, code or raw memory."""

_RAW_BUILTINS: Final = words("""
    open eval exec compile __import__ getattr setattr delattr vars globals locals breakpoint
""")

_RAW: Final[frozenset[int]] = frozenset(
    id(value)
    for value in (
        *(getattr(builtins, name) for name in _RAW_BUILTINS),
        *(getattr(sys, name) for name in ("settrace", "setprofile", "_getframe", "modules")),
        *(sys._current_frames, sys.addaudithook, sys.displayhook, sys.excepthook),  # noqa: SLF001
        *(io.open, io.open_code, io.FileIO, os.environ, importlib.import_module),
        *(gc.get_objects, gc.get_referrers, gc.get_referents, gc.callbacks, gc.garbage),
    )
)
"""Identities of single objects that must not be handed out; all of them live for ever."""


def danger(value: object) -> str | None:
    """Say what makes `value` unfit to be handed to a program, None if nothing does."""
    kind = type(value)
    if id(value) in _RAW:
        return "it leads out of the program"
    if issubclass(kind, ModuleType):
        return "it is a module that is not on the list" if _is_real(value) else None
    if kind is FrameType or kind is CodeType:
        return "frames and code objects are out of reach"
    if kind is dict:
        return _danger_of_namespace(value)
    if kind is FunctionType or kind is BuiltinFunctionType or kind is MethodType:
        return _danger_of_module(_module_of_function(value))
    if issubclass(kind, type):
        return _danger_of_module(module_of_class(value))
    owner = module_of_class(kind)
    if owner.partition(".")[0] == _PACKAGE or kind.__name__ == "PytestTester":
        return "it is part of the machinery"
    return _danger_of_module(owner)


def _is_real(module: Any) -> bool:
    names: dict[str, Any] = object.__getattribute__(module, "__dict__")
    if names.get("__spec__") is not None:
        return True
    return any(module is each for each in list(sys.modules.values()))


def _danger_of_namespace(value: Any) -> str | None:
    inner = dict.get(value, "__builtins__")
    if value is REAL_BUILTINS or inner is REAL_BUILTINS or inner is builtins:
        return "it is the namespace of a module that is not on the list"
    return None


def _danger_of_module(name: str) -> str | None:
    package = name
    while package:
        if package in _LEADING_OUT:
            return f"it belongs to '{package}'"
        package = package.rpartition(".")[0]
    return None


def _module_of_function(function: Any) -> str:
    if type(function) is MethodType:
        function = function.__func__
    if type(function) is FunctionType and is_program_function(function):
        return PROGRAM_MODULE
    return str(getattr(function, "__module__", None) or "")


_CLASS_DICT: Final = type.__dict__["__dict__"]


def class_dict(cls: Any) -> MappingProxyType[str, Any]:
    """Return the namespace of a class, past anything that its metaclass says."""
    names: MappingProxyType[str, Any] = _CLASS_DICT.__get__(cls)
    return names


def module_of_class(cls: Any) -> str:
    """Return the name of the module that defined a class, past what its metaclass says."""
    return str(class_dict(cls).get("__module__", "builtins"))


def is_program_class(cls: Any) -> bool:
    """Tell whether a class was defined by the program."""
    return module_of_class(cls) == PROGRAM_MODULE


def is_class(value: object) -> bool:
    """Tell whether `value` is a class, whatever its `__class__` says."""
    return issubclass(type(value), type)
