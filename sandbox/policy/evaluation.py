"""`eval`, `exec` and `compile` for programs: text goes through the same rules as a cell.

    text ─▶ parse ─▶ transform ─▶ compile ─▶ run in the caller's namespace, or in the one given

A code object never reaches the program: with one, and the type of any function, it could make
byte code that no rule has seen. `compile` returns a token that only `eval` and `exec` can open.
"""

from __future__ import annotations

import ast
import builtins
import weakref
from types import CodeType
from typing import TYPE_CHECKING, Any, Final

from ..interpreter.policy_seam import PolicyError
from .frames import nearest_program_frame
from .names import GUARDS

if TYPE_CHECKING:
    from collections.abc import Callable

_DEFAULT_FILE: Final = "<string>"


class CompiledSource:
    """What `compile` returns here: to be given to `eval` or `exec`."""

    __module__ = "builtins"
    __slots__ = ("__weakref__",)


class Evaluation:
    """The three built-ins for one session; `names` is the session's `__builtins__`."""

    def __init__(self, transform: Callable[[ast.AST, str], ast.AST], names: dict[str, Any]) -> None:
        self._transform = transform
        self._names = names
        self._compiled: weakref.WeakKeyDictionary[CompiledSource, CodeType] = (
            weakref.WeakKeyDictionary()
        )

    def eval(self, source: Any, /, globals: Any = None, locals: Any = None) -> Any:  # noqa: A002
        """Do what the built-in `eval` does; raises PolicyError for what a cell may not say."""
        code = self._code(source, "eval")
        space, inner = self._namespaces(code, globals, locals)
        # Safe: the code was made by _code from a checked tree.
        return builtins.eval(code, space, inner)  # noqa: S307

    def exec(
        self,
        source: Any,
        /,
        globals: Any = None,  # noqa: A002
        locals: Any = None,  # noqa: A002
        *,
        closure: None = None,
    ) -> None:
        """Do what the built-in `exec` does; raises PolicyError for what a cell may not say."""
        if closure is not None:
            raise PolicyError("exec", "exec takes no closure here")
        code = self._code(source, "exec")
        space, inner = self._namespaces(code, globals, locals)
        # Safe: the code was made by _code from a checked tree.
        builtins.exec(code, space, inner)  # noqa: S102

    def compile(
        self,
        source: Any,
        filename: Any = _DEFAULT_FILE,
        mode: str = "exec",
        flags: int = 0,
        dont_inherit: bool = False,
        optimize: int = -1,
    ) -> Any:
        """Do what the built-in `compile` does, but for the type of the result."""
        if flags & ast.PyCF_ONLY_AST:
            return ast.parse(source, _file(filename), mode)
        token = CompiledSource()
        self._compiled[token] = self._compile(source, _file(filename), mode, optimize)
        return token

    def _code(self, source: Any, mode: str) -> CodeType:
        if type(source) is CompiledSource:
            return self._compiled[source]
        if not isinstance(source, str | bytes | bytearray):
            kind = type(source).__name__
            raise TypeError(f"{mode}() arg 1 must be a string, bytes or code object, not {kind}")
        return self._compile(source, _DEFAULT_FILE, mode)

    def _compile(self, source: Any, file: str, mode: str, optimize: int = -1) -> CodeType:
        if isinstance(source, ast.AST):
            # Checked on a copy of its own, made from text: a tree's objects may change meanwhile.
            source = ast.unparse(ast.fix_missing_locations(source))
        if isinstance(source, str):
            source = str.__str__(source).lstrip(" \t") if mode == "eval" else str.__str__(source)
        tree: Any = self._transform(ast.parse(source, file, mode), str(source))
        code: CodeType = builtins.compile(tree, file, mode, dont_inherit=True, optimize=optimize)
        return code

    def _namespaces(self, code: CodeType, space: Any, inner: Any) -> tuple[Any, Any]:
        if space is None:
            frame = nearest_program_frame()
            if frame is None:
                space, local = {}, {}
            else:
                space, local = frame.f_globals, _snapshot(frame.f_locals)
            inner = local if inner is None else inner
        elif not isinstance(space, dict):
            raise TypeError("globals must be a dict")
        self._complete(code, space)
        return space, inner

    def _complete(self, code: CodeType, space: dict[str, Any]) -> None:
        """Give a namespace the built-ins of cells, or one with its own the guards it will call."""
        names = space.setdefault("__builtins__", self._names)
        if names is not self._names and type(names) is dict:
            names.update({guard: self._names[guard] for guard in _guards_of(code)})


def _snapshot(names: Any) -> Any:
    """Return a frame's local variables as a dict; from 3.13 on, a function's are a live view."""
    return names if isinstance(names, dict) else dict(names)


def _guards_of(code: CodeType) -> set[str]:
    found = GUARDS.intersection(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= _guards_of(constant)
    return set(found)


def _file(name: Any) -> str:
    return str.__str__(name) if isinstance(name, str) else _DEFAULT_FILE
