from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.rollout.pass_counts import pass_at_k
from sallyport.core.rollout.rollout import Outcome
from sallyport.core.rollout.summary import Summary

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject


def _outcome(task: int, reward: float | None, cause: str | None = None) -> Outcome:
    return Outcome({"_ng_task_index": task, "reward": reward}, cause)


def _summed(repeats: int | None, *outcomes: Outcome) -> JsonObject:
    summary = Summary(repeats)
    for outcome in outcomes:
        summary.add(outcome)
    summary.finish()
    return summary.figures()


def test_a_rollout_that_is_not_valid_is_in_no_mean() -> None:
    figures = _summed(2, _outcome(0, 1.0), _outcome(0, None, "worker_died"))
    assert figures["rollouts"] == 2
    assert figures["mean reward of the 1 valid"] == 1.0
    assert figures["pass@1"] == 1.0
    assert figures["pass@2"] is None
    assert figures["not valid"] == 1
    assert figures["  worker_died"] == 1


def test_without_a_valid_rollout_there_is_no_mean() -> None:
    figures = _summed(1, _outcome(0, None, "transport"))
    assert figures["mean reward"] is None
    assert figures["pass@1"] is None


def test_pass_at_1_is_the_mean_over_tasks_and_pass_at_k_over_their_best() -> None:
    rewards = {0: (1.0, 0.0), 1: (0.0, 0.0), 2: (1.0, 1.0), 3: (0.0, 1.0)}
    outcomes = [_outcome(task, reward) for task, pair in rewards.items() for reward in pair]
    figures = _summed(2, *outcomes)
    assert figures["pass@1"] == 0.5
    assert figures["pass@2"] == 0.75


def test_passing_is_what_the_verdict_says_where_it_says_so() -> None:
    row = {"_ng_task_index": 0, "reward": 0.5, "verdict": {"passed": True}}
    assert _summed(1, Outcome(row))["pass@1"] == 1.0
    assert _summed(1, _outcome(0, 0.5))["pass@1"] == 0.0


def test_rollouts_of_a_task_may_come_in_any_order_and_k_is_what_most_tasks_have() -> None:
    rewards = [(0, 1.0), (1, 0.0), (2, 1.0), (1, 1.0), (0, 0.0), (2, 1.0), (0, 0.0)]
    outcomes = [_outcome(task, reward) for task, reward in rewards]
    forward, back = _summed(None, *outcomes), _summed(None, *reversed(outcomes))
    assert forward["pass@2"] == back["pass@2"] == pytest.approx((2 / 3 + 1 + 1) / 3)
    assert forward["pass@1"] == back["pass@1"] == pytest.approx((1 / 3 + 1 / 2 + 1) / 3)


def test_the_mean_says_of_how_many_it_is() -> None:
    figures = _summed(1, _outcome(0, 1.0), Outcome({"_ng_task_index": 1}, "at_capacity"))
    assert figures["mean reward of the 1 valid"] == 1.0
    assert figures["pass@1 (of 1 of 2 tasks)"] == 1.0


def test_tasks_that_were_cut_short_count_with_what_they_have() -> None:
    figures = _summed(4, _outcome(0, 1.0), _outcome(0, 0.0))
    assert figures["pass@1"] == 0.5
    assert figures["pass@4"] is None


def test_the_clock_stops_at_the_end() -> None:
    summary = Summary()
    summary.finish()
    assert summary.seconds == summary.seconds


@given(st.lists(st.booleans(), min_size=1, max_size=7), st.integers(1, 7))
def test_pass_at_k_is_the_share_of_choices_with_a_pass(passes: list[bool], k: int) -> None:
    k = min(k, len(passes))
    choices = list(itertools.combinations(passes, k))
    share = sum(any(choice) for choice in choices) / len(choices)
    assert pass_at_k(len(passes), sum(passes), k) == pytest.approx(share)
