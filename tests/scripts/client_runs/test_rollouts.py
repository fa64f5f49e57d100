"""What clients play is what the verifiers say it is."""

from __future__ import annotations

import itertools

import pytest

from sallyport.core.errors import InvalidTaskError
from sallyport.core.types import ToolCall
from sallyport.envs.registry import environment_of
from sallyport.sandbox.judging import Rollout, judge_in
from scripts.client_runs.rollouts import PLAYED, numbered
from scripts.client_runs.scripted_model import Call


@pytest.mark.parametrize("name", PLAYED)
def test_every_expected_reward_is_the_verdict(name: str) -> None:
    environment = environment_of(name)
    rollouts = PLAYED[name]()
    for row, each in zip(numbered(rollouts, name), rollouts, strict=True):
        parts = list(itertools.chain.from_iterable(each.turns))
        output = [
            {"type": "function_call", "name": p.name, "arguments": p.arguments, "call_id": "c"}
            if isinstance(p, Call)
            else {"type": "message", "role": "assistant", "content": p}
            for p in parts
        ]
        rollout = Rollout(name, row, {"output": output})
        if each.kind == "sallyport:invalid_task":
            with pytest.raises(InvalidTaskError):
                judge_in(environment, rollout)
            continue
        verdict = judge_in(environment, rollout)
        assert verdict.reward == (each.reward or 0.0), (row, verdict)


def test_a_call_of_a_solution_is_posted_as_it_is() -> None:
    call = ToolCall("a", {"b": [1]})
    assert Call(call.name, call.arguments).arguments == '{"b": [1]}'
