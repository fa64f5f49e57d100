from __future__ import annotations

from collections.abc import Callable

from sallyport.core.types import Execution

Run = Callable[[str], Execution]


def test_input_says_that_there_is_no_keyboard(run: Run) -> None:
    execution = run("print('a')\nn = int(input('How many? '))")
    assert execution.stdout == "a\nHow many? "
    assert execution.error_message is not None
    assert execution.error_message.startswith("EOFError: EOF when reading a line; there is no")
    assert execution.stderr.endswith("\nEOFError: EOF when reading a line\n")
    assert "assign the value" in execution.error_message
    assert "input('How many? ')" in execution.stderr


def test_reading_gives_what_an_empty_file_gives(run: Run) -> None:
    assert run("import sys; [sys.stdin.read(), list(sys.stdin), sys.stdin.readlines()]").result == (
        "['', [], []]"
    )
    assert run("sys.stdin.readline()").result == ""


def test_closing_it_changes_nothing(run: Run) -> None:
    run("import sys; sys.stdin.close()")
    assert run("sys.stdin.closed, sys.stdin.isatty()").result == "(False, False)"
    assert "keyboard" in str(run("input()").error_message)
