"""Generated tasks and states are of the kinds that they are said to be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from sallyport.verifiers.laws.strategies import MAX_ITEMS, broken_rows, cases, states
from tests.verifiers.laws import quiz

pytestmark = pytest.mark.slow


def drawn(strategy: Any) -> list[Any]:
    """What a hundred draws give."""
    seen: list[Any] = []

    @settings(deadline=None, database=None)
    @given(strategy)
    def look(value: Any) -> None:
        seen.append(value)

    look()
    return seen


def test_a_broken_state_is_an_object_and_often_a_part_of_the_right_one() -> None:
    seen = drawn(states(quiz.notes, quiz.NOTES[0]))
    assert all(isinstance(state, dict) for state in seen)
    assert any({"expected", "found"} & state.keys() for state in seen)
    assert any(not {"expected", "found"} <= state.keys() for state in seen)


def test_a_broken_task_is_an_object_and_often_a_part_of_a_right_one() -> None:
    seen = drawn(broken_rows(quiz.subject))
    assert all(isinstance(row, dict) for row in seen)
    assert any({"question", "answer"} & row.keys() for row in seen)
    assert any(not {"question", "answer"} <= row.keys() for row in seen)


def test_some_rollouts_solve_their_task_and_none_is_long() -> None:
    seen = drawn(cases(quiz.subject))
    assert {quiz.subject.judge(case).reward for case in seen} == {0.0, 1.0}
    assert max(len(case.items) for case in seen) <= MAX_ITEMS + 1
