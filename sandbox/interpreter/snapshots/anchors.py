"""Objects that a snapshot names instead of copying them.

    namespace, streams, __builtins__ ┐
    a policy's facades and guards    ├─ id ─▶ token ─▶ the same thing of the other process
    single objects of libraries      ┘

What is copied would come apart from its like: a function from the live namespace, `mpmath.mp` from
the one that mpmath computes with, `random.randint` from the generator that a seed reaches, a
sentinel from the library that compares with it by identity.
"""

from __future__ import annotations

import builtins
import importlib
import sys
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, Final

from .parts import KeepsOwn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .parts import Parts, Token

_COPIED: Final = frozenset(
    {int, float, complex, str, bytes, bool, tuple, frozenset, type(None), FunctionType, ModuleType}
)
"""Values without an identity that matters, and what pickling finds by its own name."""

_CONTAINERS: Final = frozenset({list, dict, set})

_BOUND: Final = frozenset({BuiltinFunctionType, MethodType})

_PROGRAMS: Final = frozenset({"builtins", "__main__"})
"""Where classes come from that no library has single objects of."""


_LIVING_ELSEWHERE: Final = {"ufunc": ("scipy",)}
"""Packages with objects of another one's class: without a token, every module is searched for the
name of each."""


class Anchors:
    """The tokens of one interpreter's process, and the objects that tokens mean in it.

    A library is looked through when the first object of one of its classes is met.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._policy = parts.policy if isinstance(parts.policy, KeepsOwn) else None
        self._tokens: dict[int, Token] = {}
        self._known: set[type] = set(_COPIED | _CONTAINERS)
        self._packages = set(_PROGRAMS)

    def learn(self) -> None:
        """Look up the tokens that `token` is to give; objects are only read without it."""
        self._tokens[id(vars(builtins))] = ("globals", "builtins")
        if self._policy is not None:
            anchors = self._policy.anchors()
            self._tokens |= {key: ("policy", *token) for key, token in anchors.items()}
        self._tokens |= {id(value): ("own", name) for name, value in self._own().items()}

    def token(self, value: Any) -> Token | None:
        """Return an object's token, None for what is to be copied."""
        token = self._tokens.get(id(value))
        if token is None and type(value) not in self._known:
            self._look_through(value)
            token = self._tokens.get(id(value))
        return token

    def name_module(self, space: dict[str, Any]) -> None:
        """Give the namespace of a function a token if it is a module's."""
        module = sys.modules.get(space.get("__name__", ""))
        if isinstance(module, ModuleType) and vars(module) is space:
            self._tokens.setdefault(id(space), ("globals", module.__name__))

    def find(self, token: Token) -> Any:
        """Return what a token means here. Raises LookupError or ImportError if it is nothing."""
        match token:
            case ("own", name):
                return self._own()[name]
            case ("policy", *rest) if self._policy is not None:
                return self._policy.anchored(tuple(rest))
            case ("globals", module):
                return vars(importlib.import_module(module))
            case ("attribute", module, name):
                return vars(importlib.import_module(module))[name]
        raise LookupError(f"no object has the token {token!r}")

    def _own(self) -> dict[str, Any]:
        around = self._parts.surroundings
        return {
            "namespace": self._parts.namespace,
            "main": self._parts.main,
            "builtins": self._parts.builtins,
            "stdin": around.stdin,
            "stdout": around.stdout.file,
            "stderr": around.stderr.file,
        }

    def _look_through(self, value: Any) -> None:
        """Find the single objects of the library whose class an object has."""
        kind = type(value)
        if kind in _BOUND:
            # `random.randint`: the method of an object, which it must not be copied away from.
            kind = type(value.__self__)
        else:
            self._known.add(kind)
        home = str(getattr(kind, "__module__", "")).partition(".")[0]
        for package in {home, *_LIVING_ELSEWHERE.get(kind.__name__, ())} - self._packages:
            self._packages.add(package)
            for single, token in _single_objects(package):
                self._tokens.setdefault(id(single), token)


def _single_objects(package: str) -> Iterator[tuple[Any, Token]]:
    """Go through the objects that a package's modules hold under a name; they live for ever."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == package and issubclass(type(module), ModuleType):
            for inner, value in list(vars(module).items()):
                if _is_single(value) and not inner.startswith("__"):
                    yield value, ("attribute", name, inner)


def _is_single(value: Any) -> bool:
    kind = type(value)
    if kind is BuiltinFunctionType:
        owner = value.__self__
        return owner is not None and not issubclass(type(owner), ModuleType | type)
    return kind not in _COPIED and not issubclass(kind, type | ModuleType)
