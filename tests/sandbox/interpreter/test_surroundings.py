from __future__ import annotations

import builtins
import importlib
import subprocess
import sys
import textwrap
from collections.abc import Callable

import pytest

from sallyport.core.types import Execution

Run = Callable[[str], Execution]


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        ("np.set_printoptions(precision=2)", "np.array([1.23456])", "[1.23]"),
        ("import decimal; decimal.getcontext().prec = 4", "decimal.Decimal(1) / 3", "0.3333"),
        ("import random; random.seed(1); a = random.random()", "random.random() != a", "True"),
        ("old = np.seterr(all='ignore')", "np.float64(1) / 0", "inf"),
        ("pd.set_option('display.max_rows', 3)", "pd.get_option('display.max_rows')", "3"),
        ("import warnings; warnings.simplefilter('ignore')", "warnings.warn('x')", None),
        ("import sys; sys.setrecursionlimit(2345)", "sys.getrecursionlimit()", "2345"),
        ("import os; os.environ['SOME_NAME'] = 'v'", "os.environ.pop('SOME_NAME')", "v"),
        ("import contextvars; v = contextvars.ContextVar('v'); v.set(3)", "v.get()", "3"),
        ("import sys; sys.set_int_max_str_digits(0)", "sys.get_int_max_str_digits()", "0"),
    ],
)
def test_what_a_user_expects_to_persist_persists(
    run: Run, first: str, second: str, result: str | None
) -> None:
    import decimal
    import warnings

    import numpy as np

    digits = sys.get_int_max_str_digits()
    with (
        decimal.localcontext(),
        warnings.catch_warnings(),
        np.errstate(),
        np.printoptions(),
        importlib.import_module("pandas").option_context("display.max_rows", 60),
    ):
        assert run(first).success
        execution = run(second)
    sys.set_int_max_str_digits(digits)
    assert (execution.result, execution.stderr) == (result, "")


@pytest.mark.slow
def test_warnings_reach_stderr_with_their_line() -> None:
    # In a process of its own: pytest takes all warnings of this one.
    program = """
        from sallyport.sandbox.interpreter import Interpreter, Unrestricted
        run = Interpreter(policy=Unrestricted()).run
        print(run("import warnings\\nwarnings.warn('careful')").stderr, end="")
        print(run("def f(): warnings.warn('once')\\nf(); f()").stderr, end="")
        print(run("assert (0, 'always')").stderr, end="")
    """
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == (
        "<cell 1>:2: UserWarning: careful\n  warnings.warn('careful')\n"
        "<cell 2>:1: UserWarning: once\n  def f(): warnings.warn('once')\n"
        "<cell 3>:1: SyntaxWarning: assertion is always true, perhaps remove parentheses?\n"
        "  assert (0, 'always')\n"
    )


def test_patched_builtins_are_seen_in_the_cell_and_gone_after_it(run: Run) -> None:
    before = dict(vars(builtins))
    source = """
        import builtins
        builtins.len = lambda x: -1
        builtins.str = builtins.isinstance = builtins.print = builtins.__import__ = None
        builtins.extra = 5
        del builtins.repr
        [len([1, 2]), __builtins__.len is len]
    """
    assert run(textwrap.dedent(source)).result == "[-1, True]"
    assert run("len([1, 2]), str(1), repr('a'), extra").result == "(2, '1', \"'a'\", 5)"
    del builtins.extra  # type: ignore[attr-defined]
    assert vars(builtins) == before
    failing = run("import builtins\nbuiltins.str = builtins.len = builtins.iter = None\n1 / 0")
    assert failing.error_message == "ZeroDivisionError: division by zero"
    assert "    1 / 0\n" in failing.stderr


@pytest.mark.parametrize("name", ["settrace", "setprofile"])
def test_tracing_ends_with_the_cell(run: Run, name: str) -> None:
    before = sys.gettrace(), sys.getprofile()
    run(
        f"import sys\nseen = []\nsys.{name}(lambda *a: seen.append(a[0].f_code.co_filename))\nint()"
    )
    assert (sys.gettrace(), sys.getprofile()) == before
    assert run("[name for name in seen if 'surroundings' in name]").success
    assert run("seen.clear()\ndef f(): pass\nf()\nseen").result == "[]"


def test_hooks_of_sys_are_the_hosts_again(run: Run) -> None:
    before = sys.excepthook, sys.displayhook, sys.unraisablehook, sys.breakpointhook
    run(
        "import sys\nsys.excepthook = sys.displayhook = sys.unraisablehook = sys.breakpointhook = 5"
    )
    assert (sys.excepthook, sys.displayhook, sys.unraisablehook, sys.breakpointhook) == before
    assert run("1").result == "1"


def test_modules_can_be_removed_by_a_cell(run: Run) -> None:
    before = dict(sys.modules)
    try:
        run(
            "import sys\nfor name in ('linecache', 'traceback', '__main__'): sys.modules[name] = None"
        )
        assert run("def f(): 1 / 0\nf()").stderr.count("<cell 2>") == 2
    finally:
        sys.modules.update(before)
