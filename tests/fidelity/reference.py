"""Runs programs as plain CPython does, each in a fresh state; a script, started by `corpus`.

    stdin: JSON [[name, source], ...] ──▶ import libraries once ──▶ fork per program ──┐
    stdout: JSON {name: {stdout, result, stderr, error, seconds}} ◀── pipe ◀── exec ◀──┘

A fork per program keeps seeds, print options, recursion limits and lazily loaded modules of one
program out of the next, as a fresh session does.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import sys
import time
import traceback
import types
from importlib import import_module

BOUND_NAMES = {
    "np": "numpy",
    "numpy": "numpy",
    "pd": "pandas",
    "pandas": "pandas",
    "scipy": "scipy",
}
PRELOADED = (
    "numpy",
    "pandas",
    "scipy",
    "scipy.cluster.hierarchy",
    "scipy.integrate",
    "scipy.interpolate",
    "scipy.ndimage",
    "scipy.optimize",
    "scipy.signal",
    "scipy.sparse.csgraph",
    "scipy.sparse.linalg",
    "scipy.spatial.transform",
    "scipy.stats",
    "sympy",
    "sympy.stats",
)


def fresh_main_module() -> types.ModuleType:
    """Return an empty `__main__` with the libraries bound, and make it the one in force."""
    module = types.ModuleType("__main__")
    vars(module).update({name: import_module(target) for name, target in BOUND_NAMES.items()})
    sys.modules["__main__"] = module
    return module


def run_cell(source: str) -> str | None:
    """Run source; return the str of a trailing expression's value, None when there is none."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    namespace = vars(fresh_main_module())
    exec(compile(tree, "<program>", "exec", dont_inherit=True), namespace)
    if not isinstance(last, ast.Expr):
        return None
    expression = ast.Expression(last.value)
    value = eval(compile(expression, "<program>", "eval", dont_inherit=True), namespace)
    return None if value is None else str(value)


def outcome(source: str) -> dict[str, object]:
    """Run source with its output captured; `error` is a traceback or None."""
    stdout, stderr, result, error = io.StringIO(), io.StringIO(), None, None
    start = time.perf_counter()
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        try:
            result = run_cell(source)
        except BaseException:  # noqa: BLE001 - whatever a program raises is its outcome
            error = traceback.format_exc()
    return {
        "stdout": stdout.getvalue(),
        "result": result,
        "stderr": stderr.getvalue(),
        "error": error,
        "seconds": time.perf_counter() - start,
    }


def outcome_in_child(source: str) -> object:
    """Fork; the child runs source and sends its outcome, the parent's state stays as it was."""
    reading, writing = os.pipe()
    child = os.fork()  # safe: no threads, the numeric libraries are told to start none
    if child == 0:
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            json.dump(outcome(source), pipe)
        os._exit(0)  # skips the exit handlers, which belong to the parent
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    return json.loads(content)


def main() -> None:
    """Answer one batch."""
    batch = json.loads(sys.stdin.buffer.read())
    for name in PRELOADED:
        import_module(name)
    answers = {name: outcome_in_child(source) for name, source in batch}
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
