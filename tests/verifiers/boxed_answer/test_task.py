"""Which task rows can be judged, and what is said of those that cannot."""

from __future__ import annotations

from typing import Any

import pytest

from sallyport.core.errors import InvalidTaskError
from sallyport.verifiers.boxed_answer import AnswerOptions, check_boxed_task


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("5", "5"),
        (" 5 ", "5"),
        (5, "5"),
        (0.5, "0.5"),
        (-3, "-3"),
        (r"so \boxed{7}", "7"),
        ("0", "0"),
    ],
)
def test_the_expected_answer_is_text_or_a_number(given: Any, expected: str) -> None:
    assert check_boxed_task({"expected_result": given}).expected == expected


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "   ",
        [],
        ["5"],
        {"a": 1},
        True,
        float("nan"),
        float("inf"),
        "1" * 70_000,
        10**5000,
    ],
    ids=lambda value: str(type(value).__name__),
)
def test_a_broken_expected_answer_is_an_invalid_task_that_names_the_field(given: Any) -> None:
    with pytest.raises(InvalidTaskError) as caught:
        check_boxed_task({"expected_result": given})
    assert caught.value.details == {"field": "expected_result"}
    assert "expected_result" in caught.value.message


def test_a_row_without_an_expected_answer_is_invalid() -> None:
    with pytest.raises(InvalidTaskError, match="expected_result must be text, not missing"):
        check_boxed_task({})


@pytest.mark.parametrize(("given", "wanted"), [(None, ""), ("", ""), ("sympy", "sympy")])
def test_code_to_be_contained_is_text_or_absent(given: Any, wanted: str) -> None:
    row = {"expected_result": "5", "expected_code_contains": given}
    assert check_boxed_task(row).code_contains == wanted


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("expected_code_contains", 5),
        ("expected_code_contains", ["a"]),
        ("ordered", "yes"),
        ("ordered", 1),
        ("tolerance", -1),
        ("tolerance", 1),
        ("tolerance", "0.1"),
        ("tolerance", True),
        ("tolerance", float("nan")),
        ("symbolic", "maybe"),
        ("symbolic", 1.0),
        ("symbolic", []),
        ("judge_unread", "yes"),
    ],
)
def test_an_option_of_the_wrong_kind_is_an_invalid_task_that_names_it(
    field: str, value: Any
) -> None:
    with pytest.raises(InvalidTaskError) as caught:
        check_boxed_task({"expected_result": "5", field: value})
    assert caught.value.details == {"field": field}


def test_options_of_the_task_come_before_those_of_the_server() -> None:
    server = AnswerOptions(ordered=True, tolerance=0.1, symbolic="off")
    row = {"expected_result": "5", "tolerance": 0.2, "ordered": False, "judge_unread": True}
    assert check_boxed_task(row, server).options == AnswerOptions(False, 0.2, "off", True)


@pytest.mark.parametrize(
    ("given", "meant"), [("on", "on"), ("off", "off"), (True, "on"), (False, "off"), (None, "on")]
)
def test_the_symbolic_layer_is_switched_by_word_or_flag(given: Any, meant: str) -> None:
    row = {"expected_result": "5", "symbolic": given}
    assert check_boxed_task(row).options.symbolic == meant
