"""A changed rollout differs from the solved one in a single value, which is another one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from sallyport.core.types import ToolCall
from sallyport.verifiers.laws import Case, Solution, Subject
from sallyport.verifiers.laws.changes import changeable, changed
from sallyport.verifiers.laws.subject import leaves
from tests.verifiers.laws import quiz


def solved_by(message: str = "", **arguments: Any) -> Subject:
    """A subject with one task, solved by what is given."""
    calls = (ToolCall("note", arguments),) if arguments else ()
    subject = quiz.notes if arguments else quiz.subject
    return replace(subject, rows=[{}], solve=lambda row: Solution(calls, message))


def differing(pair: tuple[Case, Case]) -> list[tuple[Any, Any]]:
    """The values that differ, within arguments too; names, ids and places are the same."""
    told: list[list[Any]] = []
    for case in pair:
        items = [dict(item) for item in case.items]
        for item in items:
            if "arguments" in item:
                item["arguments"] = json.loads(item["arguments"])
        told.append(leaves(items))
    return [(a, b) for a, b in zip(*told, strict=True) if (type(a), a) != (type(b), b)]


@settings(deadline=None)
@given(changed(quiz.notes))
def test_one_argument_of_one_call_is_changed_and_keeps_its_type(pair: tuple[Case, Case]) -> None:
    [(before, after)] = differing(pair)
    assert pair[0].row == pair[1].row
    assert type(before) is type(after)


@settings(deadline=None)
@given(changed(quiz.subject))
def test_the_first_digit_of_an_answer_is_changed(pair: tuple[Case, Case]) -> None:
    [(before, after)] = differing(pair)
    assert (before, after) in {("8", "9"), ("97", "07")}


@pytest.mark.parametrize(
    ("value", "others"),
    [
        (True, {False}),
        (False, {True}),
        (3, {4}),
        (-0.5, {0.5}),
        ("9", {"0", "9 changed"}),
        ("zZ", {"aZ", "zA", "zZ changed"}),
        ("a-Y", {"b-Y", "a-Z", "a-Y changed"}),
        ("?!", {"?! changed"}),
        ("", {" changed"}),
    ],
)
def test_the_other_value_is_the_next_one_or_a_longer_text(value: Any, others: set[Any]) -> None:
    seen: set[Any] = set()

    @settings(deadline=None)
    @given(changed(solved_by(value=value)))
    def look(pair: tuple[Case, Case]) -> None:
        seen.add(differing(pair)[0][1])

    look()
    assert seen == others


def test_every_value_within_the_arguments_is_reached() -> None:
    seen: set[Any] = set()

    @settings(deadline=None)
    @given(changed(solved_by(a=[1, {"b": 20}], c={"d": [300]}, e=None)))
    def look(pair: tuple[Case, Case]) -> None:
        seen.add(differing(pair)[0])

    look()
    assert seen == {(1, 2), (20, 21), (300, 301)}


@pytest.mark.parametrize(
    ("subject", "can_be"),
    [
        (solved_by("It is 12."), True),
        (solved_by("It is twelve."), False),
        (solved_by("2^0"), False),
        (solved_by("x_1"), False),
        (solved_by(a=1), True),
        (solved_by(a=None, b=[], c={}), False),
        (solved_by("12", a=None), False),
    ],
)
def test_what_has_no_value_that_surely_matters_is_not_changed(
    subject: Subject, can_be: bool
) -> None:
    assert bool(changeable(subject)) is can_be
