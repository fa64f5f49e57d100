"""Modules as a program sees them: module objects that hold the allowed names and no others.

    real module ─▶ catalogue entry ─▶ contents (computed once a process) ─▶ facade (one a session)

A facade is an exact `types.ModuleType`, so CPython's attribute caches work and `np.sum` is the
very function. Submodules are attributes as in Python, made on first use.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NoReturn

from .objects import danger, module_of_class
from .refusals import FileRefusedError, ImportRefusedError
from .standins import standins_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .catalogue import Catalogue, ModuleEntry

_METADATA: Final = ("__doc__", "__version__", "__author__")
"""Special names of a module that are shown as they are."""

_HIDDEN: Final = frozenset({"annotations", "test", "division", "absolute_import"})
"""Public by spelling, but no one's interface."""


class Facades:
    """Makes and keeps the facades of one session."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._made: dict[str, types.ModuleType] = {}
        self._own: dict[str, dict[str, Any]] = {}

    def bind(self, name: str, names: dict[str, Any]) -> None:
        """Let the module `name` have these values in this session, instead of the real ones."""
        self._own[name] = names

    def facade(self, name: str) -> types.ModuleType:
        """Return the facade of an allowed module by its full name, importing it at need.

        Raises ImportError as Python does if it is missing, ImportRefusedError if it is not allowed.
        """
        made = self._made.get(name)
        return made if made is not None else self._make(name)

    def made(self) -> dict[str, types.ModuleType]:
        """Return the facades that there are by now, by full name."""
        return dict(self._made)

    def attached(self) -> list[str]:
        """Return the full names of submodules that are bound in their package's facade."""
        packages = {name: self._made.get(name.rpartition(".")[0]) for name in self._made}
        return [
            name
            for name, package in packages.items()
            if package and vars(package).get(name.rpartition(".")[2]) is self._made[name]
        ]

    def real_name(self, name: str) -> str:
        """Return the name of the module that a facade shows."""
        return self._entry(name).source or name

    def allows(self, name: str) -> bool:
        """Tell whether the module of that full name is on the list."""
        return self._catalogue.entry(name) is not None

    def _make(self, name: str) -> types.ModuleType:
        entry = self._entry(name)
        real = importlib.import_module(entry.source or name)
        facade = self._made[name] = _new_module(name)
        names = facade.__dict__
        names.update(_contents(name, real, entry))
        names.update(self._own.get(name, {}))
        for inner in entry.modules:
            names[inner] = self.facade(f"{name}.{inner}")
        if hasattr(real, "__path__") and self._has_more(name):
            names["__getattr__"] = self._finder(name, real)
        return facade

    def _entry(self, name: str) -> ModuleEntry:
        entry = self._catalogue.entry(name)
        if entry is None:
            _need_installed(name)
            raise ImportRefusedError(
                "import",
                f"the module '{name}' is not available here",
                hint=self._catalogue.hint(name),
            )
        return entry

    def _has_more(self, name: str) -> bool:
        """Tell whether a pattern allows submodules that are not attributes from the start."""
        return self.allows(f"{name}.x")

    def _finder(self, package: str, real: types.ModuleType) -> Callable[[str], types.ModuleType]:
        """Return the facade's `__getattr__`: what is missing may be a submodule."""
        facades = self

        def __getattr__(name: str) -> types.ModuleType:  # noqa: N807  # PEP 562
            inner = f"{package}.{name}"
            if name.startswith("_") or not facades.allows(inner):
                raise AttributeError(f"module '{package}' has no attribute '{name}'")
            found = getattr(real, name, None)
            if not isinstance(found, types.ModuleType) or found.__name__ != inner:
                raise AttributeError(f"module '{package}' has no attribute '{name}'")
            return facades.attach(inner)

        return __getattr__

    def attach(self, name: str) -> types.ModuleType:
        """Return the facade of a submodule, bound in its package's facade as Python binds it."""
        facade = self.facade(name)
        package, _, inner = name.rpartition(".")
        if package:
            names = self.attach(package).__dict__
            # A package may export a function under its submodule's name; that is what it means.
            if inner not in names:
                names[inner] = facade
        return facade


def _need_installed(name: str) -> None:
    """Raise ModuleNotFoundError, as Python does, for what is not there to be refused."""
    top = name.partition(".")[0]
    if top not in sys.modules and importlib.util.find_spec(top) is None:
        raise ModuleNotFoundError(f"No module named {top!r}", name=top)


def _new_module(name: str) -> types.ModuleType:
    from .standins.system import SystemFacade

    return SystemFacade(name) if name == "sys" else types.ModuleType(name)


_known: dict[tuple[str, int], tuple[ModuleEntry, dict[str, Any]]] = {}
"""Contents by module and entry; the entry is kept so that its identity stays its own."""


def _contents(name: str, real: types.ModuleType, entry: ModuleEntry) -> dict[str, Any]:
    """Return the names of a facade; the same for each session, so computed once."""
    key = (name, id(entry))
    if key not in _known:
        with warnings.catch_warnings():
            # Deprecated names are part of a module's public ones; who uses one is warned then.
            warnings.simplefilter("ignore")
            _known[key] = entry, dict(_choose(name, real, entry))
    return _known[key][1]


def _choose(name: str, real: types.ModuleType, entry: ModuleEntry) -> Iterator[tuple[str, Any]]:
    for special in _METADATA:
        if special in vars(real):
            yield special, vars(real)[special]
    shown = [each for each in _candidates(real, entry) if each not in entry.deny]
    values = {each: getattr(real, each) for each in shown if hasattr(real, each)}
    values = {each: value for each, value in values.items() if _is_fit(value)}
    values.update((each, _denied(name, each, hint)) for each, hint in entry.deny.items())
    values.update(standins_for(name))
    yield from values.items()
    yield "__all__", _star_names(real, values)


def _candidates(real: types.ModuleType, entry: ModuleEntry) -> list[str]:
    if entry.only is not None:
        return [*_expanded(entry.only), *entry.extra]
    exported = [each for each in getattr(real, "__all__", ()) if not each.startswith("__")]
    defined = [each for each in dir(real) if each not in _HIDDEN and _is_defined_in(real, each)]
    return [*dict.fromkeys((*exported, *defined, *entry.extra))]


def _expanded(names: tuple[str, ...]) -> Iterator[str]:
    """Yield the names; `*nodes*` in the entry of `ast` stands for all node classes."""
    for name in names:
        if name == "*nodes*":
            yield from _ast_nodes()
        else:
            yield name


@cache
def _ast_nodes() -> tuple[str, ...]:
    import ast

    return tuple(
        name
        for name, value in vars(ast).items()
        if isinstance(value, type) and issubclass(value, ast.AST)
    )


def _is_defined_in(real: types.ModuleType, name: str) -> bool:
    """Tell whether a public name was made in the module, or in the package that it is part of."""
    if name.startswith("_"):
        return False
    value = getattr(real, name, None)
    if isinstance(value, type):
        home = module_of_class(value)
    elif callable(value) and hasattr(value, "__module__"):
        home = str(value.__module__)
    else:
        return True
    top = real.__name__.partition(".")[0]
    return home in {"None", "builtins"} or home.lstrip("_").partition(".")[0] == top


def _is_fit(value: object) -> bool:
    return not isinstance(value, types.ModuleType) and danger(value) is None


def _star_names(real: types.ModuleType, values: dict[str, Any]) -> list[str]:
    """Return what `from module import *` binds: as in Python, but for what is left out."""
    public = getattr(real, "__all__", None)
    if public is None:
        return [each for each in values if not each.startswith("_")]
    return [each for each in public if each in values]


def _denied(module: str, name: str, hint: str) -> Callable[..., NoReturn]:
    """Make what stands in a facade for a name left out: it says so when it is used."""

    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise FileRefusedError("module-name", f"{module}.{name} is not available here", hint=hint)

    refuse.__name__ = refuse.__qualname__ = name
    return refuse
