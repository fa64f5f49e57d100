"""A world that counts, whose verdict is of its end state; for what runs within one process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from sallyport.core.errors import InvalidArgumentsError, InvalidTaskError
from sallyport.core.types import JsonObject, Observation, State, Task, ToolCall
from sallyport.envs.environment import Environment, World, WorldContext
from sallyport.envs.tool import Tool, unknown_tool


class CountingOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where counting starts."""

    start: int = 0


class CountingWorld(World):
    """Adds and remembers being closed."""

    closed: ClassVar[list[int]] = []

    def __init__(self, start: int, seed: int) -> None:
        self.total = start
        self.seed = seed

    def call(self, call: ToolCall) -> Observation:
        if call.name == "crash":
            raise ZeroDivisionError("a bug of the world")
        if call.name != "add":
            raise unknown_tool(call.name, ["add"])
        if not isinstance(call.arguments.get("n"), int):
            raise InvalidArgumentsError("n is no number", argument="n")
        self.total += call.arguments["n"]
        return Observation({"total": self.total}, "added")

    def export(self) -> State:
        return {"environment": "counting", "total": self.total, "seed": self.seed}

    def close(self) -> None:
        self.closed.append(self.total)


class Counting(Environment):
    """The environment `counting`; a task row holds `adds`, the numbers to add."""

    name: ClassVar[str] = "counting"
    Options: ClassVar[type[msgspec.Struct]] = CountingOptions
    verifier: ClassVar[str] = "counting"
    replays: ClassVar[bool] = True

    options: CountingOptions

    def __init__(self, options: msgspec.Struct | None = None) -> None:
        super().__init__(options)
        self.replayed: list[Sequence[ToolCall | None]] = []

    @property
    def tools(self) -> Sequence[Tool]:
        return ()

    def tasks(self) -> Sequence[JsonObject]:
        return ()

    def check_task(self, row: JsonObject) -> Task:
        if not isinstance(row.get("adds"), list):
            raise InvalidTaskError("adds is missing", field="adds")
        return Task(self.name, row)

    def open(self, context: WorldContext) -> World:
        return CountingWorld(self.options.start, context.seed)

    def solution(self, row: JsonObject) -> tuple[Sequence[ToolCall], str]:
        return [ToolCall("add", {"n": n}) for n in row["adds"]], ""

    def replay(self, calls: Sequence[ToolCall | None]) -> State:
        self.replayed.append(calls)
        total = sum(call.arguments["n"] for call in calls if call is not None)
        return {"total": self.options.start + total}
