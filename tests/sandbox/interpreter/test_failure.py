from __future__ import annotations

import linecache
import textwrap
import time
from collections.abc import Callable

import pytest

from sallyport.core.types import Execution
from sallyport.sandbox.interpreter import CellLimits, Interpreter

Run = Callable[[str], Execution]


def failing(run: Run, source: str, status: str = "error") -> Execution:
    execution = run(textwrap.dedent(source))
    assert not execution.success
    assert execution.status == status
    assert "sallyport" not in execution.stderr
    return execution


def test_traceback_is_that_of_a_script(run: Run) -> None:
    execution = failing(run, "x = [1, 2]\ndef f(i):\n    return x[i] + 1\nprint(f(0))\nf(5)")
    assert execution.stdout == "2\n"
    assert execution.error_message == "IndexError: list index out of range"
    assert (
        execution.stderr
        == (
            "Traceback (most recent call last):\n"
            '  File "<cell 1>", line 5, in <module>\n'
            "    f(5)\n"
            '  File "<cell 1>", line 3, in f\n'
            "    return x[i] + 1\n"
            "           ~^^^\n"
            "IndexError: list index out of range\n"
        )
        or "f(5)\n    ~^^^\n" in execution.stderr
    )


def test_frames_of_earlier_cells_show_their_own_lines(run: Run) -> None:
    run("def first():\n    raise ValueError('from one')")
    run("def second():\n    first()")
    execution = failing(run, "second()")
    assert 'File "<cell 3>", line 1, in <module>\n    second()' in execution.stderr
    assert 'File "<cell 2>", line 2, in second\n    first()' in execution.stderr
    assert (
        "File \"<cell 1>\", line 2, in first\n    raise ValueError('from one')" in execution.stderr
    )


def test_cells_show_their_lines_also_when_the_program_clears_the_cache(run: Run) -> None:
    run("def f():\n    1 / 0")
    assert "    1 / 0\n" in failing(run, "import linecache; linecache.clearcache()\nf()").stderr


def test_frames_of_libraries_are_shown_and_their_files_not_kept(run: Run) -> None:
    execution = failing(run, "import json\njson.loads('{')")
    assert "json/decoder.py" in execution.stderr
    assert str(execution.error_message).startswith("json.decoder.JSONDecodeError: Expecting")
    assert not [name for name in linecache.cache if "json" in name]


def test_causes_and_contexts_are_shown(run: Run) -> None:
    source = """
        try:
            try:
                {}["a"]
            except KeyError as e:
                raise ValueError("b") from e
        except ValueError:
            raise TypeError("c")
    """
    execution = failing(run, source)
    assert execution.error_message == "TypeError: c"
    assert "KeyError: 'a'\n\nThe above exception was the direct cause" in execution.stderr
    assert "ValueError: b\n\nDuring handling of the above exception" in execution.stderr
    hidden = failing(run, "try: 1/0\nexcept ZeroDivisionError: raise ValueError('x') from None")
    assert "division by zero" not in hidden.stderr


def test_exception_groups_are_drawn(run: Run) -> None:
    execution = failing(run, "raise ExceptionGroup('two', [ValueError(1), TypeError('x')])")
    assert execution.error_message == "ExceptionGroup: two (2 sub-exceptions)"
    assert "    | ValueError: 1\n    +---------------- 2 ------" in execution.stderr


def test_notes_are_shown_after_the_message(run: Run) -> None:
    execution = failing(run, "e = ValueError('a\\nb')\ne.add_note('note')\nraise e")
    assert execution.error_message == "ValueError: a\nb"
    assert execution.stderr.endswith("ValueError: a\nb\nnote\n")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("raise ValueError", "ValueError"),
        ("assert 1 == 2", "AssertionError"),
        ("assert 1 == 2, 'no'", "AssertionError: no"),
        ("{}['key']", "KeyError: 'key'"),
        ("class MyError(Exception): pass\nraise MyError('mine')", "MyError: mine"),
        ("import decimal\ndecimal.Decimal('x')", "decimal.InvalidOperation: [<class"),
        ("eval('1 +')", "SyntaxError: invalid syntax"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("(1).nothing", "AttributeError: 'int' object has no attribute 'nothing'"),
    ],
)
def test_error_message_is_type_and_message(run: Run, source: str, message: str) -> None:
    execution = failing(run, source)
    assert str(execution.error_message).startswith(message)
    assert str(execution.error_message) in execution.stderr


# ── what must not break it ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "body",
    [
        "def __str__(self): raise ValueError",
        "def __str__(self): return 5",
        "def __str__(self): return str(self)",
        "def __str__(self): raise SystemExit",
        "__str__ = None",
        "__notes__ = 5",
        "__cause__ = property(lambda self: 1 / 0)",
        "__traceback__ = property(lambda self: 1 / 0)",
        "__class__ = property(lambda self: 1 / 0)",
        "def __getattribute__(self, name): raise RuntimeError",
        "__module__ = 5",
        "__qualname__ = 'a\\nb'",
        "def __eq__(self, other): raise ValueError\n    __hash__ = None",
        "def __bool__(self): raise ValueError",
    ],
)
def test_hostile_exceptions_are_errors_like_others(run: Run, body: str) -> None:
    execution = run(f"class Odd(Exception):\n    {body}\nprint('a')\nraise Odd('x')")
    assert (execution.success, execution.status) == (False, "error")
    assert execution.stdout == "a\n"
    assert execution.error_message
    assert "InterpreterError" not in execution.error_message
    assert execution.stderr.endswith("\n")
    assert run("1").result == "1"


def test_a_hostile_metaclass_is_no_obstacle(run: Run) -> None:
    source = """
        class Meta(type):
            def __getattribute__(cls, name): raise RuntimeError(name)
        class Odd(Exception, metaclass=Meta): pass
        raise Odd
    """
    assert str(failing(run, source).error_message).startswith("Odd: ")


def test_huge_messages_are_cut(run: Run) -> None:
    execution = failing(run, "print('kept')\nraise ValueError('x' * 10 ** 8)")
    assert execution.stdout == "kept\n"
    assert len(str(execution.error_message)) < 5_000
    assert "[... 99,995,9" in str(execution.error_message)
    assert len(execution.stderr) < 20_000
    assert "in <module>" in execution.stderr


def test_message_limit_is_a_setting(interpreter: Interpreter) -> None:
    interpreter.limits = CellLimits(message_limit_chars=100)
    assert len(str(interpreter.run("raise ValueError('x' * 1000)").error_message)) < 140


def test_deep_recursion_is_a_short_error(run: Run) -> None:
    execution = failing(run, "def f(n):\n    return f(n + 1)\nf(0)", "recursion_limit")
    assert str(execution.error_message).startswith(
        "RecursionError: maximum recursion depth exceeded"
    )
    assert "[Previous line repeated" in execution.stderr
    assert "calls left out ...]" in execution.stderr
    assert len(execution.stderr) < 2_500


@pytest.mark.slow
def test_very_deep_recursion_is_explained_quickly(run: Run) -> None:
    run("import sys; sys.setrecursionlimit(10 ** 6)")
    run("def f(n):\n    if n == 0: raise ValueError('deep')\n    return f(n - 1)")
    started = time.process_time()
    execution = failing(run, "f(100_000)")
    assert time.process_time() - started < 3
    assert "[... 99,962 calls left out ...]" in execution.stderr
    assert "line 2, in f\n    if n == 0: raise" in execution.stderr


def test_recursion_in_two_functions_is_cut_too(run: Run) -> None:
    source = "def f(n): return g(n)\ndef g(n): return f(n)\nf(0)"
    execution = failing(run, source, "recursion_limit")
    assert len(execution.stderr) < 6_000


def test_long_chains_are_cut(run: Run) -> None:
    source = """
        e = ValueError(0)
        for k in range(5000):
            n = ValueError(k)
            n.__cause__, e = e, n
        raise e
    """
    execution = failing(run, source)
    assert execution.error_message == "ValueError: 4999"
    assert execution.stderr.count("direct cause") == 10


def test_circular_causes_end(run: Run) -> None:
    source = "a = ValueError('a')\nb = ValueError('b')\na.__cause__, b.__cause__ = b, a\nraise a"
    assert failing(run, source).error_message == "ValueError: a"


def test_groups_within_groups_end(run: Run) -> None:
    source = "e = ValueError(0)\nfor _ in range(300): e = ExceptionGroup('g', [e] * 3)\nraise e"
    assert failing(run, source).error_message == "ExceptionGroup: g (3 sub-exceptions)"


def test_a_line_of_source_of_a_megabyte_is_cut(run: Run) -> None:
    execution = failing(run, "x = '" + "y" * 900_000 + "'; 1 / 0")
    assert len(execution.stderr) < 3_000
    assert execution.error_message == "ZeroDivisionError: division by zero"


def test_exceptions_kept_by_the_program_still_work(run: Run) -> None:
    run("kept = []\ntry: 1 / 0\nexcept ZeroDivisionError as e: kept.append(e)")
    run("raise kept[0]")
    assert "ZeroDivisionError" in failing(run, "raise kept[0]").stderr
    assert run("import traceback; len(traceback.format_exception(kept[0])) > 2").result == "True"


def test_a_traceback_printed_by_the_program_shows_its_lines(run: Run) -> None:
    source = "import traceback\ntry:\n    1 / 0\nexcept Exception:\n    traceback.print_exc()"
    assert 'File "<cell 1>", line 3, in <module>\n    1 / 0\n' in run(source).stderr
