"""`_`, `__`, `___`, `_1`, `In` and `Out`, as notebooks have them."""

from __future__ import annotations

from collections.abc import Callable

from sallyport.core.types import Execution

Run = Callable[[str], Execution]


def test_the_last_values_go_from_hand_to_hand(run: Run) -> None:
    for source in ("10", "20", "30"):
        run(source)
    assert run("(_, __, ___)").result == "(30, 20, 10)"
    assert run("_1 + _2, Out[3], In[2]").result == "(30, 30, '20')"


def test_a_cell_without_a_value_or_with_an_error_changes_none(run: Run) -> None:
    for source in ("7", "x = 5", "None", "1 / 0", "syntax error"):
        run(source)
    assert run("_").result == "7"
    assert run("sorted(Out)").result == "[1, 6]"
    assert run("In[4]").result == "1 / 0"


def test_before_the_first_value_there_is_none(run: Run) -> None:
    assert "NameError: name '_' is not defined" in str(run("_").error_message)


def test_a_name_that_the_program_bound_itself_is_left_alone(run: Run) -> None:
    run("for _ in range(3): pass")
    run("42")
    assert run("_").result == "2"
    assert run("_2").result == "42"


def test_the_program_may_take_the_names_in_and_out(run: Run) -> None:
    run("In, Out = 1, 2\nIn + Out")
    assert run("In + Out + _").result == "6"
