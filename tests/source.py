"""The package's source, parsed: its modules, and what each imports."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = "sallyport"
TOP: Final = ("core", "sandbox", "envs", "verifiers")


class Import(NamedTuple):
    """One imported module, by its full name; `late`: inside a function or for types only."""

    name: str
    late: bool


class Module(NamedTuple):
    """One module: its name without the package's, its file and its tree."""

    name: str
    file: Path
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        """The name as importing sees it: a package's own name is its folder's."""
        return (PACKAGE, *self.file.relative_to(ROOT).with_suffix("").parts)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package."""
    files = sorted(file for top in TOP for file in (ROOT / top).rglob("*.py"))
    return tuple(Module(_name(file), file, ast.parse(file.read_text())) for file in files)


def imports(module: Module) -> list[Import]:
    """Everything that a module imports, in full names; `from a import b` counts as `a.b`."""
    at_import_time = set(_run_at_import(module.tree))
    return [
        Import(name, node not in at_import_time)
        for node in ast.walk(module.tree)
        for name in _names(module, node)
    ]


def _names(module: Module, node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = ".".join(module.parts[: -node.level]) if node.level else ""
        source = ".".join(filter(None, [base, node.module or ""]))
        return [f"{source}.{alias.name}" for alias in node.names]
    return []


def _run_at_import(node: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        found += [child, *_run_at_import(child)]
    return found


def _name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
