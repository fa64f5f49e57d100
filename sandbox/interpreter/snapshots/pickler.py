"""The pickler of snapshots: cloudpickle's, with a program's own namespace kept whole."""

from __future__ import annotations

import importlib
import logging
import sys
from abc import ABCMeta
from collections import ChainMap
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, Final, Protocol

import cloudpickle  # type: ignore[import-untyped]  # ships no types

from . import rebuilding, reducers

if TYPE_CHECKING:
    from .anchors import Anchors
    from .parts import Token
    from .reducers import Reduced

PROTOCOL: Final = 5

MAX_DEPTH: Final = 20_000
"""Levels of nesting, in the recursion limit's measure: objects that refer to each other in a chain
take three a piece. Each costs some 250 bytes of the C stack, which has 8 MiB."""


_AT_BIRTH: Final = ("__slots__", "__orig_bases__")
"""What a class must be given when it is made, or never."""


class Target(Protocol):
    """Where a pickler writes to."""

    def write(self, data: Any, /) -> object:
        """Take bytes."""
        ...


class Pickler(cloudpickle.Pickler):  # type: ignore[misc]  # its base is untyped
    """Writes values one after another (`dump` each); what they share stays shared.

    Anchored objects are written as their tokens.
    Raises PicklingError, TypeError or what the objects themselves raise.
    """

    def __init__(self, target: Target, anchors: Anchors) -> None:
        # Before the base's __init__, which looks for it.
        self.dispatch_table = ChainMap(reducers.by_type(), cloudpickle.Pickler.dispatch_table)
        super().__init__(target, PROTOCOL)
        self._anchors = anchors

    def persistent_id(self, value: Any) -> Token | None:
        """Return the object's token, None for what is to be copied."""
        return self._anchors.token(value)

    def reducer_override(self, value: Any) -> Any:
        """Say how to write anything but the plainest values; NotImplemented is Python's own way."""
        kind = type(value)
        if kind is FunctionType:
            return self._function(value)
        if issubclass(kind, ModuleType):
            return _module(value)
        if issubclass(kind, type):
            return _class(super().reducer_override(value), value)
        if kind.__module__ == "__main__":
            return _programs(value)
        if issubclass(kind, logging.Handler):
            return reducers.log_handler(value)
        return super().reducer_override(value)

    def _function(self, value: FunctionType) -> Any:
        if reducers.is_importable(value):
            return NotImplemented
        self._anchors.name_module(value.__globals__)
        return reducers.function(value)


def _module(module: ModuleType) -> Reduced:
    if sys.modules.get(module.__name__) is not module:
        raise TypeError("cannot pickle a module that the program has made")
    return importlib.import_module, (module.__name__,)


def _class(reduced: Any, value: type) -> Any:
    """Make a class without the program's hooks: they ran when the program made it.

    What cloudpickle calls makes it through its metaclass, by the bases as they were written; that
    is kept for metaclasses of libraries, which may demand it.
    """
    if not isinstance(reduced, tuple) or reduced[0].__name__ != "_make_skeleton_class":
        return reduced
    metaclass = type(value)
    if rebuilding.library_base(metaclass) not in {type, ABCMeta}:
        return reduced
    given: dict[str, Any] = {**reduced[1][3], "__qualname__": value.__qualname__}
    given |= {name: vars(value)[name] for name in _AT_BIRTH if name in vars(value)}
    arguments = (metaclass, value.__name__, value.__bases__, given)
    return rebuilding.make_class, arguments, *reduced[2:]


def _programs(value: Any) -> Any:
    """Say how to write an object of a program's own class."""
    kind = type(value)
    if issubclass(kind, BaseException):
        plain = kind.__reduce__ is BaseException.__reduce__
        return reducers.exception(value) if plain else NotImplemented
    return reducers.derived(value) or NotImplemented
