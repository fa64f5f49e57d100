"""An environment of a file that counts, and whose code breaks as its option says."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec

from sallyport.core.errors import InvalidArgumentsError, InvalidTaskError, UnknownToolError
from sallyport.core.transcript import Transcript
from sallyport.core.types import JsonObject, Observation, State, Task, ToolCall, Verdict
from sallyport.envs.environment import Environment, World, WorldContext
from sallyport.envs.tool import Tool, unknown_tool
from sallyport.verifiers import all_of, boxed_answer
from sallyport.verifiers.registry import register


def add(world: CountingWorld, /, number: int) -> str:
    """Add a number.

    Args:
        number: What to add.
    """
    if world.fault == "tool":
        return PRICES["no such key"]
    if world.fault == "sleep":
        time.sleep(60)
    world.total += number
    return str(world.total)


PRICES: dict[str, str] = {}
TOOLS = (Tool.from_function(add),)


def totals(task: Task, transcript: Transcript, state: State) -> Verdict:
    passed = state["found"] == state["expected"]
    return Verdict(float(passed), passed, "totals", "The totals were compared.")


def with_fault(options: Any) -> Any:
    fault = options["fault"]

    def judged(task: Task, transcript: Transcript, state: State) -> Any:
        match fault:
            case "verifier":
                raise LookupError("nothing here")
            case "none":
                return None
            case "pays_two":
                return Verdict(2.0, True, "own", "")
            case "details":
                return Verdict(0.0, False, "own", "", details={"seen": object()})
            case "open_question" | "model_question":
                return Verdict(0.0, False, "own", "", details={fault: "What is it?"})
        return totals(task, transcript, state)

    return judged


register("clumsy", with_fault)
register("clumsy_answer", lambda options: boxed_answer)
register("clumsy_both", lambda options: all_of(answer=boxed_answer, total=totals))


class CountingWorld(World):
    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.total = 0

    def call(self, call: ToolCall) -> Observation:
        for tool in TOOLS:
            if tool.name == call.name:
                return Observation({"output": tool.function(self, **tool.bind(call.arguments))})
        raise unknown_tool(call.name, ["add"])

    def export(self) -> State:
        return {"total": self.total}


class ClumsyOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fault: str = ""


class Clumsy(Environment):
    """Sums."""

    name: ClassVar[str] = "clumsy"
    Options: ClassVar[type[msgspec.Struct]] = ClumsyOptions
    verifier: ClassVar[str] = "clumsy"
    replays: ClassVar[bool] = True

    options: ClumsyOptions

    @property
    def tools(self) -> Sequence[Tool]:
        return TOOLS

    def tasks(self) -> Sequence[JsonObject]:
        return [{"id": number, "numbers": [number, 2]} for number in range(50)]

    def check_task(self, row: JsonObject) -> Task:
        numbers = row.get("numbers")
        if self.options.fault == "tasks" or not isinstance(numbers, list):
            raise InvalidTaskError("numbers must be a list", field="numbers")
        if not all(type(number) is int for number in numbers):
            raise InvalidTaskError("numbers must be integers", field="numbers")
        return Task(self.name, row)

    def open(self, context: WorldContext) -> World:
        return CountingWorld(self.options.fault)

    def solution(self, row: JsonObject) -> tuple[Sequence[ToolCall], str]:
        if self.options.fault == "solution":
            raise ArithmeticError("no solution")
        return [ToolCall("add", {"number": number}) for number in row["numbers"]], ""

    def replay(self, calls: Sequence[ToolCall | None]) -> State:
        if self.options.fault == "replay":
            raise RuntimeError("cannot replay")
        world = CountingWorld(self.options.fault)
        for call in calls:
            try:
                if call is not None:
                    world.call(call)
            except (InvalidArgumentsError, UnknownToolError):
                continue
        return world.export()


class Both(Clumsy):
    """Sums that are told too."""

    name: ClassVar[str] = "clumsy_both"
    verifier: ClassVar[str] = "clumsy_both"

    def tasks(self) -> Sequence[JsonObject]:
        return [{"numbers": [1, 2], "expected_result": "6"}]


class Live(Clumsy):
    """Sums whose verifier looks at no state, so that judging plays no call."""

    name: ClassVar[str] = "clumsy_live"
    verifier: ClassVar[str] = "clumsy_answer"
    replays: ClassVar[bool] = False

    def solution(self, row: JsonObject) -> tuple[Sequence[ToolCall], str]:
        return super().solution(row)[0], f"\\boxed{{{sum(row['numbers'])}}}"

    def tasks(self) -> Sequence[JsonObject]:
        return [{"numbers": [1, 2], "expected_result": "3"}]


class Misnamed(Clumsy):
    """Sums that nobody judges."""

    name: ClassVar[str] = "clumsy_misnamed"
    verifier: ClassVar[str] = "clumsi"
