"""The one importer of programs: `import`, `from ... import`, `importlib.import_module`.

    IMPORT_NAME ─▶ __import__ in the cell's built-ins ─▶ facade, every name of `fromlist` checked
    C code that a cell calls ─▶ the same, for the side effect only ─▶ the real import, no object

CPython looks names that a module lacks up in `sys.modules`, behind the importer's back; so a name
that the facade does not have is refused here, before IMPORT_FROM can look.

When C code imports (`datetime.strptime` its parser, numpy its printing), CPython calls the built-in
`__import__` of the running frame, which is the cell's, drops what it returns, and takes the module
from `sys.modules`. It is known by an empty list for `fromlist`; statements give None or a tuple.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from typing import TYPE_CHECKING, Any

from .refusals import ImportRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

    from .facades import Facades


class Importer:
    """Imports from the facades of one session."""

    def __init__(self, facades: Facades) -> None:
        self._facades = facades

    def import_(
        self,
        name: str,
        globals: Any = None,  # noqa: A002  # the built-in's own parameter names
        locals: Any = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType | None:
        """Do what the built-in `__import__` does; see there for the parameters.

        Raises ImportError as Python does, and ImportRefusedError.
        """
        name = _exact(name)
        if level:
            raise ImportRefusedError("import", "relative imports have no meaning here")
        if type(fromlist) is list and not fromlist:
            return self._import_for_c(name)
        module = self._facades.attach(name)
        if not fromlist:
            return self._facades.attach(name.partition(".")[0])
        for each in fromlist:
            self._need(module, name, _exact(each))
        return module

    def _import_for_c(self, name: str) -> ModuleType | None:
        """Import for C code, or for a program that imitates it and gets a facade or nothing."""
        if self._facades.allows(name):
            return self._facades.attach(name)
        top = name.partition(".")[0]
        if not (name in sys.modules or top.startswith("_") or self._facades.allows(top)):
            return self._facades.attach(name)
        importlib.import_module(name)
        return None

    def import_module(self, name: str, package: str | None = None) -> ModuleType:
        """Do what `importlib.import_module` does for absolute names."""
        return self._facades.attach(_exact(name))

    def _need(self, module: ModuleType, name: str, wanted: str) -> None:
        names = module.__dict__
        if wanted == "*" or wanted in names:
            return
        with contextlib.suppress(AttributeError):
            if (finder := names.get("__getattr__")) is not None:
                finder(wanted)
                return
        # Out of the handlers, so that the error has no others behind it.
        if (error := self._missing(name, wanted)) is not None:
            raise error

    def _missing(self, name: str, wanted: str) -> ImportError | None:
        """Return why a module has no such name, None if it is a submodule, which is imported."""
        inner = f"{name}.{wanted}"
        try:
            self._facades.attach(inner)
        except ModuleNotFoundError:
            return _cannot_import(name, wanted)
        except ImportRefusedError:
            real = sys.modules.get(self._facades.real_name(name))
            if not hasattr(real, wanted) and inner not in sys.modules:
                return _cannot_import(name, wanted)
            return ImportRefusedError(
                "import",
                f"the name '{wanted}' of the module '{name}' is not available here",
                hint="Use its public names that compute.",
            )
        return None


def _cannot_import(name: str, wanted: str) -> ImportError:
    return ImportError(f"cannot import name '{wanted}' from '{name}' (unknown location)", name=name)


def _exact(name: Any) -> str:
    if not isinstance(name, str):
        raise TypeError(f"module name must be str, not {type(name).__name__}")
    return str.__str__(name)
