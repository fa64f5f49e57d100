"""What is held to the laws: a verifier, and what must be known to make rollouts for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from ...core.transcript import Transcript, transcript_of
from ...core.types import JsonObject, State, Task, ToolCall, Verdict
from ..verifier import Verifier
from .case import Case


class Solution(msgspec.Struct, frozen=True):
    """What solves a task: the calls to make, and the final message ("" for none)."""

    calls: tuple[ToolCall, ...] = ()
    message: str = ""

    def items(self) -> tuple[JsonObject, ...]:
        """Return the solution as the items of a response."""
        calls = [call_item(call, f"call_{n}") for n, call in enumerate(self.calls, 1)]
        return (*calls, message_item(self.message)) if self.message else tuple(calls)


def call_item(call: ToolCall, call_id: str) -> JsonObject:
    """Return the item of one call, its arguments as JSON text."""
    arguments = msgspec.json.encode(call.arguments).decode()
    return {
        "type": "function_call",
        "name": call.name,
        "arguments": arguments,
        "call_id": call_id,
    }


def message_item(text: str) -> JsonObject:
    """Return the item of one message of the assistant's."""
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"type": "message", "role": "assistant", "content": content}


def task_of_row(row: JsonObject) -> Task:
    """Return the row as a task of no environment in particular."""
    return Task("", row)


def no_solution(row: JsonObject) -> Solution | None:
    """Know no solution of any task."""
    return None


def no_state(task: Task, transcript: Transcript) -> State:
    """Lead to an empty state, whatever was called."""
    return {}


def never(row: JsonObject) -> bool:
    """Mark no task."""
    return False


@dataclass(frozen=True, kw_only=True, repr=False)
class Subject:
    """A verifier, and how rollouts for it are made.

    `rows` are tasks, at least one. `task_of` checks a row as an environment does; it may raise
    InvalidTaskError. `solve` returns what earns the whole reward, or None where it is not known.
    `state_of` returns the state that the calls of a transcript lead to. `tools` are the schemas of
    those that may be called. `judges_state`: only the end state counts, and no word that was said.
    `order_counts`: why calls in another order may be another result, or "". `idle_is_right` marks
    tasks that are done when nothing is. `rewards` are the least and the greatest there may be.
    `source` are lines of Python that make `subject`: other processes are told it, and it is put
    before counter-examples.
    """

    verifier: Verifier
    rows: Sequence[JsonObject]
    solve: Callable[[JsonObject], Solution | None] = no_solution
    task_of: Callable[[JsonObject], Task] = task_of_row
    state_of: Callable[[Task, Transcript], State] = no_state
    tools: Sequence[JsonObject] = ()
    judges_state: bool = False
    order_counts: str = ""
    idle_is_right: Callable[[JsonObject], bool] = never
    rewards: tuple[float, float] = (0.0, 1.0)
    source: str = ""

    def __repr__(self) -> str:
        """Hypothesis shows what strategies are made of, and rows are many."""
        return f"Subject({len(self.rows)} tasks)"

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError("a subject needs at least one task row")

    def inputs(self, case: Case) -> tuple[Task, Transcript, State]:
        """Return what the verifier is called with, nothing of it the case's own.

        Raises what `task_of` and `state_of` do.
        """
        task = self.task_of(copied(case.row))
        transcript = transcript_of({"output": copied(case.items)})
        if case.state is not None:
            return task, transcript, copied(case.state)
        return task, transcript, self.state_of(task, transcript)

    def judge(self, case: Case) -> Verdict:
        """Judge a case. Raises what the verifier and the functions around it raise."""
        return self.verifier(*self.inputs(case))

    def solved(self) -> Sequence[tuple[JsonObject, Solution]]:
        """Return every row whose solution is known, with it."""
        pairs = [(row, self.solve(row)) for row in self.rows]
        return [(row, solution) for row, solution in pairs if solution is not None]


def copied(value: Any) -> Any:
    """Return a copy of a JSON value of any depth, so that no verifier spoils the next example."""
    whole: list[Any] = [value]
    rest: list[tuple[Any, Any]] = [(whole, 0)]
    while rest:
        holder, key = rest.pop()
        one = holder[key]
        if isinstance(one, dict):
            holder[key] = dict(one)
            rest.extend((holder[key], name) for name in one)
        elif isinstance(one, list | tuple):
            holder[key] = list(one)
            rest.extend((holder[key], at) for at in range(len(one)))
    return whole[0]


def leaves(value: Any) -> list[Any]:
    """Return every value within a JSON value that is neither an object nor an array, in order."""
    found: list[Any] = []
    rest = [value]
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            rest.extend(reversed(one.values()))
        elif isinstance(one, list | tuple):
            rest.extend(reversed(one))
        else:
            found.append(one)
    return found
