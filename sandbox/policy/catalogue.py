"""Which modules a program may import, and which of their names it sees: modules.toml, read.

"numpy.linalg" ─▶ a table of its own?  ─▶ it
               └▶ refused, or below a refused one?  ─▶ none
               └▶ a pattern "numpy.*" (one level) or "numpy.**" (any)?  ─▶ it
               └▶ none
"""

from __future__ import annotations

import functools
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class ModuleEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one module is shown; see the head of modules.toml for each field."""

    only: tuple[str, ...] | None = None
    extra: tuple[str, ...] = ()
    deny: dict[str, str] = {}
    modules: tuple[str, ...] = ()
    source: str = ""


class _Tables(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    often: tuple[str, ...]
    allowed: dict[str, ModuleEntry]
    refused: dict[str, str]


@functools.cache
def _tables() -> _Tables:
    text = Path(__file__).with_name("modules.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    return msgspec.convert(data, _Tables)


def _packages_of(name: str) -> Iterator[str]:
    """Yield `a.b.c`, `a.b`, `a`."""
    while name:
        yield name
        name = name.rpartition(".")[0]


class Catalogue:
    """The list with what a server's operator added to it and took away from it.

    `added` and `removed` are full dotted names; one added is shown by its public names.
    """

    def __init__(self, added: Iterable[str] = (), removed: Iterable[str] = ()) -> None:
        tables = _tables()
        self._refused = {**tables.refused, **dict.fromkeys(removed, "")}
        self._allowed = dict(tables.allowed)
        for name in added:
            self._allowed.setdefault(name, ModuleEntry())
            for package in _packages_of(name):
                self._refused.pop(package, None)
                self._allowed.setdefault(package, ModuleEntry(only=()))

    def entry(self, name: str) -> ModuleEntry | None:
        """Return how the module of that full name is shown, None if it is not."""
        if any(package in self._refused for package in _packages_of(name)):
            return None
        if name in self._allowed:
            return self._allowed[name]
        if any(part.startswith("_") for part in name.split(".")):
            return None
        return self._by_pattern(name)

    def often_used(self) -> list[str]:
        """Return the full names that are worth making ready before they are asked for."""
        named = [name for name in self._allowed if "*" not in name]
        return [name for name in (*named, *_tables().often) if self.entry(name) is not None]

    def _by_pattern(self, name: str) -> ModuleEntry | None:
        package = name.rpartition(".")[0]
        if f"{package}.*" in self._allowed:
            return self._allowed[f"{package}.*"]
        patterns = (f"{above}.**" for above in _packages_of(package))
        return next((self._allowed[each] for each in patterns if each in self._allowed), None)

    def refuses(self, name: str) -> bool:
        """Tell whether the name is refused wherever it is installed; see `entry` for the rest."""
        if self.entry(name) is not None:
            return False
        # What is said of a module outside the standard library waits until it is found there.
        top = name.partition(".")[0]
        return top in sys.stdlib_module_names or ("." in name and self.entry(top) is not None)

    def hint(self, name: str) -> str:
        """Return what to use instead of a refused module, as far as that is known."""
        hints = (self._refused.get(package) for package in _packages_of(name))
        return next((hint for hint in hints if hint), "Use the modules for computing.")
