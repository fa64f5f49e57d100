"""The policy `none`: plain Python, so that the jail alone holds."""

from __future__ import annotations

import builtins
import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import ast
    from pathlib import Path

_BOUND: Final = {
    "np": "numpy",
    "numpy": "numpy",
    "scipy": "scipy",
    "pd": "pandas",
    "pandas": "pandas",
}
"""Names that every session finds bound, and the modules that they are."""


class Unrestricted:
    """Refuses nothing, rewrites nothing, hands out the real built-ins and modules."""

    name: Final = "none"

    def transform(self, tree: ast.Module, source: str) -> ast.Module:
        """Return the cell as it is."""
        return tree

    def builtins(self) -> dict[str, Any]:
        """Return the real built-ins, not a copy.

        As in a script, `import builtins; builtins.f = g` is then seen by the code around it. The
        interpreter puts them back after each cell (see Surroundings), so it lasts for that cell.
        """
        return vars(builtins)

    def admit(self, folder: Path | None) -> None:
        """Do nothing: the jail alone holds."""

    def bound_names(self) -> dict[str, Any]:
        """Return the real modules, imported here unless the zygote did before."""
        return {name: importlib.import_module(module) for name, module in _BOUND.items()}
