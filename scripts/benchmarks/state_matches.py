"""End states of the workplace: rollouts a second on one core, played again and compared."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING, Final

from sallyport.envs.registry import environment_of
from sallyport.sandbox.judging import Rollout, judge_in

from .figures import Figure

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject

    from .samples import Effort

_ROLLOUTS_A_SAMPLE: Final = 10


def measure(effort: Effort) -> list[Figure]:
    """Judge the shipped tasks' rollouts: done right, not at all, and as another task asks."""
    environment = environment_of("workplace_assistant", {})
    environment.warm()
    rows = [row for row in environment.tasks() if row["ground_truth"]]
    answers = {
        "right": [_response(row) for row in rows],
        "nothing done": [{"output": []} for _ in rows],
        "wrong": [_response(row) for row in (*rows[1:], rows[0])],
    }
    figures = []
    for name, responses in answers.items():
        rollouts = [
            Rollout("workplace", row, response)
            for row, response in zip(rows, responses, strict=True)
        ]
        rates = []
        for _ in range(effort.rounds):
            count = effort.samples * _ROLLOUTS_A_SAMPLE
            started = time.process_time()
            for number in range(count):
                judge_in(environment, rollouts[number % len(rollouts)])
            rates.append(count / (time.process_time() - started))
        figures.append(
            Figure(
                section="verify",
                what=f"workplace state match, {name}",
                value=median(rates),
                unit="/s",
                limit=2000,
                at_least=True,
            )
        )
    return figures


def _response(row: JsonObject) -> JsonObject:
    return {
        "output": [
            {"type": "function_call", "call_id": f"call_{number}", **call}
            for number, call in enumerate(row["ground_truth"])
        ]
    }
