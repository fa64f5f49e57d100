"""What counts as a right reward, a wrong one, a failure, and no answer at all."""

from __future__ import annotations

import pytest

from sallyport.core.rollout.rollout import Outcome
from scripts.chaos_runs.tally import Tally, verdict_of
from scripts.chaos_runs.troubles import TROUBLES
from scripts.watched.report import all_hold

HANG = next(each for each in TROUBLES if each.name == "hang")


def outcome(reward: float | None, cause: str | None = None) -> Outcome:
    return Outcome({"reward": reward, "valid": cause is None}, cause)


@pytest.mark.parametrize(
    ("expected", "found", "verdict"),
    [
        (1.0, outcome(1.0), "right"),
        (0.0, outcome(0.0), "right"),
        (1.0, outcome(0.0), "wrong"),
        (0.0, outcome(1.0), "wrong"),
        (1.0, outcome(0.5), "wrong"),
        (1.0, outcome(None), "wrong"),
        (1.0, outcome(None, "worker_died"), "failed"),
        (1.0, outcome(None, "judge_died"), "failed"),
        (0.0, outcome(0.0, "judge_died"), "wrong"),
        (1.0, outcome(1.0, "session_lost"), "wrong"),
        (1.0, outcome(None, "internal"), "unnamed"),
        (1.0, outcome(None, "http_503"), "unnamed"),
        (1.0, outcome(None, "policy_error"), "unnamed"),
        (1.0, outcome(None, "transport"), "unanswered"),
        (1.0, outcome(None, "request_timeout"), "unanswered"),
    ],
)
def test_a_fault_may_cost_a_reward_and_never_be_one(
    expected: float, found: Outcome, verdict: str
) -> None:
    assert verdict_of(expected, found) == verdict


def test_right_rewards_and_named_failures_hold() -> None:
    tally = Tally()
    tally.started = 3
    tally.judge(1.0, outcome(1.0), 2.0)
    tally.judge(0.0, outcome(0.0), 5.0)
    tally.judge(1.0, outcome(None, "worker_died"), 1.0)
    assert all_hold(tally.figures())
    assert tally.slowest_s == 5.0
    assert tally.causes == {"worker_died": 1}


@pytest.mark.parametrize(
    "found", [outcome(0.0), outcome(None, "transport"), outcome(None, "internal")]
)
def test_one_rollout_that_must_not_be_is_enough_and_is_kept(found: Outcome) -> None:
    tally = Tally()
    tally.started = 1
    tally.judge(1.0, found, 1.0)
    assert not all_hold(tally.figures())
    assert tally.examples[0]["row"] == found.row


def test_a_rollout_that_began_and_never_ended_has_no_answer() -> None:
    tally = Tally()
    tally.started = 2
    tally.judge(1.0, outcome(1.0), 1.0)
    assert not all_hold(tally.figures())


@pytest.mark.parametrize("status", ["timeout", "cpu_limit", "worker_died", "memory_limit"])
def test_a_trouble_that_is_told_and_survived_is_counted(status: str) -> None:
    tally = Tally()
    tally.trouble_begins(HANG)
    tally.trouble_told(HANG, status)
    tally.trouble_survived(HANG, "42")
    assert ("hang", 1, 1) in tally.survived()
    assert all_hold(tally.figures())


@pytest.mark.parametrize("status", ["ok", "fine", "refused", ""])
def test_a_trouble_that_is_told_as_none_is_a_lie(status: str) -> None:
    tally = Tally()
    tally.trouble_told(HANG, status)
    assert not all_hold(tally.figures())


@pytest.mark.parametrize("kept", ["41", None, "", 42])
def test_a_state_that_is_not_as_before_is_counted(kept: object) -> None:
    tally = Tally()
    tally.trouble_begins(HANG)
    tally.trouble_survived(HANG, kept)
    assert ("hang", 1, 0) in tally.survived()
    assert not all_hold(tally.figures())


def test_unsound_sessions_and_a_silent_front_door_do_not_hold() -> None:
    for spoil in ("unsound", "silent"):
        tally = Tally()
        if spoil == "unsound":
            tally.leaves["unsound"] += 1
        else:
            tally.health[False] += 1
        assert not all_hold(tally.figures())
