"""What a program's author reads of errors: the program's own lines, whoever prints them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sallyport.core.types import Execution
from sallyport.sandbox.interpreter import CellLimits, Interpreter
from sallyport.sandbox.policy import restricted_policy

Run = Callable[[str], Execution]


def test_an_error_in_del_is_the_programs(run: Run) -> None:
    done = run("class A:\n    def __del__(self): 1 / 0\na = A()\ndel a")
    assert done.status == "ok"
    assert done.stderr.startswith("Exception ignored in: <function A.__del__ at ")
    assert done.stderr.endswith("ZeroDivisionError: division by zero\n")
    assert '"<cell 1>", line 2, in __del__' in done.stderr


def test_an_error_in_an_abandoned_generator_is_the_programs(run: Run) -> None:
    source = "def g():\n    try: yield 1\n    finally: {}['k']\nx = g(); next(x)\ndel x"
    done = run(source)
    assert done.stderr.startswith("Exception ignored in: <generator object g at ")
    assert done.stderr.endswith("KeyError: 'k'\n")
    assert "GeneratorExit" not in done.stderr


@pytest.mark.parametrize(
    "show",
    [
        "traceback.print_exc()",
        "print(traceback.format_exc(), file=sys.stderr)",
        "logging.exception('failed')",
        "traceback.print_exception(error)",
        "traceback.print_tb(error.__traceback__)",
    ],
)
def test_a_refusal_that_the_program_shows_itself_has_its_own_lines_alone(show: str) -> None:
    notebook = Interpreter(limits=CellLimits(), policy=restricted_policy())
    done = notebook.run(
        "import logging, sys, traceback\nlogging.basicConfig(stream=sys.stderr, force=True)\n"
        f"try: getattr(print, '__self__')\nexcept Exception as error: {show}"
    )
    assert '"<cell 1>", line 3, in <module>' in done.stderr
    assert "sallyport" not in done.stderr
    assert "sandbox" not in done.stderr


def test_errors_of_threads_and_of_del_under_the_policy_are_the_programs() -> None:
    notebook = Interpreter(limits=CellLimits(), policy=restricted_policy())
    done = notebook.run("class A:\n    def __del__(self): 1 / 0\na = A()\ndel a\nprint(2)")
    assert done.stdout == "2\n"
    assert "ZeroDivisionError" in done.stderr
    assert "sandbox" not in done.stderr


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("raise ValueError('a' * 100_000)", "characters ..."),
        ("'a' * 100_000", "cut out here"),
        (r"print('\0' * 65_536)", "cut out here"),
        (r"'\x1b' * 65_536", "cut out here"),
        (r"raise ValueError('\0' * 65_536)", "characters ..."),
        ("import sys; sys.exit('a' * 100_000)", "characters ..."),
        ("class E(Exception):\n    def __str__(self): return 'x' * 10**6\nraise E", "characters"),
    ],
)
def test_every_cut_is_marked_and_told(run: Run, source: str, missing: str) -> None:
    done = run(source)
    assert done.truncated
    assert missing in f"{done.stdout}{done.stderr}{done.result}{done.error_message}"
