"""`functools` functions that copy attributes by name, or evaluate annotations."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from ..guards import guarded_getattr
from ..storing import check_store
from .hints import check_annotations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def update_wrapper(
    wrapper: Any,
    wrapped: Any,
    assigned: Iterable[str] = functools.WRAPPER_ASSIGNMENTS,
    updated: Iterable[str] = functools.WRAPPER_UPDATES,
) -> Any:
    """Do what `functools.update_wrapper` does, reading and writing through the guards."""
    assigned, updated = tuple(assigned), tuple(updated)
    for name in (*assigned, *updated):
        if hasattr(wrapped, name):
            check_store(wrapper, name, guarded_getattr(wrapped, name))
    return functools.update_wrapper(wrapper, wrapped, assigned, updated)


def wraps(
    wrapped: Any,
    assigned: Iterable[str] = functools.WRAPPER_ASSIGNMENTS,
    updated: Iterable[str] = functools.WRAPPER_UPDATES,
) -> Callable[[Any], Any]:
    """Do what `functools.wraps` does."""
    return functools.partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)


def _checked_register(register: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a dispatcher's `register`, which evaluates the text of annotations."""

    def checked(cls: Any, func: Any = None) -> Any:
        check_annotations(cls)
        return register(cls, func)

    return checked


def singledispatch(func: Callable[..., Any]) -> Any:
    """Do what `functools.singledispatch` does."""
    dispatcher: Any = functools.singledispatch(func)
    dispatcher.register = _checked_register(dispatcher.register)
    return dispatcher


class singledispatchmethod(functools.singledispatchmethod):  # type: ignore[type-arg]  # noqa: N801
    """Does what `functools.singledispatchmethod` does, by the dispatcher above."""

    # Its name is public; annotations of the class in messages should show the library's.
    __module__ = "functools"

    def __init__(self, func: Callable[..., Any]) -> None:
        super().__init__(func)
        self.dispatcher = singledispatch(func)


NAMES: Final = {
    "update_wrapper": update_wrapper,
    "wraps": wraps,
    "singledispatch": singledispatch,
    "singledispatchmethod": singledispatchmethod,
}
