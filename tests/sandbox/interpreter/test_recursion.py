from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable

import pytest

from sallyport.core.types import Execution

Run = Callable[[str], Execution]

_PROGRAM = """
    import sys
    print(sys.getrecursionlimit())
    def f(n):
        global deepest
        deepest = n
        f(n + 1)
    def measure():
        try: f(1)
        except RecursionError: print(deepest)
    measure()
    sys.setrecursionlimit(300)
    print(sys.getrecursionlimit())
    measure()
    def g(n):
        global deepest
        deepest = n
        return sorted([n], key=lambda k: g(k + 1))
    try: g(1)
    except RecursionError: print(deepest)
    try: sys.setrecursionlimit(0)
    except ValueError as e: print(e)
"""


@pytest.mark.slow
def test_recursion_goes_as_deep_as_in_a_script(run: Run) -> None:
    source = textwrap.dedent(_PROGRAM)
    script = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True
    )
    assert run(source).stdout == script.stdout

    def from_deeper(levels: int) -> Execution:
        return from_deeper(levels - 1) if levels else run(source)

    run("sys.setrecursionlimit(1000)")
    assert from_deeper(40).stdout == script.stdout


def test_a_limit_persists_and_the_hosts_is_untouched(run: Run) -> None:
    before = sys.getrecursionlimit(), sys.getrecursionlimit.__module__
    run("import sys\nset_limit = sys.setrecursionlimit\nset_limit(5000)")
    assert (sys.getrecursionlimit(), sys.getrecursionlimit.__module__) == before
    assert run("def f(n): return n and f(n - 1)\nf(4500)").result == "0"
    assert run("set_limit(100); f(500)").status == "recursion_limit"
    assert run("f(50)").result == "0"
    assert run("f(500)").status == "recursion_limit"


def test_a_tiny_limit_does_not_break_the_interpreter(run: Run) -> None:
    run("import sys\ntry: sys.setrecursionlimit(1)\nexcept RecursionError: print('no')")
    for limit in range(2, 12):
        run(f"sys.setrecursionlimit({limit})")
        execution = run("x = sorted([3, 1], key=lambda k: (lambda: k)())\nx")
        assert execution.status in {"ok", "error"}
        assert "InterpreterError" not in str(execution.error_message)
    assert run("import sys; sys.setrecursionlimit(1000)").success
    assert run("1").result == "1"
