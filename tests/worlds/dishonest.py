"""An environment of a file whose verifier is its own and breaks what its option says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import msgspec

from sallyport.core.errors import InvalidTaskError
from sallyport.core.transcript import Transcript
from sallyport.core.types import JsonObject, Observation, State, Task, ToolCall, Verdict
from sallyport.envs.environment import Environment, World, WorldContext
from sallyport.envs.tool import Tool, unknown_tool
from sallyport.verifiers.boxed_answer.questions import Question, opened
from sallyport.verifiers.registry import register


def _verifier(options: Any) -> Any:
    fault = options["fault"]

    def verifier(task: Task, transcript: Transcript, state: State) -> Verdict:
        texts = transcript.assistant_texts()
        reward = float(texts[-1:] == (task.row["answer"],))
        if fault == "pays_for_nothing" and not texts:
            reward = 1.0
        if fault == "nan" and not reward:
            reward = float("nan")
        if fault == "raises" and any("type" not in item for item in transcript.items):
            raise KeyError("type")
        if fault == "changes":
            task.row["seen"] = True
        if fault == "hash_order":
            return Verdict(reward, bool(reward), "own", " ".join({"a", "b", "c", "d", "e"}))
        if fault == "waits":
            return Verdict(0.0, False, "own", "", details=opened(Question("1", "x")))
        return Verdict(reward, reward == 1.0, "own", "It was compared.")

    return verifier


register("dishonest", _verifier)


class DishonestOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is wrong with the verifier."""

    fault: Literal[
        "", "pays_for_nothing", "nan", "raises", "changes", "hash_order", "waits", "no_tasks"
    ] = ""


class SilentWorld(World):
    """There is nothing in it."""

    def call(self, call: ToolCall) -> Observation:
        raise unknown_tool(call.name, [])

    def export(self) -> State:
        return {}


class Dishonest(Environment):
    """Questions, each with one answer."""

    name: ClassVar[str] = "dishonest"
    Options: ClassVar[type[msgspec.Struct]] = DishonestOptions
    verifier: ClassVar[str] = "dishonest"

    options: DishonestOptions

    @property
    def tools(self) -> Sequence[Tool]:
        return ()

    def tasks(self) -> Sequence[JsonObject]:
        if self.options.fault == "no_tasks":
            return ()
        question = {"input": [{"role": "user", "content": "What is 6 x 7?"}], "tools": [{"a": 1}]}
        return ({"answer": "42", "responses_create_params": question}, {"answer": "43"})

    def check_task(self, row: JsonObject) -> Task:
        if not isinstance(row.get("answer"), str):
            raise InvalidTaskError("answer must be text", field="answer")
        return Task(self.name, row)

    def open(self, context: WorldContext) -> World:
        return SilentWorld()

    def solution(self, row: JsonObject) -> tuple[Sequence[ToolCall], str]:
        if row["answer"] == "43":
            raise InvalidTaskError("nobody knows")
        return (), row["answer"]
