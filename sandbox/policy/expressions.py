"""Text that a library would evaluate: checked as if a cell said it, before the library does.

text ─▶ parse ─▶ the cell's own rules, nothing rewritten ─▶ names resolve to no danger ─▶ go on
"""

from __future__ import annotations

import ast
import functools
from typing import TYPE_CHECKING, Any, Final

from ..interpreter.policy_seam import PolicyError
from .catalogue import Catalogue
from .definitions import UNREADABLE
from .frames import REAL_BUILTINS
from .names import Access, access_of, is_dunder
from .objects import danger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ABSENT: Final = object()


@functools.lru_cache(maxsize=2048)
def check_expression(text: str) -> None:
    """Raise PolicyError if the expression says what a cell may not; malformed text is let be.

    The library that evaluates it then raises the error that it deserves.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return
    check_tree(tree)


def check_tree(tree: ast.AST) -> None:
    """Raise PolicyError if code that a library made says what a cell may not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and not _may_read(node.attr):
            raise _refused(node, f"the attribute '{node.attr}'")
        if isinstance(node, ast.Name) and node.id in UNREADABLE:
            raise _refused(node, f"the name '{node.id}'")
        if isinstance(node, ast.Import | ast.ImportFrom):
            _check_import(node)


def _may_read(name: str) -> bool:
    """Tell whether text may read an attribute; formulas have no use for special ones."""
    return access_of(name) is Access.PLAIN and not is_dunder(name)


def check_names(tree: ast.AST, *namespaces: Mapping[str, Any]) -> None:
    """Raise PolicyError if a name in `tree` means something dangerous in these namespaces."""
    bound = set(_bound_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in bound:
            value = _resolve(node.id, *namespaces, REAL_BUILTINS)
            if value is not _ABSENT and danger(value) is not None:
                raise _refused(node, f"the name '{node.id}'")


def _bound_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _resolve(name: str, *namespaces: Mapping[str, Any]) -> object:
    return next((space[name] for space in namespaces if name in space), _ABSENT)


def _check_import(node: ast.Import | ast.ImportFrom) -> None:
    names = [each.name for each in node.names]
    modules = names if isinstance(node, ast.Import) else [node.module or ""]
    for module in modules:
        if Catalogue().entry(module) is None:
            raise _refused(node, f"the module '{module}'")


def _refused(node: ast.AST, what: str) -> PolicyError:
    return PolicyError.at(
        node, "text", f"the text to be evaluated uses {what}", "Write the expression as code."
    )
