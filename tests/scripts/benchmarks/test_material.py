"""What the bench plays must be rollouts that earn their reward; else their speed says nothing."""

from __future__ import annotations

import msgspec
import pytest

from sallyport.envs.registry import environment_of
from sallyport.sandbox.judging import Rollout, judge
from scripts.benchmarks.material import Script, math_rollout, workplace_rollout


def reward(environment: str, script: Script) -> float:
    served = {environment: environment_of(environment, {})}
    body = msgspec.json.decode(script.verify)
    response = body.pop("response")
    return judge(served, Rollout(environment, body, response)).reward


@pytest.mark.slow
def test_a_math_rollout_is_three_cells_and_the_right_answer() -> None:
    for number in range(150):
        script = math_rollout(number)
        assert [path for path, _ in script.calls] == ["/execute_python"] * 3
        assert reward("math_with_code", script) == 1.0, script.seed


@pytest.mark.slow
def test_a_workplace_rollout_is_three_lookups_and_the_right_deed() -> None:
    for number in range(0, 600, 7):
        script = workplace_rollout(number)
        assert len(script.calls) == 4
        assert reward("workplace_assistant", script) == 1.0, script.seed


@pytest.mark.slow
def test_rollouts_of_different_numbers_are_of_different_tasks() -> None:
    assert len({workplace_rollout(number).seed for number in range(20)}) == 20
