"""An environment as the laws see it: its verifier, its tasks, and what it knows of them.

Environment ─┬─ tasks, check_task, solution ──┐
             ├─ replay(calls) ─ end state ────┼─▶ Subject ─▶ verifiers.laws
             └─ verifier, options ────────────┘
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ..core.errors import ConfigurationError, SallyportError
from ..verifiers.laws import Solution, Subject
from ..verifiers.registry import verifier_of
from .judging import Rollout, end_state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..core.transcript import Transcript
    from ..core.types import JsonObject, State, Task
    from ..envs.environment import Environment


def subject_of(
    environment: Environment, rows: Sequence[JsonObject] | None = None, source: str = ""
) -> Subject:
    """Return what the laws are held against, over `rows` or else the environment's own tasks.

    `source` are lines of Python that make `subject` again. Raises ConfigurationError when there
    is no task.
    """
    tasks = [_without_tools(row) for row in (environment.tasks() if rows is None else rows)]
    if not tasks:
        raise ConfigurationError(
            f"{environment.name} has no tasks of its own; name a file of them with --tasks"
        )
    options = msgspec.to_builtins(environment.options)
    return Subject(
        verifier=verifier_of(environment.verifier, options),
        rows=tasks,
        solve=lambda row: _solution(environment, row),
        task_of=environment.check_task,
        state_of=lambda task, transcript: _state(environment, task, transcript),
        tools=[tool.schema() for tool in environment.tools],
        judges_state=environment.replays,
        order_counts=_order_counts(options),
        idle_is_right=lambda row: _is_idle(environment, row),
        source=source,
    )


def _without_tools(row: JsonObject) -> JsonObject:
    """Leave out the tools' schemas: they are long, and no verifier judges by them."""
    parameters = row.get("responses_create_params")
    if not isinstance(parameters, dict):
        return row
    kept = {name: value for name, value in parameters.items() if name != "tools"}
    return {**row, "responses_create_params": kept}


def _solution(environment: Environment, row: JsonObject) -> Solution | None:
    """Ask the oracle; of a task that it cannot solve nothing is known.

    Where solving takes running code, it is asked about a row without its question: an oracle knows
    such a task by what it expects alone, and answers at once.
    """
    if environment.runs_untrusted_code:
        row = {name: row[name] for name in row if name not in {"id", "responses_create_params"}}
    try:
        calls, message = environment.solution(row)
    except SallyportError:
        return None
    return Solution(tuple(calls), message)


def _state(environment: Environment, task: Task, transcript: Transcript) -> State:
    return end_state(environment, Rollout(environment.name, task.row, {}), transcript)


def _is_idle(environment: Environment, row: JsonObject) -> bool:
    if not environment.replays:
        return False
    return environment.replay(()) == environment.replay(environment.solution(row)[0])


def _order_counts(options: JsonObject) -> str:
    strict = options.get("match") == "strict"
    return "rows are compared in their order (match: strict)" if strict else ""
