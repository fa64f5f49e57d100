"""An error is told with its author's lines, and with no others."""

from __future__ import annotations

import json
from pathlib import Path

from sallyport.core.author_lines import MAX_CHARS, lines_of, told
from sallyport.core.errors import FaultyCodeError
from sallyport.envs.registry import environment_of


def caught(source: str, file: str = "/somewhere/my_env.py") -> Exception:
    try:
        exec(compile(source, file, "exec"), {})
    except (ValueError, ArithmeticError) as error:
        return error
    raise AssertionError("nothing was raised")


def test_the_authors_lines_are_named_and_pythons_and_the_packages_are_not() -> None:
    source = "import json\ndef read(text):\n    return json.loads(text)\nread('{')\n"
    [here, module, function] = lines_of(caught(source))
    assert here.file == Path(__file__).name
    assert (str(module), str(function)) == ("my_env.py:4, in <module>", "my_env.py:3, in read")
    assert (function.number, function.text) == (3, "")


def test_a_line_has_its_text_where_its_file_can_be_read() -> None:
    try:
        json.loads("{")
    except ValueError as error:
        [line] = lines_of(error)
    assert (line.function, line.text) == (
        "test_a_line_has_its_text_where_its_file_can_be_read",
        'json.loads("{")',
    )


def test_where_no_line_is_an_authors_the_innermost_is_named() -> None:
    try:
        environment_of("math_with_code").replay(())
    except NotImplementedError as error:
        ours = error.__traceback__
        assert ours is not None
        error.__traceback__ = ours.tb_next
        assert told(error).endswith(f"(environment.py:{lines_of(error)[0].number}, in replay)")


def test_an_error_without_a_traceback_is_told_without_a_line() -> None:
    assert told(KeyError("a")) == "KeyError: 'a'"
    assert lines_of(KeyError("a")) == []


def test_the_lines_of_an_authors_fault_are_those_of_its_cause() -> None:
    cause = caught("1 / 0")
    try:
        raise FaultyCodeError("it raised") from cause
    except FaultyCodeError as fault:
        assert lines_of(fault) == lines_of(cause)


def test_a_text_without_end_is_cut() -> None:
    assert len(told(ValueError("x" * 10**6))) == MAX_CHARS
