"""What programs hold of the policy's own, by name: for copies of a session in other processes.

    facade, stand-in, guard of this process ─▶ token ─▶ the one of that name in the other process

A copy of a guard would be nobody's guard, and a copy of a facade would let later imports differ.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final, TypeAlias

from .facades import Facades
from .frames import REAL_BUILTINS

Token: TypeAlias = tuple[str, ...]

_PLAIN: Final = frozenset({int, float, complex, str, bytes, bool, tuple, frozenset, type(None)})
"""Values without an identity that matters."""


class PolicyAnchors:
    """The tokens of one session's facades and built-ins."""

    def __init__(self, facades: Facades, builtins: dict[str, Any]) -> None:
        self._facades = facades
        self._builtins = builtins

    def tokens(self) -> dict[int, Token]:
        """Return the token of each object by its id."""
        tokens: dict[int, Token] = {}
        for value, token in (*self._built_in(), *self._shown()):
            tokens.setdefault(id(value), token)
        return tokens

    def find(self, token: Token) -> Any:
        """Return what a token means here. Raises KeyError, or ImportError for a facade."""
        match token:
            case ("builtins",):
                return self._builtins
            case ("builtin", name):
                return self._builtins[name]
            case ("facade", name):
                return self._facades.facade(name)
            case ("member", facade, name):
                return vars(self._facades.facade(facade))[name]
        raise KeyError(token)

    def _built_in(self) -> Iterator[tuple[Any, Token]]:
        yield self._builtins, ("builtins",)
        for name, value in self._builtins.items():
            if value is not REAL_BUILTINS.get(name) and type(value) not in _PLAIN:
                yield value, ("builtin", name)

    def _shown(self) -> Iterator[tuple[Any, Token]]:
        for name, facade in self._facades.made().items():
            yield facade, ("facade", name)
            real = _names_of(self._facades.real_name(name))
            for inner, value in vars(facade).items():
                if _is_own(value, real.get(inner)):
                    yield value, ("member", name, inner)


def _is_own(value: Any, real: Any) -> bool:
    """Whether a facade shows something of ours there: what is the library's has its own name."""
    kind = type(value)
    return value is not real and kind not in _PLAIN and not issubclass(kind, ModuleType)


def _names_of(module: str) -> dict[str, Any]:
    try:
        return vars(importlib.import_module(module))
    except ImportError:
        return {}
