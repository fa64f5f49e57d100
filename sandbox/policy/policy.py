"""The policy `restricted`: plain Python without the ways out.

    cell ─▶ RestrictedTransformer ─▶ CPython's own byte code, a guard called here and there
                                            │
    names: np, pd ... ─▶ Facades ◀─ Importer ◀─ import        built-ins ─▶ guards by object
                                            │
    libraries that evaluate text: checked ones (libraries.py);   files.py, processes: alarm.py

It is the manners, not the boundary: it refuses early and says what to do instead. What holds is
the jail around the process.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from . import alarm, libraries
from .anchors import PolicyAnchors
from .builtin_names import program_builtins
from .catalogue import Catalogue
from .facades import Facades
from .files import scratch
from .importer import Importer
from .imports import KnownNames
from .settings import PolicySettings
from .standins.files import known_environment, system_names
from .standins.timing import timing_names
from .transformer import RestrictedTransformer

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


class RestrictedPolicy:
    """One session's policy. See `Policy` in sandbox/interpreter/policy_seam.py for the contract."""

    name: Final = "restricted"

    def __init__(self, settings: PolicySettings) -> None:
        self._catalogue = Catalogue(settings.modules, settings.without)
        self._facades = Facades(self._catalogue)
        self._importer = Importer(self._facades)
        self._known = KnownNames(_BOUND)
        self._builtins: dict[str, Any] | None = None
        self._pristine: dict[str, Any] = {}
        self._environment = known_environment()

    def transform(self, tree: ast.Module, source: str) -> ast.Module:
        """Check a cell's tree and rewrite it in place; raises PolicyError."""
        if self._builtins is not None:
            # What an earlier cell put into the dictionary must not change what this one means.
            self._builtins.update(self._pristine)
        self._transform(tree, source)
        return tree

    def _transform(self, tree: ast.AST, source: str) -> ast.AST:
        RestrictedTransformer(self._catalogue, self._known).visit(tree)
        return tree

    def builtins(self) -> dict[str, Any]:
        """Return the session's `__builtins__`, and from now on watch what its cells do."""
        if self._builtins is None:
            libraries.prepare()
            alarm.install()
            self._builtins = program_builtins(self._transform, self._importer)
            self._pristine = dict(self._builtins)
            self._facades.bind("importlib", {"import_module": self._importer.import_module})
            self._facades.bind("os", system_names(self._environment))
            self._facades.bind("timeit", timing_names(self._builtins))
        return self._builtins

    def admit(self, folder: Path | None) -> None:
        """Let programs have files below `folder`, the session's own; None: nowhere."""
        scratch.admit(folder)

    def bound_names(self) -> dict[str, Any]:
        """Return the facades bound from the start."""
        return {name: self._facades.facade(module) for name, module in _BOUND.items()}

    # ── copies of the session: see KeepsOwn in sandbox/interpreter/snapshots ─────────────────────

    def anchors(self) -> dict[int, tuple[str, ...]]:
        """Return tokens for the facades, stand-ins and guards of this process, by their id."""
        return PolicyAnchors(self._facades, self.builtins()).tokens()

    def anchored(self, token: tuple[str, ...]) -> Any:
        """Return what a token of another process means here. Raises KeyError, ImportError."""
        return PolicyAnchors(self._facades, self.builtins()).find(token)

    def memory(self) -> Any:
        """Return what is known of the program's names, submodules it imported, its environment."""
        return vars(self._known), self._facades.attached(), dict(self._environment)

    def recall(self, memory: Any) -> None:
        """Take over what another process has known."""
        known, attached, environment = memory
        vars(self._known).update(known)
        self._environment.clear()
        self._environment.update(environment)
        for name in attached:
            self._facades.attach(name)

    def warm(self) -> None:
        """Do what all sessions share: import what programs import, make the facades.

        Raises nothing for a library that is not installed: programs learn that by importing it.
        """
        self.builtins()
        for name in self._catalogue.often_used():
            with contextlib.suppress(ModuleNotFoundError):
                self._facades.facade(name)


def restricted_policy(settings: PolicySettings | None = None) -> RestrictedPolicy:
    """Return a policy, ready: with every library imported that its facades show."""
    policy = RestrictedPolicy(settings or PolicySettings())
    policy.warm()
    return policy
