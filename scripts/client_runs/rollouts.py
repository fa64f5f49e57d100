"""What every client plays: rows, what the scripted model does with them, and what must come out."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sallyport.envs.registry import environment_of

from .scripted_judge import RIGHT, UNANSWERED, WRONG
from .scripted_model import Call, prompt


class Rollout(NamedTuple):
    """A row, the turns of the model, and the reward; None where the row cannot be judged.

    `kind` is then the failure's kind as NeMo Gym's agents get it.
    """

    row: dict[str, Any]
    turns: Sequence[Sequence[Call | str]]
    reward: float | None
    kind: str | None = None


CODE = "execute_python"


def mathematics() -> list[Rollout]:
    """Rollouts of math_with_code: states kept, mistakes survived, broken rows among them."""
    row = {"expected_result": "42"}
    add, show = Call(CODE, {"code": "n = 40 + 2"}), Call(CODE, {"code": "n"})
    right, wrong = ["It is \\boxed{42}."], ["It is \\boxed{41}."]
    return [
        Rollout(row, [[add], [show], right], 1.0),
        Rollout(row, [[add, show], wrong], 0.0),
        Rollout(row, [[Call(CODE, '{"code": ')], [add], right], 1.0),
        Rollout(row, [[Call(CODE, {"cod": "1"}), Call(CODE, "[]")], right], 1.0),
        Rollout(row, [[Call("no_such_tool", {})], [Call("a/b?c=1", {})], right], 1.0),
        Rollout(row, [[Call(CODE, {"code": "1 / 0"})], right], 1.0),
        Rollout(row, [["I do not know."]], 0.0),
        Rollout({"expected_result": ""}, [right], None, "sallyport:invalid_task"),
    ]


def workplace() -> list[Rollout]:
    """Rollouts of workplace_assistant: solutions of shipped tasks, and such that do nothing."""
    environment = environment_of("workplace_assistant")
    rollouts = []
    for row in itertools.islice(environment.tasks(), 0, None, 101):
        calls, message = environment.solution(row)
        turns = [[Call(call.name, call.arguments)] for call in calls]
        rollouts.append(Rollout(row, [*turns, [message or "Done."]], 1.0))
        if calls:
            rollouts.append(Rollout(row, [["I would rather not."]], 0.0))
    broken = {**rollouts[0].row, "ground_truth": [{"name": "email_burn", "arguments": "{}"}]}
    rollouts.append(Rollout(broken, [["Done."]], None, "sallyport:invalid_task"))
    return rollouts


def questions() -> list[Rollout]:
    """Rollouts of open_qa without a judge model: what no rule can tell is not judged."""
    row = {"question": "Which animal is it?", "expected_answer": "the grey heron"}
    return [
        Rollout(row, [["The grey heron"]], 1.0),
        Rollout(row, [["A bird that stands in water"]], None, "sallyport:judge_off"),
    ]


def judged_questions() -> list[Rollout]:
    """A hundred rollouts of open_qa with a judge model that fails at every tenth; 5 broken rows."""
    rollouts = []
    for number in range(100):
        row = {"question": f"Which bird is number {number}?", "expected_answer": "the grey heron"}
        if number % 20 == 7:
            broken = {**row, "expected_answer": ""}
            rollouts.append(Rollout(broken, [["Any."]], None, "sallyport:invalid_task"))
        elif number % 10 == 3:
            rollouts.append(Rollout(row, [[f"Bird {number}, {UNANSWERED}"]], None, "judge_failed"))
        else:
            word, reward = ((RIGHT, 1.0), (WRONG, 0.0))[number % 2]
            rollouts.append(Rollout(row, [[f"Bird {number}, {word}"]], reward))
    return rollouts


PLAYED = {
    "math_with_code": mathematics,
    "workplace_assistant": workplace,
    "open_qa": questions,
}


def numbered(rollouts: Sequence[Rollout], environment: str) -> list[dict[str, Any]]:
    """The rows as they are posted, each with the prompt that its script answers and the tools."""
    tools = [tool.schema() for tool in environment_of(environment).tools]
    rows = []
    for number, each in enumerate(rollouts):
        parameters = {"input": prompt(number), "tools": tools}
        rows.append(json.loads(json.dumps({**each.row, "responses_create_params": parameters})))
    return rows
