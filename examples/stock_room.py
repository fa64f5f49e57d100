"""A complete environment of one's own: a stock room whose shelves are booked by tools.

    task "Book: 7 bolts taken, 3 nuts put back."   ground_truth [take(bolt, 7), put(nut, 3)]
      agent ── count, take, put ──▶ StockWorld ── export ──▶ found    ┐
      ground_truth, played in a fresh world ──── export ──▶ expected ┴▶ state_match ─▶ reward

Serve it, and play its tasks:

    sallyport serve stock_room --config examples/stock_room.yaml
    sallyport rollout stock_room --config examples/stock_room.yaml
"""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal

import msgspec

from sallyport.core.errors import InvalidArgumentsError, InvalidTaskError, UnknownToolError
from sallyport.core.transcript import decode_call
from sallyport.core.types import JsonObject, Observation, State, Task, ToolCall
from sallyport.envs.arguments import Form
from sallyport.envs.environment import Environment, World, WorldContext
from sallyport.envs.tool import Tool, unknown_tool

if TYPE_CHECKING:
    from collections.abc import Sequence

STOCK: Final = {"bolt": 120, "nut": 200, "washer": 75, "hinge": 16}
"""What lies on the shelves when a session begins."""

Amount = Annotated[int, Form("a number above zero", lambda amount: amount > 0, {"minimum": 1})]


def count(world: StockWorld, /, item: str) -> str:
    """Count how many of an item are on the shelf.

    Args:
        item: The item's name.
    """
    if item not in world.shelf:
        return f"There is no {item!r} here; there are {', '.join(world.shelf)}."
    return str(world.shelf[item])


def take(world: StockWorld, /, item: str, amount: Amount) -> str:
    """Book that an amount of an item was taken from the shelf.

    Args:
        item: The item's name.
        amount: How many were taken.
    """
    if world.shelf.get(item, 0) < amount:
        return f"There are not {amount} of {item!r}. Nothing was booked."
    world.shelf[item] -= amount
    return f"Booked; {world.shelf[item]} are left."


def put(world: StockWorld, /, item: str, amount: Amount) -> str:
    """Book that an amount of an item was put on the shelf.

    Args:
        item: The item's name.
        amount: How many were put there.
    """
    if item not in world.shelf:
        return f"There is no shelf for {item!r}. Nothing was booked."
    world.shelf[item] += amount
    return f"Booked; {world.shelf[item]} are there now."


TOOLS: Final = tuple(Tool.from_function(function) for function in (count, take, put))


class StockWorld(World):
    """One session's shelves."""

    def __init__(self) -> None:
        self.shelf = dict(STOCK)

    def call(self, call: ToolCall) -> Observation:
        """Run a tool; what cannot be done is told in the output."""
        for tool in TOOLS:
            if tool.name == call.name:
                output = tool.function(self, **tool.bind(call.arguments))
                return Observation({"output": output})
        raise unknown_tool(call.name, [tool.name for tool in TOOLS])

    def export(self) -> State:
        """Return the rows that differ from the beginning, as `state_match` reads them."""
        updated = [
            {
                "position": position,
                "before": {"item": item, "amount": amount},
                "after": {"item": item, "amount": self.shelf[item]},
            }
            for position, (item, amount) in enumerate(STOCK.items())
            if self.shelf[item] != amount
        ]
        changes = {"deleted": [], "updated": updated, "inserted": []}
        table = {"key": None, "rows_before": len(STOCK), **changes}
        return {"template": "stock_room", "tables": {"stock": table}}


class StockOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`match` is state_match's; `deadline_s` is how long one call may take, in seconds."""

    match: Literal["outcome", "strict"] = "outcome"
    deadline_s: float = 2.0


class StockRoom(Environment):
    """Bookkeeping tasks in a stock room, judged by what the shelves hold in the end."""

    name: ClassVar[str] = "stock_room"
    Options: ClassVar[type[msgspec.Struct]] = StockOptions
    description: ClassVar[str] = "Bookings in a stock room"
    verifier: ClassVar[str] = "state_match"
    replays: ClassVar[bool] = True
    reseeds: ClassVar[bool] = True

    options: StockOptions

    @property
    def tools(self) -> Sequence[Tool]:
        """The three tools."""
        return TOOLS

    def tasks(self) -> Sequence[JsonObject]:
        """One task for each pair of items."""
        pairs = itertools.permutations(STOCK, 2)
        return [_row(number, taken, put) for number, (taken, put) in enumerate(pairs)]

    def check_task(self, row: JsonObject) -> Task:
        """Return the row as a task whose ground truth can be played. Raises InvalidTaskError."""
        self.solution(row)
        return Task(self.name, row)

    def open(self, context: WorldContext) -> World:
        """Open a stock room as it is in the beginning."""
        return StockWorld()

    def solution(self, row: JsonObject) -> tuple[Sequence[ToolCall], str]:
        """Return the ground truth's calls. Raises InvalidTaskError."""
        try:
            calls = [decode_call(call["name"], call["arguments"]) for call in row["ground_truth"]]
            for call in calls:
                StockWorld().call(call)
        except (KeyError, TypeError, InvalidArgumentsError, UnknownToolError) as error:
            raise InvalidTaskError(f"The ground truth cannot be played: {error!r}.")
        return calls, "Both are booked."

    def replay(self, calls: Sequence[ToolCall | None]) -> State:
        """Play calls in a fresh world and export its state; what failed then changes nothing."""
        world = StockWorld()
        for call in calls:
            try:
                if call is not None:
                    world.call(call)
            except (InvalidArgumentsError, UnknownToolError):
                continue
        return world.export()

    def call_deadline_s(self, tool: str) -> float:
        """Return the option `deadline_s`."""
        return self.options.deadline_s


def _row(number: int, taken: str, put_back: str) -> JsonObject:
    question = f"Book this: 7 of {taken} were taken, {number + 1} of {put_back} were put back."
    calls = [("take", taken, 7), ("put", put_back, number + 1)]
    return {
        "id": number,
        "responses_create_params": {
            "input": [{"role": "user", "content": question}],
            "tools": [tool.schema() for tool in TOOLS],
        },
        "ground_truth": [
            {"name": name, "arguments": json.dumps({"item": item, "amount": amount})}
            for name, item, amount in calls
        ],
    }
