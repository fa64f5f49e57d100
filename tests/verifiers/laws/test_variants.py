"""Each pair of variants differs in what must not matter, and in nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings

from sallyport.verifiers.laws import Case
from sallyport.verifiers.laws.variants import (
    in_another_order,
    in_other_words,
    other_ids,
    with_thoughts,
)
from tests.verifiers.laws import quiz

pytestmark = pytest.mark.slow

MARKS = {"id", "call_id", "status", "created_at", "started_at", "completed_at", "duration_s"}


def without(case: Case, kind: str) -> list[Any]:
    return [item for item in case.items if item["type"] != kind]


def unmarked(case: Case) -> list[Any]:
    """The items without what only tells them apart and when they came."""
    return [{name: item[name] for name in item.keys() - MARKS} for item in case.items]


@settings(deadline=None)
@given(other_ids(quiz.notes))
def test_other_ids_are_all_that_is_other(pair: tuple[Case, Case]) -> None:
    assert unmarked(pair[0]) == unmarked(pair[1])
    assert pair[0].row == pair[1].row


@settings(deadline=None)
@given(other_ids(quiz.notes))
def test_calls_and_outputs_that_shared_an_id_still_do(pair: tuple[Case, Case]) -> None:
    ids = [[item["call_id"] for item in case.items if "call_id" in item] for case in pair]
    assert [ids[0].index(each) for each in ids[0]] == [ids[1].index(each) for each in ids[1]]


@settings(deadline=None)
@given(with_thoughts(quiz.subject))
def test_thoughts_are_all_that_is_added(pair: tuple[Case, Case]) -> None:
    assert without(pair[0], "reasoning") == without(pair[1], "reasoning")
    assert len(pair[0].items) < len(pair[1].items)
    assert pair[0].row == pair[1].row


@settings(deadline=None)
@given(in_other_words(quiz.notes))
def test_messages_are_all_that_is_replaced(pair: tuple[Case, Case]) -> None:
    assert without(pair[0], "message") == without(pair[1], "message")
    assert pair[0].row == pair[1].row


@settings(deadline=None)
@given(in_another_order(quiz.notes))
def test_two_calls_change_places(pair: tuple[Case, Case]) -> None:
    first, second = (list(case.items) for case in pair)
    assert sum(a != b for a, b in zip(first, second, strict=True)) == 2
    assert sorted(map(str, first)) == sorted(map(str, second))


def test_thoughts_may_hold_the_answer() -> None:
    seen: list[Case] = []

    @settings(deadline=None)
    @given(with_thoughts(quiz.subject))
    def look(pair: tuple[Case, Case]) -> None:
        last = pair[1].items[-1]
        assume(last["type"] == "reasoning" and "content" in last)
        assert last["summary"] == last["content"]
        assert last["summary"][0]["text"] == pair[1].row["answer"]
        seen.append(pair[1])

    look()
    assert seen
