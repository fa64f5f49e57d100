"""How each kind of object is written that Python's own pickling refuses, or would change.

    object ─▶ reducer ─▶ (maker, its arguments, contents, -, -, filler): see rebuilding

A reducer raises TypeError for what cannot be written; the variable is then named with the reason.
"""

from __future__ import annotations

import copyreg
import functools
import gc
import io
import re
import sys
import typing
import weakref
from collections import OrderedDict
from types import CellType, FunctionType, MappingProxyType, MethodType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from . import rebuilding
from .rebuilding import library_base

if TYPE_CHECKING:
    from collections.abc import Callable

Reduced: TypeAlias = str | tuple[Any, ...]

_LARGE_BASE_BYTES: Final = 1 << 20
"""Memory below a small array that is always written with it; more of it only if it is used."""

_BASE_FACTOR: Final = 4
"""How many times a view's own size the memory below it may have to be written with it."""


def is_importable(value: Any) -> bool:
    """Tell whether a function or class is found under its own name in its module."""
    found: Any = sys.modules.get(getattr(value, "__module__", None) or "")
    if found is None or found.__name__ == "__main__":
        return False
    for name in str(getattr(value, "__qualname__", "<locals>")).split("."):
        found = vars(found).get(name) if hasattr(found, "__dict__") else None
    return found is value


def function(value: FunctionType) -> Reduced:
    """By code, namespace and cells; the namespace is shared with whatever else refers to it."""
    arguments = (
        value.__code__,
        value.__globals__,
        getattr(value, "__builtins__"),  # noqa: B009  # unknown to the stubs
        value.__name__,
        value.__closure__,
    )
    state = rebuilding.function_state(value)
    return rebuilding.make_function, arguments, state, None, None, rebuilding.fill_function


def _cell(cell: CellType) -> Reduced:
    try:
        contents = (cell.cell_contents,)
    except ValueError:
        return rebuilding.make_cell, ()
    return rebuilding.make_cell, (), contents, None, None, rebuilding.fill_cell


def _cached(wrapper: Any) -> Reduced:
    if is_importable(wrapper):
        return str(wrapper.__qualname__)
    parameters = wrapper.cache_parameters()
    arguments = (wrapper.__wrapped__, parameters["maxsize"], parameters["typed"])
    attributes = {name: each for name, each in vars(wrapper).items() if name != "cache_parameters"}
    # A key made from keyword arguments holds a mark that is another object in each process.
    results = {
        key: result
        for key, result in rebuilding.cached_results(wrapper).items()
        if not (type(key) is tuple and any(type(part) is object for part in key))
    }
    state = (attributes, results)
    return rebuilding.make_cached, arguments, state, None, None, rebuilding.fill_cached


def _cached_property(value: functools.cached_property[Any]) -> Reduced:
    attributes = {name: each for name, each in vars(value).items() if name != "lock"}
    return functools.cached_property, (value.func,), attributes


def _method(method: MethodType) -> Reduced:
    owner, name = method.__self__, getattr(method.__func__, "__name__", "")
    if getattr(owner, name, None) == method:
        return getattr, (owner, name)
    return MethodType, (method.__func__, owner)


def _view(kind: str) -> Callable[[Any], Reduced]:
    def reduce(view: Any) -> Reduced:
        return rebuilding.make_view, (kind, gc.get_referents(view)[0])

    return reduce


def _proxy(proxy: MappingProxyType[Any, Any]) -> Reduced:
    return MappingProxyType, (gc.get_referents(proxy)[0],)


def _weak(reference: Any) -> Reduced:
    if reference.__callback__ is not None:
        raise TypeError("cannot pickle a weak reference with a callback")
    target = reference()
    return rebuilding.make_weak, () if target is None else (target,)


def _weak_mapping(mapping: Any) -> Reduced:
    return type(mapping), (dict(mapping),)


def _match(match: re.Match[Any]) -> Reduced:
    arguments = (match.string, match.pos, match.endpos)
    pattern = match.re
    for how in ("search", "match", "fullmatch"):
        again = getattr(pattern, how)(*arguments)
        if again is not None and again.regs == match.regs:
            return rebuilding.make_match, (pattern, how, *arguments, 0)
    for nth, again in enumerate(pattern.finditer(*arguments)):
        if again.regs == match.regs:
            return rebuilding.make_match, (pattern, "finditer", *arguments, nth)
    raise TypeError("cannot pickle this 're.Match' object")


def _file(file: Any) -> Reduced:
    if not file.closed:
        raise TypeError("an open file cannot be copied; close it first")
    detail = getattr(file, "mode", "r"), getattr(file, "name", "")
    return rebuilding.make_closed_file, (type(file), *detail)


def _buffer(buffer: Any) -> Reduced:
    if buffer.closed:
        return rebuilding.make_closed_buffer, (type(buffer),)
    reduced: Reduced = buffer.__reduce_ex__(5)
    return reduced


def _memory(view: memoryview) -> Reduced:
    """A view of the whole of an object; of a part there is none that would share its memory."""
    whole = memoryview(view.obj)
    if (view.shape, view.strides, view.format) != (whole.shape, whole.strides, whole.format):
        raise TypeError("cannot pickle a 'memoryview' of a part")
    return memoryview, (view.obj,)


def derived(value: Any) -> Reduced | None:
    """Return how to make an object of a program's class by its library base alone.

    A base's own way would call the class, or its `__new__`, with arguments that fit the base. None
    where the program's class says how it is pickled, or nothing would be called.
    """
    kind = type(value)
    base = library_base(kind)
    if any(getattr(kind, name, None) is not getattr(base, name, None) for name in _PICKLING):
        return None
    reduced = value.__reduce_ex__(5)
    if not isinstance(reduced, tuple):
        return None
    if reduced[0] is kind:
        return rebuilding.make_derived, (kind, base, reduced[1]), *reduced[2:]
    if reduced[0] is _NEW and kind.__new__ is not base.__new__:
        return rebuilding.make_new, (kind, base, reduced[1][1:]), *reduced[2:]
    return None


_PICKLING: Final = ("__reduce_ex__", "__reduce__", "__getnewargs__", "__getnewargs_ex__")

_NEW: Final = getattr(copyreg, "__newobj__")  # noqa: B009  # unknown to the stubs


def _new_type(value: Any) -> Reduced:
    if is_importable(value):
        return str(value.__qualname__)
    return typing.NewType, (value.__name__, value.__supertype__), vars(value)


def exception(error: BaseException) -> Reduced:
    """By attributes: the `__init__` of a program's own exception may take other arguments."""
    arguments = (type(error), error.args)
    state = rebuilding.exception_state(error)
    return rebuilding.make_exception, arguments, state, None, None, rebuilding.fill_exception


def log_handler(handler: Any) -> Reduced:
    """Without the lock that it guards its stream with."""
    state = {name: each for name, each in vars(handler).items() if name != "lock"}
    kind = type(handler)
    return kind.__new__, (kind,), state, None, None, rebuilding.fill_handler


def _array(array: Any) -> Reduced:
    base, kind = array.base, type(array)
    if type(base) is kind and _shares(array, base):
        itemsize = base.dtype.itemsize
        first, rest = divmod(_address(array) - _address(base), itemsize)
        if not rest:
            arguments = (base, first, array.shape, array.strides, array.dtype)
            return rebuilding.make_array_view, arguments
    reduced: Reduced = array.__reduce_ex__(5)
    return reduced


def _shares(array: Any, base: Any) -> bool:
    """Whether a view is written as one: cheap enough, and of a form that can be made again."""
    simple = base.flags.forc and array.size and array.dtype.itemsize == base.dtype.itemsize
    allowed = max(_LARGE_BASE_BYTES, _BASE_FACTOR * array.nbytes)
    return bool(simple) and not base.dtype.hasobject and base.nbytes <= allowed


def _address(array: Any) -> int:
    address: int = array.__array_interface__["data"][0]
    return address


_BY_TYPE: Final[dict[type, Callable[[Any], Reduced]]] = {
    CellType: _cell,
    functools._lru_cache_wrapper: _cached,  # noqa: SLF001  # it has no public name
    functools.cached_property: _cached_property,
    MethodType: _method,
    type({}.keys()): _view("keys"),
    type({}.values()): _view("values"),
    type({}.items()): _view("items"),
    type(OrderedDict[int, int]().keys()): _view("keys"),
    type(OrderedDict[int, int]().values()): _view("values"),
    type(OrderedDict[int, int]().items()): _view("items"),
    MappingProxyType: _proxy,
    weakref.ref: _weak,
    weakref.WeakKeyDictionary: _weak_mapping,
    weakref.WeakValueDictionary: _weak_mapping,
    re.Match: _match,
    io.TextIOWrapper: _file,
    io.BufferedReader: _file,
    io.BufferedWriter: _file,
    io.BufferedRandom: _file,
    io.FileIO: _file,
    io.StringIO: _buffer,
    io.BytesIO: _buffer,
    memoryview: _memory,
    typing.NewType: _new_type,
}


def by_type() -> dict[type, Callable[[Any], Reduced]]:
    """Return the reducers by exact type, with those of the libraries that are loaded."""
    numpy = sys.modules.get("numpy")
    return _BY_TYPE if numpy is None else {**_BY_TYPE, numpy.ndarray: _array}
