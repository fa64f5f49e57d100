"""`operator.attrgetter` and `methodcaller`: the real ones, made only for names that code may use.

The check is made once, when the getter is made; what sorts a list is CPython's own object.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, Final

from ..guards import guarded_getattr
from ..names import Access, access_of

if TYPE_CHECKING:
    from collections.abc import Callable


def _exact(name: Any) -> Any:
    return str.__str__(name) if isinstance(name, str) else name


def _is_plain(path: Any) -> bool:
    return type(path) is not str or all(access_of(name) is Access.PLAIN for name in path.split("."))


def attrgetter(*paths: Any) -> Callable[[Any], Any]:
    """Do what `operator.attrgetter` does; names that are not plain go through the guards."""
    exact = [_exact(path) for path in paths]
    if all(map(_is_plain, exact)):
        return operator.attrgetter(*exact)
    if len(exact) == 1:
        return _path_getter(exact[0])
    getters = [_path_getter(path) for path in exact]
    return lambda obj: tuple(get(obj) for get in getters)


def _path_getter(path: str) -> Callable[[Any], Any]:
    def get(obj: Any) -> Any:
        for name in path.split("."):
            obj = guarded_getattr(obj, name)
        return obj

    return get


def methodcaller(name: Any, /, *args: Any, **kwargs: Any) -> Callable[[Any], Any]:
    """Do what `operator.methodcaller` does; a name that is not plain goes through the guards."""
    exact = _exact(name)
    if type(exact) is not str or access_of(exact) is Access.PLAIN:
        return operator.methodcaller(exact, *args, **kwargs)
    return lambda obj: guarded_getattr(obj, exact)(*args, **kwargs)


NAMES: Final = {"attrgetter": attrgetter, "methodcaller": methodcaller}
