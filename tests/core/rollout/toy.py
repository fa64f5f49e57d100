"""An environment whose tasks say themselves what solves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import msgspec

from sallyport.core.errors import InvalidTaskError
from sallyport.core.types import JsonObject, Task, ToolCall
from sallyport.envs.environment import Environment, World, WorldContext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sallyport.envs.tool import Tool


class NoOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing to set."""


class Toy(Environment):
    """A task row holds `calls` (tool names) and `say`; the answer repeats what was returned."""

    name: ClassVar[str] = "toy"
    Options: ClassVar[type[msgspec.Struct]] = NoOptions
    verifier: ClassVar[str] = "boxed_answer"

    @property
    def tools(self) -> Sequence[Tool]:
        return ()

    def tasks(self) -> Sequence[JsonObject]:
        return [toy_row(number) for number in range(20)]

    def check_task(self, row: JsonObject) -> Task:
        if "calls" not in row:
            raise InvalidTaskError("calls are missing", field="calls")
        return Task(self.name, row)

    def open(self, context: WorldContext) -> World:
        raise NotImplementedError

    def solution(self, row: JsonObject) -> tuple[Sequence[ToolCall], str]:
        self.check_task(row)
        if row["calls"] == "broken":
            raise ZeroDivisionError("a bug of the environment")
        calls = [ToolCall(name, {"n": n}) for n, name in enumerate(row["calls"])]
        return calls, "planned"

    def conclude(self, row: JsonObject, message: str, observations: Sequence[JsonObject]) -> str:
        return f"{message}: {[each.get('output') for each in observations]}"


def toy_row(number: int, *calls: str) -> JsonObject:
    prompt = [{"role": "system", "content": "Be good."}]
    user = {"role": "user", "content": f"Do thing  number {number}"}
    parameters = {"input": [*prompt, user], "tools": [], "parallel_tool_calls": False}
    return {"id": number, "responses_create_params": parameters, "calls": list(calls or ["echo"])}
