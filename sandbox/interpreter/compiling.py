"""From a cell's source to code: parse, ask the policy, compile the last expression apart.

source ─▶ ast.Module ─▶ Policy.transform ─┬─▶ body  (mode "exec")
                                          └─▶ tail  (mode "eval"): the trailing expression
"""

from __future__ import annotations

import ast
import asyncio
import gc
import inspect
import sys
from typing import TYPE_CHECKING, Any, Final

from .hints import hint_for

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from types import CodeType

    from .policy_seam import Policy

_TRANSFORM_RECURSION: Final = 20_000
"""Frames for a policy's walk: a tree that the parser lets through is up to 3,000 levels deep, and
a visitor takes a handful of frames for each. These are Python frames, which use no C stack."""

_exec: Final = exec
_eval: Final = eval
_run_async: Final = asyncio.run
# Own references: a cell may patch the built-ins while its first half runs.


class CellCode:
    """A compiled cell: statements, and the trailing expression if there is one.

    `tail_line` is the line where that begins, counted from 1.
    """

    __slots__ = ("body", "tail", "tail_line")

    def __init__(self, body: CodeType | None, tail: CodeType | None, tail_line: int = 0) -> None:
        self.body = body
        self.tail = tail
        self.tail_line = tail_line

    def run(self, namespace: dict[str, Any]) -> Any:
        """Run in `namespace`; return the trailing expression's value, None without one.

        Raises whatever the cell raises.
        """
        if self._is_async():
            return _run_async(self._run_async(namespace))
        # Running untrusted code is what this class is for; the jail around the process holds it.
        # Called with `*`, as CPython counts such a call alike whether its caller is warm or not:
        # the recursion limit depends on it (see recursion).
        if self.body is not None:
            _exec(*(self.body, namespace))
        return None if self.tail is None else _eval(*(self.tail, namespace))

    def _is_async(self) -> bool:
        return any(
            code is not None and code.co_flags & inspect.CO_COROUTINE
            for code in (self.body, self.tail)
        )

    async def _run_async(self, namespace: dict[str, Any]) -> Any:
        """Run both parts in one event loop: the tail may await what the body started."""
        value: Any = None
        for code in (self.body, self.tail):
            if code is not None:
                value = _eval(code, namespace)  # gives a coroutine for code that awaits
                if code.co_flags & inspect.CO_COROUTINE:
                    value = await _as_coroutine(value)
        return None if self.tail is None else value


def _as_coroutine(value: Any) -> Coroutine[Any, Any, Any]:
    assert inspect.iscoroutine(value)
    return value


def compile_cell(source: str, name: str, policy: Policy) -> CellCode:
    """Compile a cell; nothing of it runs.

    Raises PolicyError for what the policy refuses, SyntaxError for what is no Python, and
    RecursionError or MemoryError for what Python's compiler cannot take.
    """
    collecting = gc.isenabled()
    gc.disable()  # a tree holds no garbage, and collecting among its nodes doubles the time
    try:
        _check_text(source, name)
        # From ast's own module no __future__ is inherited; compile below must be told.
        tree = ast.parse(source, name)
        tree = _transformed(tree, source, policy)
        return _compiled(tree, name)
    except SyntaxError as error:
        _complete(error, source)
        raise
    except MemoryError:
        # So the parser says that its own stack was not enough.
        raise MemoryError("the code is too deeply nested or too long for Python's compiler")
    finally:
        if collecting:
            gc.enable()


def _check_text(source: str, name: str) -> None:
    for char, what in (("\0", "a null byte"), *_first_surrogate(source)):
        if (at := source.find(char)) >= 0:
            line = source.count("\n", 0, at) + 1
            message = f"source code cannot contain {what} (character {at + 1})"
            raise SyntaxError(message, (name, line, None, None))


def _first_surrogate(source: str) -> list[tuple[str, str]]:
    try:
        source.encode()
    except UnicodeEncodeError as error:
        char = source[error.start]
        return [(char, f"the lone surrogate \\u{ord(char):04x}")]
    return []


def _transformed(tree: ast.Module, source: str, policy: Policy) -> ast.Module:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _TRANSFORM_RECURSION))
    try:
        return policy.transform(tree, source)
    finally:
        sys.setrecursionlimit(limit)


def _compiled(tree: ast.Module, name: str) -> CellCode:
    try:
        return _halves(tree, name, 0)
    except SyntaxError as error:
        if not _is_stray_await(error):
            raise
    return _halves(tree, name, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def _is_stray_await(error: SyntaxError) -> bool:
    return "outside" in error.msg and ("await" in error.msg or "async" in error.msg)


def _halves(tree: ast.Module, name: str, flags: int) -> CellCode:
    """Compile; `dont_inherit` because this module's own __future__ import is not the cell's."""
    statements = tree.body
    if not statements:
        return CellCode(None, None)
    last = statements[-1]
    if not isinstance(last, ast.Expr):
        return CellCode(compile(tree, name, "exec", flags, dont_inherit=True), None)
    tail = compile(ast.Expression(last.value), name, "eval", flags, dont_inherit=True)
    if len(statements) == 1:
        return CellCode(None, tail, last.lineno)
    front = ast.Module(statements[:-1], tree.type_ignores)
    return CellCode(compile(front, name, "exec", flags, dont_inherit=True), tail, last.lineno)


def _complete(error: SyntaxError, source: str) -> None:
    """Add the line that is to be shown, where the compiler looked for a file; and a hint."""
    lines = source.split("\n", 100_000)
    number = error.lineno or 0
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    if error.text is None and "\0" not in line:
        error.text = line
    hint = hint_for(line)
    if hint is not None:
        error.msg = f"{error.msg} ({hint})"
