"""Where libraries turn text into code: their own `eval` and `getattr`, replaced by checked ones.

    sympify("...") ─▶ sympy's parser ─▶ eval ┐  the global name that sympy's module finds first
    lambdify(...)  ─▶ sympy's printer ─▶ compile ┤  is ours; it checks the tree, then does the same
    df.query("...") ─▶ pandas' parser ─▶ getattr ┘

A module's global name shadows the built-in for that module alone; for ordinary text the result is
the library's own. Done once a process, in the zygote.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import sys
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any, Final

from ..interpreter.policy_seam import PolicyError
from .expressions import check_expression, check_names, check_tree
from .frames import is_within_program, nearest_program_frame
from .names import Access, access_of
from .objects import danger
from .refusals import refuse_attribute
from .templates import check_template

if TYPE_CHECKING:
    from collections.abc import Callable

_MATH_TEXT: Final = (
    "sympy.parsing.sympy_parser",
    "sympy.utilities.lambdify",
    "mpmath.identification",
    "scipy.stats._distn_infrastructure",
    "sympy.physics.secondquant",
)
"""Modules that evaluate text made from what a program gave them."""

_METHOD_NAMES: Final = (
    "pandas.core.apply",
    "pandas.core.groupby.generic",
    "pandas.core.groupby.groupby",
    "pandas.core.resample",
    "pandas.core.computation.expr",
    "pandas.core.generic",
)
"""Modules that call a method by a name that a program gave them."""


def _tree_of(source: Any, mode: str) -> ast.AST | None:
    if isinstance(source, ast.AST):
        return source
    if isinstance(source, str | bytes):
        return ast.parse(source, mode=mode)
    return None


def _checked_eval(source: Any, space: Any = None, inner: Any = None, /) -> Any:
    space, inner = _namespaces(sys._getframe(1), space, inner)  # noqa: SLF001  # as eval does
    text = source.strip() if isinstance(source, str) else source
    tree = None if isinstance(text, CodeType) else _tree_of(text, "eval")
    if tree is not None:
        check_tree(tree)
        check_names(tree, inner, space)
    _keep_builtins(space)
    # Safe: checked as a cell's code would be, and its names for what they mean; a code object
    # comes from _checked_compile, as these modules make theirs with that name.
    return builtins.eval(text, space, inner)  # noqa: S307


def _keep_builtins(space: Any) -> None:
    """Give a namespace that may be the program's the built-ins of cells, before Python fills it.

    What has none gets those of the function that evaluates: the library's, which are the real ones.
    """
    frame = nearest_program_frame()
    if frame is not None and isinstance(space, dict):
        dict.setdefault(space, "__builtins__", frame.f_builtins)


def _checked_exec(source: Any, space: Any = None, inner: Any = None, /) -> None:
    space, inner = _namespaces(sys._getframe(1), space, inner)  # noqa: SLF001  # as exec does
    tree = _tree_of(source, "exec")
    if tree is not None:
        check_tree(tree)
        check_names(tree, inner, space)
    given = isinstance(space, dict) and "__builtins__" in space
    # Safe: as in _checked_eval. The real built-ins that Python adds are the library's while it
    # defines a function, and no program runs meanwhile.
    builtins.exec(source, space, inner)  # noqa: S102
    if not given and isinstance(space, dict) and nearest_program_frame() is not None:
        dict.pop(space, "__builtins__", None)


def _namespaces(frame: FrameType, space: Any, inner: Any) -> tuple[Any, Any]:
    """Return the namespaces that `eval` and `exec` take when called in `frame`."""
    if space is None:
        return frame.f_globals, frame.f_locals if inner is None else inner
    return space, space if inner is None else inner


def _checked_compile(source: Any, filename: str, mode: str, *args: Any, **kwargs: Any) -> Any:
    tree = _tree_of(source, mode)
    if tree is not None:
        check_tree(tree)
        frame = sys._getframe(1)  # noqa: SLF001  # sympy's lambdify keeps the namespace there
        check_names(tree, frame.f_locals.get("namespace", {}))
    return builtins.compile(source, filename, mode, *args, **kwargs)


def _checked_getattr(obj: Any, name: Any, /, *default: Any) -> Any:
    if type(name) is str and access_of(name) is not Access.PLAIN and name not in _PANDAS_OWN:
        raise refuse_attribute(name, obj, "it was asked for by name")
    return getattr(obj, name, *default)


_PANDAS_OWN: Final = frozenset({"obj", "__name__", "format"})
"""Guarded names that pandas itself reads in these modules, of its own objects."""


def _checked_convert(convert: Callable[[Any], str]) -> Callable[[Any], str]:
    """Wrap the function through which every expression of pandas' `eval` and `query` passes."""

    def checked(expr: Any) -> str:
        text = convert(expr)
        # `@name` and a quoted `name` are pandas' own; nothing else of it is not Python.
        check_expression(text.replace("@", "").replace("`", "").rpartition("= ")[2])
        return text

    return checked


def _checked_resolve(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def checked(self: Any, key: str, is_local: bool) -> Any:
        value = resolve(self, key, is_local)
        why = danger(value)
        if why is not None or key.startswith("__"):
            raise PolicyError("text", f"the name '{key}' is not available here: {why or 'private'}")
        return value

    return checked


def _checked_scope(make: Callable[..., None]) -> Callable[..., None]:
    """Wrap the constructor by which pandas looks into a frame, `level` steps out."""

    def checked(self: Any, level: int, *args: Any, **kwargs: Any) -> None:
        if not is_within_program(sys._getframe(level + 1)):  # noqa: SLF001  # as pandas does
            raise PolicyError("text", "an expression may not look into other frames by 'level'")
        make(self, level + 1, *args, **kwargs)

    return checked


def _shadow(module: str, names: dict[str, Any]) -> None:
    vars(importlib.import_module(module)).update(names)


def _prepare_pandas() -> None:
    for module in _METHOD_NAMES:
        _shadow(module, {"getattr": _checked_getattr})
    evaluator: Any = importlib.import_module("pandas.core.computation.eval")
    names = vars(evaluator)
    names["_convert_expression"] = _checked_convert(names["_convert_expression"])
    scope: Any = importlib.import_module("pandas.core.computation.scope").Scope
    scope.resolve = _checked_resolve(scope.resolve)
    scope.__init__ = _checked_scope(scope.__init__)
    formatter: Any = importlib.import_module("pandas.io.formats.format").DataFrameFormatter
    if hasattr(formatter, _FLOAT_FORMAT):
        checked = _checked_float_format(getattr(formatter, _FLOAT_FORMAT))
        setattr(formatter, _FLOAT_FORMAT, checked)


_FLOAT_FORMAT: Final = "_validate_float_format"
"""The method through which every `float_format` passes, in the versions that take templates."""


def _checked_float_format(validate: Callable[..., Any]) -> Callable[..., Any]:
    def checked(self: Any, fmt: Any) -> Any:
        if isinstance(fmt, str):
            check_template(str.__str__(fmt))
        return validate(self, fmt)

    return checked


_prepared = False


def prepare() -> None:
    """Put the checked functions in place, once in this process."""
    global _prepared
    if _prepared:
        return
    _prepared = True
    text = {"eval": _checked_eval, "exec": _checked_exec, "compile": _checked_compile}
    for module in _MATH_TEXT:
        _shadow(module, text)
    _prepare_pandas()
