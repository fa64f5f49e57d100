"""Replacements for library functions that would read attributes, run text or open files.

Each module here is named for the library it serves and offers a table, `NAMES`: what its facade
shows instead of the real thing. For ordinary arguments a stand-in is, or calls, the real thing.
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
    "pandas": "tables",
    "os": "files.OS",
    "os.path": "files.PATHS",
    "posixpath": "files.PATHS",
    "signal": "signals",
    "shutil": "files.SHUTIL",
    "glob": "files.GLOB",
    "tempfile": "files.TEMPFILE",
    "io": "files.IO",
    "IPython.display": "notebook",
    "unittest": "testing",
}
"""The module of stand-ins for each library module that has some, with the name of a table."""


def standins_for(name: str) -> dict[str, Any]:
    """Return the stand-ins shown in the facade of the module `name`."""
    if name not in _MODULES:
        return {}
    module, _, table = _MODULES[name].partition(".")
    names: dict[str, Any] = getattr(
        importlib.import_module(f"{__name__}.{module}"), table or "NAMES"
    )
    return names
