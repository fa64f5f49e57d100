"""The example environment keeps the contracts that it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from sallyport.core.errors import InvalidArgumentsError, InvalidTaskError, UnknownToolError
from sallyport.core.types import ToolCall
from sallyport.envs.environment import Environment
from sallyport.envs.registry import load_entrypoint
from sallyport.sandbox.context import Context
from sallyport.sandbox.judging import Rollout, judge_in

FILE: Final = Path(__file__).parents[2] / "examples" / "stock_room.py"


@pytest.fixture
def stock_room() -> Environment:
    return load_entrypoint(FILE)


def _response(*calls: dict[str, Any]) -> dict[str, Any]:
    return {"output": [{"type": "function_call", "call_id": "1", **call} for call in calls]}


def test_every_task_is_solved_by_its_solution_and_not_by_nothing(stock_room: Environment) -> None:
    for row in stock_room.tasks():
        solved = judge_in(stock_room, Rollout("stock_room", row, _response(*row["ground_truth"])))
        idle = judge_in(stock_room, Rollout("stock_room", row, _response()))
        assert (solved.reward, idle.reward) == (1.0, 0.0)


def test_a_session_books_and_refuses_what_is_not_there(stock_room: Environment) -> None:
    world = stock_room.open(Context(stock_room, 1))
    outputs = [
        world.call(ToolCall(name, arguments)).body["output"]
        for name, arguments in (
            ("take", {"item": "hinge", "amount": 10}),
            ("take", {"item": "hinge", "amount": 10}),
            ("put", {"item": "anvil", "amount": 1}),
            ("count", {"item": "hinge"}),
        )
    ]
    assert outputs == [
        "Booked; 6 are left.",
        "There are not 10 of 'hinge'. Nothing was booked.",
        "There is no shelf for 'anvil'. Nothing was booked.",
        "6",
    ]
    assert [
        change["after"]["amount"] for change in world.export()["tables"]["stock"]["updated"]
    ] == [6]


@pytest.mark.parametrize("amount", [0, -1, "many", 1.5])
def test_an_amount_that_is_none_is_refused(amount: object, stock_room: Environment) -> None:
    world = stock_room.open(Context(stock_room, 1))
    with pytest.raises(InvalidArgumentsError, match="amount"):
        world.call(ToolCall("take", {"item": "bolt", "amount": amount}))


def test_an_unknown_tool_is_refused(stock_room: Environment) -> None:
    with pytest.raises(UnknownToolError, match="count"):
        stock_room.open(Context(stock_room, 1)).call(ToolCall("counts", {}))


@pytest.mark.parametrize(
    "ground_truth",
    [
        None,
        "take",
        [{"name": "take"}],
        [{"name": "steal", "arguments": "{}"}],
        [{"name": "take", "arguments": "{"}],
        [{"name": "take", "arguments": "{}"}],
    ],
)
def test_a_broken_ground_truth_is_no_task(ground_truth: object, stock_room: Environment) -> None:
    with pytest.raises(InvalidTaskError):
        stock_room.check_task({"ground_truth": ground_truth})


def test_a_replay_skips_what_failed(stock_room: Environment) -> None:
    take = ToolCall("take", {"item": "bolt", "amount": 1})
    failed = [None, ToolCall("nothing", {}), ToolCall("take", {})]
    assert stock_room.replay([take, *failed]) == stock_room.replay([take])
