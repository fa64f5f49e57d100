from __future__ import annotations

import gc
from collections.abc import Callable

import pytest

from sallyport.core.types import Execution
from sallyport.sandbox.interpreter import CellLimits, Interpreter

Run = Callable[[str], Execution]


@pytest.mark.parametrize(
    ("source", "line", "stderr"),
    [
        (
            "x = (1 +\ny = 2",
            "SyntaxError: '(' was never closed",
            '  File "<cell 1>", line 1\n    x = (1 +\n        ^\nSyntaxError: ',
        ),
        (
            "def f():\n  return 1 +",
            "SyntaxError: invalid syntax",
            '  File "<cell 1>", line 2\n    return 1 +\n              ^\nSyntaxError: ',
        ),
        (
            "print('before')\nreturn 5",
            "SyntaxError: 'return' outside function",
            '  File "<cell 1>", line 2\n    return 5\n    ^^^^^^^^\nSyntaxError: ',
        ),
        (
            "def f():\n    x = 1\n    nonlocal x",
            "SyntaxError: name 'x' is assigned to before nonlocal declaration",
            '  File "<cell 1>", line 3\n    nonlocal x\n    ^^^^^^^^^^\nSyntaxError: ',
        ),
        (
            "if 1:\n\tx = 1\n        y = 2",
            "TabError: inconsistent use of tabs and spaces in indentation",
            '  File "<cell 1>", line 3\n    y = 2\nTabError: ',
        ),
        (
            "if True:\nx = 1",
            "IndentationError: expected an indented block after 'if' statement on line 1",
            '  File "<cell 1>", line 2\n    x = 1\n    ^\nIndentationError: ',
        ),
        (
            "def f():\n    await g()",
            "SyntaxError: 'await' outside async function",
            '  File "<cell 1>", line 2\n    await g()\n    ^^^^^^^^^\nSyntaxError: ',
        ),
        (
            "s = “quoted”",
            "SyntaxError: invalid character '“' (U+201C)",
            '  File "<cell 1>", line 1\n    s = “quoted”\n        ^\nSyntaxError: ',
        ),
        (
            "f(**k, *a)",
            "SyntaxError: iterable argument unpacking follows keyword argument unpacking",
            '  File "<cell 1>", line 1\n    f(**k, *a)\n',
        ),
    ],
)
def test_a_syntax_error_shows_its_line_and_no_line_has_run(
    run: Run, source: str, line: str, stderr: str
) -> None:
    execution = run(source)
    assert (execution.success, execution.status, execution.stdout) == (False, "error", "")
    assert execution.error_message == line
    assert execution.stderr.startswith(stderr)
    assert execution.stderr.endswith(f"\n{line}\n")
    assert "Traceback" not in execution.stderr


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1\ny = '\0'", "SyntaxError: source code cannot contain a null byte (character 12)"),
        ("'\ud800'", "SyntaxError: source code cannot contain the lone surrogate \\ud800"),
        ("x" + "(" * 10_000, "SyntaxError: too many nested parentheses"),
        ("[" * 10_000 + "]" * 10_000, "SyntaxError: too many nested parentheses"),
        ("-" * 100_000 + "1", "too deeply nested"),
        ("a" + ".b" * 50_000, "RecursionError: maximum recursion depth exceeded"),
        ("+".join("1" * 50_000), "RecursionError: maximum recursion depth exceeded"),
        ("if 1:\n" + "".join(" " * i + "if 1:\n" for i in range(1, 200)), "too many levels"),
        ("x = 0777", "SyntaxError: leading zeros in decimal integer literals"),
        ("1" * 5000, "SyntaxError: Exceeds the limit (4300 digits) for integer string conversion"),
        ("\x0c\x00", "null byte"),
        ("a = 1\x1b", "SyntaxError: invalid non-printable character U+001B"),
        ("lambda x, x: 0", "SyntaxError: duplicate argument 'x' in function definition"),
    ],
)
def test_bad_source_is_a_clear_error(run: Run, source: str, said: str) -> None:
    execution = run(source)
    assert (execution.success, execution.status) == (False, "error")
    assert said in str(execution.error_message)
    assert len(execution.stderr) < 20_000
    assert run("1 + 1").result == "2"


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("# -*- coding: latin-1 -*-\n'é'", "é"),
        ("# coding: no-such-codec\n'é'", "é"),
        ("\ufeff'bom'", "bom"),
        ("x = 1\r\nx + 1\r\n", "2"),
        ("x = 1\rx + 2", "3"),
        ("x = 1\n\x0c\nx", "1"),
        ("(2 ** 10 ** 5) % 1000", "376"),
        ("len('a' * 10 ** 7 + 'b')", "10000001"),
        ("变量 = 'ok'; 变量", "ok"),
    ],
)
def test_odd_source_runs_as_in_a_script(run: Run, source: str, result: str) -> None:
    assert run(source).result == result


@pytest.mark.slow
def test_a_megabyte_of_source_runs(run: Run) -> None:
    line = "total = 1 + 2 * (3 - 4)\n"
    assert run(line * 40_000 + "total").result == "-1"
    failing = run("x = [" + "1, " * 300_000 + "undefined_name]")
    assert failing.error_message == "NameError: name 'undefined_name' is not defined"
    assert len(failing.stderr) < 5_000


def test_longer_source_is_refused(interpreter: Interpreter) -> None:
    interpreter.limits = CellLimits(source_limit_bytes=100)
    execution = interpreter.run("x = 1\n" * 50)
    assert (execution.success, execution.status) == (False, "rejected")
    assert execution.error_message == (
        "SourceTooLong: the code has 300 characters, more than the 100 that a cell may have"
        " (source_limit_bytes); send less, or compute what is written out"
    )
    assert interpreter.run("x").error_message == "NameError: name 'x' is not defined"


def test_compiling_leaves_the_garbage_collector_as_it_was(run: Run) -> None:
    for source in ("1", "1 +", "\0"):
        assert gc.isenabled()
        run(source)
    assert gc.isenabled()
    gc.disable()
    try:
        run("1")
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("    x = 3\n    x + 1", "4"),
        ("\n\n\tx = 3\n\tx + 1\n", "4"),
        ("  # why\n  y = 2\n  y", "2"),
        ("# why\n  y = 2\n  y", "2"),
        ("  if 1:\n      z = 5\n  else:\n      z = 6\n  z", "5"),
        ("  t = '''a\n  b'''\n  t", "a\nb"),
        ("  t = '''a\nb'''\n  t", "a\nb"),
        ("  x = 7   \n   \n  x", "7"),
        ("  x = 8\r\n  x\r\n", "8"),
    ],
)
def test_a_cell_that_is_indented_as_a_whole_runs(
    run: Callable[[str], Execution], source: str, result: str
) -> None:
    assert run(source).result == result


@pytest.mark.parametrize("source", ["   a = 1\n  b = 2", "print(1)\n    print(2)", "if 1:\nx = 1"])
def test_an_indentation_that_is_wrong_stays_wrong(
    run: Callable[[str], Execution], source: str
) -> None:
    assert str(run(source).error_message).startswith("IndentationError")


def test_comments_may_be_indented_anyhow(run: Callable[[str], Execution]) -> None:
    assert run("    # far in\nx = 1\n  # less\nif x:\n    x = 2\nx").result == "2"
