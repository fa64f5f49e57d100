"""The verdict on rollouts with an end state."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.core.errors import InternalError, InvalidTaskError
from sallyport.core.transcript import Transcript
from sallyport.core.types import Task, Verdict
from sallyport.verifiers import state_match
from tests.verifiers.state_match.exported import changes, event, export, state
from tests.verifiers.state_match.worlds import ACTIONS, exported

TASK = Task("workplace_assistant", {"ground_truth": [{"name": "x", "arguments": "{}"}]})
ONE, TWO = event(4, "One"), event(5, "Two")


def judged(expected: Any, found: Any, match: Any = "outcome", task: Task = TASK) -> Verdict:
    return state_match(match)(task, Transcript(), state(expected, found))


def test_the_same_state_earns_the_reward() -> None:
    verdict = judged(export(changes(inserted=[ONE])), export(changes(inserted=[ONE])))
    assert (verdict.reward, verdict.passed, verdict.method) == (1.0, True, "outcome")
    assert verdict.components == {"strict": 1.0, "outcome": 1.0}
    assert verdict.details["difference"] == {}
    assert verdict.details["ground_truth_empty"] is False
    assert verdict.details["ground_truth_changes_nothing"] is False


def test_both_answers_are_given_and_the_option_picks_the_reward() -> None:
    expected = export(changes(inserted=[ONE, TWO]))
    found = export(changes(inserted=[TWO, ONE]))
    for match, reward in (("outcome", 1.0), ("strict", 0.0)):
        verdict = judged(expected, found, match)
        assert (verdict.reward, verdict.method) == (reward, match)
        assert (verdict.details["strict_match"], verdict.details["outcome_match"]) == (False, True)
    assert "another order" in judged(expected, found, "strict").reason


def test_a_different_state_earns_nothing_and_the_reason_tells_the_first_difference() -> None:
    verdict = judged(export(changes(inserted=[ONE])), export())
    assert verdict.reward == 0.0
    assert verdict.reason == verdict.details["sentences"][0]
    assert "it is not there" in verdict.reason
    assert verdict.details["difference"]["calendar.calendar_events"]["missing"] == [ONE]


def test_the_outcome_counts_unless_something_else_is_said() -> None:
    verdict = state_match()(TASK, Transcript(), state(export(), export()))
    assert verdict.method == "outcome"


def test_an_empty_ground_truth_is_marked() -> None:
    verdict = judged(export(), export(), task=Task("w", {"ground_truth": []}))
    assert verdict.reward == 1.0
    assert verdict.details["ground_truth_empty"] is True


def test_a_ground_truth_that_comes_to_nothing_is_marked() -> None:
    verdict = judged(export(changes(updated={1: {"duration": "30.0"}})), export())
    assert verdict.details["ground_truth_empty"] is False
    assert verdict.details["ground_truth_changes_nothing"] is True


def test_a_row_remade_in_place_is_strictly_the_same_and_so_also_the_same_outcome() -> None:
    remade = export(changes(deleted=[3], inserted=[event(3, "x")]))
    verdict = judged(remade, export(changes(updated={3: {"event_name": "x"}})))
    assert verdict.details["strict_match"]
    assert verdict.details["outcome_match"]
    assert (verdict.details["difference"], verdict.details["sentences"]) == ({}, [])


BROKEN: list[Any] = [
    None,
    {},
    "x",
    {"tables": None},
    {"tables": {"a": None}},
    {"tables": {"a": {}}},
    {"tables": {"a": {"key": None, "rows_before": 0, "deleted": [], "updated": [], "inserted": [5]}}},
    {"tables": {"a": {"key": None, "rows_before": 0, "deleted": 5, "updated": [], "inserted": []}}},
    {"tables": {"a": {"key": None, "rows_before": "0", "deleted": [], "updated": [], "inserted": []}}},
    {"tables": {"a": {"key": 5, "rows_before": 0, "deleted": [], "updated": [], "inserted": []}}},
    {"tables": {"a": {"key": None, "rows_before": 9, "deleted": [{"position": "1", "row": {}}], "updated": [], "inserted": []}}},
]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_without_an_expected_state_the_task_is_invalid(broken: Any) -> None:
    with pytest.raises(InvalidTaskError, match="could not be played") as caught:
        judged(broken, export())
    assert caught.value.details == {"field": "ground_truth"}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_found_state_is_a_fault_of_ours_and_never_a_reward(broken: Any) -> None:
    with pytest.raises(InternalError):
        judged(export(), broken)


def test_states_over_different_templates_are_not_compared() -> None:
    with pytest.raises(InternalError, match="different databases"):
        judged(export(), export() | {"template": "other"})


@settings(deadline=None)
@given(st.lists(ACTIONS, max_size=5), st.lists(ACTIONS, max_size=5))
def test_verdicts_are_deterministic_plain_and_leave_the_state_alone(a: Any, b: Any) -> None:
    given_state = state(export(exported(a)), export(exported(b)))
    before = copy.deepcopy(given_state)
    verdict = state_match()(TASK, Transcript(), given_state)
    assert given_state == before
    assert verdict == state_match()(
        TASK, Transcript(), msgspec.json.decode(msgspec.json.encode(before))
    )
    assert msgspec.json.decode(msgspec.json.encode(verdict), type=Verdict) == verdict
    assert verdict.details["strict_match"] <= verdict.details["outcome_match"]
    assert verdict.passed is (verdict.details["sentences"] == [])
