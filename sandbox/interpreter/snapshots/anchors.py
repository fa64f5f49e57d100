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
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, Final

from .parts import KeepsOwn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .parts import Parts, Token

_COPIED: Final = frozenset(
    {int, float, complex, str, bytes, bool, tuple, frozenset, type(None), FunctionType, ModuleType}
)
"""Values without an identity that matters, and what pickling finds by its own name."""

_NOT_LIBRARIES: Final = frozenset({"__main__", "__mp_main__"})


class Anchors:
    """The tokens of one interpreter's process, and the objects that tokens mean in it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._policy = parts.policy if isinstance(parts.policy, KeepsOwn) else None

    def tokens(self) -> dict[int, Token]:
        """Return the token of each anchored object by its id; all of them outlive the call."""
        tokens: dict[int, Token] = {}
        for value, token in _library_objects():
            tokens.setdefault(id(value), token)
        tokens[id(vars(builtins))] = ("globals", "builtins")
        if self._policy is not None:
            tokens |= {key: ("policy", *token) for key, token in self._policy.anchors().items()}
        tokens |= {id(value): ("own", name) for name, value in self._own().items()}
        return tokens

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


def module_token(space: dict[str, Any]) -> Token | None:
    """Return the token of a module's namespace, None for any other dictionary."""
    module = sys.modules.get(space.get("__name__", ""))
    if not isinstance(module, ModuleType) or vars(module) is not space:
        return None
    return "globals", module.__name__


def _library_objects() -> Iterator[tuple[Any, Token]]:
    for module_name, module in list(sys.modules.items()):
        if not issubclass(type(module), ModuleType) or module_name in _NOT_LIBRARIES:
            continue
        for name, value in list(vars(module).items()):
            if not name.startswith("__") and _is_single(value):
                yield value, ("attribute", module_name, name)


def _is_single(value: Any) -> bool:
    kind = type(value)
    if kind is BuiltinFunctionType:
        # `numpy.random.rand`: the method of an object, which it must not be copied away from.
        owner = value.__self__
        return owner is not None and not issubclass(type(owner), ModuleType | type)
    return kind not in _COPIED and not issubclass(kind, type | ModuleType)
