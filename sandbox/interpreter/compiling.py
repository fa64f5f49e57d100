"""From a cell's source to code: parse, ask the policy, compile the last expression apart.

source ─▶ ast.Module ─▶ Policy.transform ─┬─▶ body  (mode "exec")
                                          └─▶ tail  (mode "eval"): the trailing expression
"""

from __future__ import annotations

import ast
import gc
import inspect
import sys
from typing import TYPE_CHECKING, Any, Final

from .hints import hint_for

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from types import CodeType

    from .event_loop import CellLoop
    from .policy_seam import Policy

_TRANSFORM_RECURSION: Final = 20_000
"""Frames for a policy's walk: a tree that the parser lets through is up to 3,000 levels deep, and
a visitor takes a handful of frames for each. These are Python frames, which use no C stack."""

_exec: Final = exec
_eval: Final = eval
# Own references: a cell may patch the built-ins while its first half runs.


class CellCode:
    """A compiled cell: statements, and the trailing expression if there is one.

    `tail_line` is the line where that begins, counted from 1; `in_loop`: it takes for granted
    that an event loop runs.
    """

    __slots__ = ("body", "in_loop", "tail", "tail_line")

    def __init__(
        self,
        body: CodeType | None,
        tail: CodeType | None,
        tail_line: int = 0,
        *,
        in_loop: bool = False,
    ) -> None:
        self.body = body
        self.in_loop = in_loop
        self.tail = tail
        self.tail_line = tail_line

    def run(self, namespace: dict[str, Any], loop: CellLoop) -> Any:
        """Run in `namespace`; return the trailing expression's value, None without one.

        A cell that awaits runs in `loop`. Raises whatever the cell raises.
        """
        if self.in_loop or self._is_async():
            return loop.run(self._run_async(namespace))
        loop.catch_up()
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
        _check_prompts(tree, name)
        in_loop = "asyncio." in source and _takes_a_loop_for_granted(tree)
        tree = _transformed(tree, source, policy)
        code = _compiled(tree, name)
        code.in_loop = in_loop
        return code
    except SyntaxError as error:
        _complete(error, source)
        raise
    except MemoryError:
        # So the parser says that its own stack was not enough.
        raise MemoryError("the code is too deeply nested or too long for Python's compiler")
    finally:
        if collecting:
            gc.enable()


def without_common_indent(source: str) -> str:
    """Return a cell that is indented as a whole without that indentation, as notebooks do.

    What the first line of code is indented by goes from each line that begins with it. Such a
    source is no Python as it stands, so that no program changes its meaning.
    """
    for line in source.split("\n", _LEADING_LINES)[:_LEADING_LINES]:
        code = line.lstrip(" \t")
        if code.rstrip("\r\f") and not code.startswith("#"):
            indent = line[: len(line) - len(code)]
            break
    else:
        return source
    if not indent:
        return source
    return "\n".join(line.removeprefix(indent) for line in source.split("\n"))


_LEADING_LINES: Final = 1_000
"""Blank lines and comments that are looked through for the first line of code."""


def _check_prompts(tree: ast.Module, name: str) -> None:
    """Refuse `In [1]: print(1)`, which Python takes for an annotation and runs in part."""
    for node in tree.body:
        match node:
            case ast.AnnAssign(
                target=ast.Subscript(value=ast.Name(id="In" | "Out"), slice=ast.Constant())
            ):
                raise SyntaxError("invalid syntax", (name, node.lineno, None, None))


def _takes_a_loop_for_granted(tree: ast.Module) -> bool:
    """Tell whether a cell makes a task outside of any coroutine, which notebooks let it do.

    One that starts a loop itself does not: there would be one already.
    """
    calls = {ast.unparse(call.func) for call in _calls_outside_functions(tree)}
    wants = {"asyncio.create_task", "asyncio.get_running_loop", "asyncio.ensure_future"}
    return bool(calls & wants) and not any(
        call == "asyncio.run" or call.endswith(("run_until_complete", "run_forever"))
        for call in calls
    )


def _calls_outside_functions(tree: ast.Module) -> Iterator[ast.Call]:
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node
        pending.extend(ast.iter_child_nodes(node))


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
    hint = hint_for(line, source)
    if hint is not None:
        error.msg = f"{error.msg} ({hint})"
