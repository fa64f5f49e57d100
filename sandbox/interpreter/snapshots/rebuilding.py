"""What a snapshot calls to make again what Python's own pickling cannot: functions, cells, caches.

Each maker gives the empty object, which is remembered before its contents are read: so functions,
classes and cells may refer to each other in circles. Contents come in the matching `fill`.
"""

from __future__ import annotations

import functools
import gc
import io
import os
import weakref
from types import CellType, CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import re

_FUNCTION_FIELDS: Final = (
    *("__qualname__", "__defaults__", "__kwdefaults__", "__annotations__", "__module__", "__doc__"),
    "__type_params__",
)


def make_function(
    code: CodeType,
    space: dict[str, Any],
    names: dict[str, Any],
    name: str,
    closure: tuple[CellType, ...] | None,
) -> FunctionType:
    """Make a function over the global variables `space`, with `names` as its built-ins.

    A function finds its built-ins in its globals when it is made; these may not be filled yet.
    """
    space.setdefault("__builtins__", names)
    return FunctionType(code, space, name, None, closure)


def function_state(function: FunctionType) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what `fill_function` sets."""
    fields = {name: getattr(function, name, None) for name in _FUNCTION_FIELDS}
    return {name: value for name, value in fields.items() if value is not None}, vars(function)


def fill_function(function: FunctionType, state: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Set what a function carries besides its code."""
    for name, value in state[0].items():
        setattr(function, name, value)
    vars(function).update(state[1])


def library_base(kind: type) -> type:
    """Return the nearest class below a program's that is not the program's, by memory layout."""
    while kind.__module__ == "__main__":
        assert kind.__base__ is not None, "object is not the program's"
        kind = kind.__base__
    return kind


_HOOK: Final = "__init_subclass__"

_quiet: Final = classmethod(lambda cls, **_: None)


def make_class(
    metaclass: type, name: str, bases: tuple[type, ...], namespace: dict[str, Any]
) -> type:
    """Make a class without running the program's own hooks for it.

    Those are its metaclass and `__init_subclass__`, which is silenced meanwhile.
    """
    maker: Any = library_base(metaclass)
    above = {each for base in bases for each in base.__mro__ if each.__module__ == "__main__"}
    hooks = {each: vars(each)[_HOOK] for each in above if _HOOK in vars(each)}
    for each in hooks:
        # Past the metaclass, which may have a say in `setattr`.
        type.__setattr__(each, _HOOK, _quiet)
    try:
        made: type = maker.__new__(metaclass, name, bases, namespace)
    finally:
        for each, hook in hooks.items():
            type.__setattr__(each, _HOOK, hook)
    return made


def make_cell() -> CellType:
    """Make an empty cell."""
    return CellType()


def fill_cell(cell: CellType, contents: tuple[Any]) -> None:
    """Fill a cell."""
    (cell.cell_contents,) = contents


def make_cached(function: Any, max_size: int | None, typed: bool) -> Any:
    """Make a function with functools' cache around it."""
    return functools.lru_cache(max_size, typed)(function)


def cached_results(wrapper: Any) -> dict[Any, Any]:
    """Return the live dictionary of an unbounded cache; a new one where there is none.

    A bounded cache keeps its results in a list of C's; its copy begins empty.
    """
    if wrapper.cache_parameters()["maxsize"] is not None:
        return {}
    # The wrapper shows its cache to the garbage collector only.
    found = (each for each in gc.get_referents(wrapper) if each is not vars(wrapper))
    return next((each for each in found if type(each) is dict), {})


def fill_cached(wrapper: Any, state: tuple[dict[str, Any], dict[Any, Any]]) -> None:
    """Set a cached function's attributes and what it has computed."""
    vars(wrapper).update(state[0])
    cached_results(wrapper).update(state[1])


def make_view(kind: str, mapping: Any) -> Any:
    """Make `mapping.keys()` or a like view."""
    return getattr(mapping, kind)()


def make_weak(*target: Any) -> weakref.ref[Any]:
    """Make a weak reference; without a target, one whose target is gone."""
    return weakref.ref(*target) if target else weakref.ref(set())


def make_match(pattern: re.Pattern[Any], how: str, text: Any, at: int, end: int, nth: int) -> Any:
    """Match again. Raises IndexError when there is no such match."""
    if how == "finditer":
        return list(pattern.finditer(text, at, end))[nth]
    return getattr(pattern, how)(text, at, end)


def make_closed_file(kind: type[io.IOBase], mode: str, name: Any) -> io.IOBase:
    """Make a file that has been closed, as `with open(...) as f` leaves it behind."""
    raw = io.FileIO(os.devnull, "r")
    file: Any = raw
    if kind is not io.FileIO:
        file = io.BufferedReader(raw)
    if kind is io.TextIOWrapper:
        file = io.TextIOWrapper(file, "utf-8")
        file.mode = mode
    raw.name = name
    file.close()
    closed: io.IOBase = file
    return closed


def make_closed_buffer(kind: type[io.IOBase]) -> io.IOBase:
    """Make a StringIO or BytesIO that has been closed."""
    buffer = kind()
    buffer.close()
    return buffer


def make_derived(kind: type, base: type, arguments: tuple[Any, ...]) -> Any:
    """Make an object of a program's class by its library base, past an `__init__` of its own.

    The base says how it is made in its `__reduce__`; it expects classes that are called like it.
    """
    origin: Any = base
    value = origin.__new__(kind, *arguments)
    if origin.__init__ is not object.__init__:
        origin.__init__(value, *arguments)
    return value


def make_new(kind: type, base: type, arguments: tuple[Any, ...]) -> Any:
    """Make an object of a program's class by its library base, past a `__new__` of its own."""
    return base.__new__(kind, *arguments)


def make_exception(kind: type[BaseException], args: tuple[Any, ...]) -> BaseException:
    """Make an exception without its `__init__`, whose arguments nobody has kept."""
    error = kind.__new__(kind, *args)
    error.args = args
    return error


def exception_state(error: BaseException) -> tuple[Any, ...]:
    """Return what `fill_exception` sets; tracebacks hold frames, which no copy can have."""
    return vars(error), error.__cause__, error.__context__, error.__suppress_context__


def fill_exception(error: BaseException, state: tuple[Any, ...]) -> None:
    """Set an exception's attributes and what it came from."""
    attributes, error.__cause__, error.__context__, error.__suppress_context__ = state
    vars(error).update(attributes)


def make_array_view(
    base: Any, first: int, shape: tuple[int, ...], strides: tuple[int, ...], dtype: Any
) -> Any:
    """Make an array on the memory of another: `first` counts the base's items in memory order."""
    import numpy as np

    flat = base.ravel(order="K")
    view = np.lib.stride_tricks.as_strided(flat[first:], shape, strides)
    return view if view.dtype == dtype else view.view(dtype)


def fill_handler(handler: Any, state: dict[str, Any]) -> None:
    """Set a log handler's attributes, and give it a lock of its own."""
    vars(handler).update(state)
    handler.createLock()
