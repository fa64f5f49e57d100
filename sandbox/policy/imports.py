"""The rules for import statements that the text alone decides."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from ..interpreter.policy_seam import PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .catalogue import Catalogue

_FORGIVING = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


_ALIAS_STEPS: Final = 3
"""How many names one after another are followed; more is nobody's habit."""


class KnownNames:
    """What a session's program is known to have bound, as far as its text says so.

    `imported` are names of imported modules and what is in them, with other names given to these
    (`F = fractions.Fraction`); `modules` those of them that are modules for certain, with the
    modules' own names; `functions` the names of its own functions. They decide only where a store
    is looked at, so a name that means something else by then costs some time and nothing more.
    """

    def __init__(self, modules: dict[str, str]) -> None:
        self.modules = dict(modules)
        self.imported = set(modules)
        self.functions: set[str] = set()

    def learn(self, body: list[ast.stmt]) -> None:
        """Read what the statements of a cell bind, at any depth."""
        aliases: list[tuple[str, str]] = []
        for node in _statements(body):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._learn_import(node)
            elif isinstance(node, ast.FunctionDef):
                self.functions.add(node.name)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                source = root_name(node.value)
                if source is not None:
                    aliases.append((node.targets[0].id, source))
        for _ in range(_ALIAS_STEPS):
            self.imported.update(new for new, source in aliases if source in self.imported)

    def _learn_import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self.imported.add(name)
            if isinstance(node, ast.Import):
                self.modules[name] = alias.name if alias.asname else name


def root_name(node: ast.expr) -> str | None:
    """Return `a` of `a`, `a.b`, `a.b.c`; None of anything else."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _statements(body: list[ast.stmt]) -> Iterator[ast.AST]:
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        yield node
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            inner = getattr(node, field, None)
            if isinstance(inner, list):
                pending.extend(inner)


def forgiven_imports(node: ast.Try | ast.TryStar) -> list[ast.stmt]:
    """Return the imports whose failure the program itself handles: they fail when run."""
    if not any(_catches_import_error(handler.type) for handler in node.handlers):
        return []
    return [each for each in node.body if isinstance(each, ast.Import | ast.ImportFrom)]


def _catches_import_error(kind: ast.expr | None) -> bool:
    match kind:
        case None:
            return True
        case ast.Name(id=name):
            return name in _FORGIVING
        case ast.Tuple(elts=kinds):
            return any(_catches_import_error(each) for each in kinds)
    return False


def check_import(node: ast.Import, catalogue: Catalogue) -> None:
    """Refuse `import a.b` of a module that is known and not on the list."""
    for alias in node.names:
        _check_module(node, alias.name, catalogue)


def check_import_from(node: ast.ImportFrom, catalogue: Catalogue) -> None:
    """Refuse relative imports, private names and modules that are not on the list."""
    if node.level or node.module is None:
        raise PolicyError.at(
            node, "import", "relative imports have no meaning here", "Import by the full name."
        )
    for alias in node.names:
        if alias.name.startswith("_") and node.module != "__future__":
            raise PolicyError.at(
                node,
                "import",
                f"'{alias.name}' is private to the module '{node.module}'",
                "Import a public name.",
            )
    _check_module(node, node.module, catalogue)


def _check_module(node: ast.stmt, name: str, catalogue: Catalogue) -> None:
    if catalogue.refuses(name):
        raise PolicyError.at(
            node, "import", f"the module '{name}' is not available here", catalogue.hint(name)
        )
