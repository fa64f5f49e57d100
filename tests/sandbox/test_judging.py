from __future__ import annotations

from typing import Any

import pytest

from sallyport.core.errors import InvalidTaskError, NoRolloutError, UnknownEnvironmentError
from sallyport.core.transcript import Transcript
from sallyport.core.types import JsonObject, State, Task, Verdict
from sallyport.sandbox import judging
from sallyport.sandbox.judging import Rollout, judge, judge_in
from tests.sandbox.toy_world import Counting, CountingOptions


def compare(task: Task, transcript: Transcript, state: State) -> Verdict:
    """The verifier `counting`: are the two totals the same?"""
    passed = state["found"]["total"] == state["expected"]["total"]
    return Verdict(float(passed), passed, "counting", "totals", {}, {"state": state})


@pytest.fixture(autouse=True)
def _counting_verifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "verifier_of", lambda name, options: {"counting": compare}[name])
    judging._states.clear()


def response(*arguments: Any) -> JsonObject:
    calls = [{"type": "function_call", "name": "add", "arguments": each} for each in arguments]
    return {"output": calls}


def rollout(*arguments: Any, adds: Any = (2, 3), state: State | None = None) -> Rollout:
    return Rollout("counting", {"adds": list(adds)}, response(*arguments), state)


def test_a_stored_rollout_is_played_again_and_compared_with_the_solution() -> None:
    assert judge_in(Counting(), rollout('{"n": 1}', '{"n": 4}')).reward == 1.0
    assert judge_in(Counting(), rollout('{"n": 1}')).reward == 0.0


def test_a_live_sessions_state_is_judged_as_it_was_exported() -> None:
    environment = Counting()
    assert judge_in(environment, rollout("{", state={"total": 5})).reward == 1.0
    assert len(environment.replayed) == 1, "only the solution is played"


def test_a_live_sessions_own_calls_stand_for_those_that_its_response_tells() -> None:
    made = response('{"n": 5}')["output"]
    said = {"output": [*response('{"n": 1}')["output"], {"type": "message", "content": "done"}]}
    environment = Counting()
    verdict = judge_in(environment, Rollout("counting", {"adds": [5]}, said, made=tuple(made)))
    assert verdict.reward == 1.0


def test_a_response_that_is_no_rollout_is_not_judged() -> None:
    for sent in ({}, {"status": "failed", "output": []}, {"error": "x"}):
        for state in (None, {"total": 0}):
            with pytest.raises(NoRolloutError):
                judge_in(Counting(), Rollout("counting", {"adds": []}, sent, state))


def test_a_verdict_says_what_was_converted_and_else_nothing() -> None:
    call = {"id": "c", "function": {"name": "add", "arguments": '{"n": 5}'}}
    sent = {"messages": [{"role": "assistant", "tool_calls": [call]}]}
    verdict = judge_in(Counting(), Rollout("counting", {"adds": [5]}, sent))
    assert (verdict.reward, verdict.details["converted"]) == (1.0, ["messages", "tool_calls"])
    assert "converted" not in judge_in(Counting(), rollout('{"n": 5}')).details


def test_a_call_that_cannot_be_read_changed_nothing() -> None:
    environment = Counting()
    verdict = judge_in(environment, rollout('{"n": 5}', "{", "[]", adds=[5]))
    assert verdict.reward == 1.0
    assert [call is None for call in environment.replayed[0]] == [False, True, True]


def test_a_task_that_cannot_be_judged_raises_before_anything_is_played() -> None:
    environment = Counting()
    with pytest.raises(InvalidTaskError):
        judge_in(environment, Rollout("counting", {}, response()))
    assert environment.replayed == []


def test_an_environment_that_is_not_served_is_named() -> None:
    with pytest.raises(UnknownEnvironmentError, match="'counting'"):
        judge({}, rollout())
    assert judge({"counting": Counting()}, rollout('{"n": 5}')).passed


def test_the_solution_of_one_task_is_played_once_for_all_its_rollouts() -> None:
    environment = Counting()
    for _ in range(3):
        judge_in(environment, rollout(state={"total": 5}))
    assert len(environment.replayed) == 1


def test_environments_of_other_options_have_other_solutions() -> None:
    one, other = Counting(), Counting(CountingOptions(start=100))
    assert judge_in(one, rollout(state={"total": 5})).reward == 1.0
    assert judge_in(other, rollout(state={"total": 105})).reward == 1.0


def test_what_is_kept_of_solutions_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "MAX_CACHED_STATES", 3)
    environment = Counting()
    for number in range(10):
        judge_in(environment, rollout(adds=[number], state={"total": 0}))
    assert len(judging._states) == 3
    judge_in(environment, rollout(adds=[9], state={"total": 0}))
    assert len(environment.replayed) == 10, "the newest are kept"
