"""Replacements for library functions that would read attributes, run text or open files.

Each module here is named for the library it serves and offers `NAMES`: what its facade shows
instead of the real thing. For ordinary arguments a stand-in is, or calls, the real thing.
"""

from __future__ import annotations

import importlib
from typing import Any, Final

_MODULES: Final = {
    "operator": "attributes",
    "functools": "dispatching",
    "typing": "hints",
    "typing_extensions": "hints",
    "dataclasses": "records",
    "inspect": "signatures",
    "logging": "logs",
    "sys": "system",
    "numpy": "arrays",
    "pandas": "tables",
}
"""The module of stand-ins for each library module that has some."""


def standins_for(name: str) -> dict[str, Any]:
    """Return the stand-ins shown in the facade of the module `name`."""
    if name not in _MODULES:
        return {}
    names: dict[str, Any] = importlib.import_module(f"{__name__}.{_MODULES[name]}").NAMES
    return names
