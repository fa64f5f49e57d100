"""Many rows at once: read when there is room, given back in their order, each failing alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Iterator
from typing import Any, cast

import msgspec

from sallyport.core.cli.comparison import MAX_SHOWN, Comparison
from sallyport.core.cli.rejudging import Rejudged, Rejudging
from sallyport.core.errors import AtCapacityError, InvalidTaskError
from sallyport.core.judge_model import ModelJudging
from sallyport.core.rollout.jsonl import Line
from sallyport.core.types import JsonObject, Verdict
from sallyport.sandbox.judges import Judgement


class Slow:
    """Judges by the row's `n`: the lower, the longer it takes."""

    calls_at_once = 1

    def __init__(self) -> None:
        self.under_way = 0
        self.most = 0

    async def judge(self, rollout: bytes) -> Judgement:
        decoded = msgspec.json.decode(rollout)
        number = decoded["row"].get("n")
        if number is None:
            raise InvalidTaskError("n is missing", field="n")
        if number < 0:
            raise AtCapacityError("nobody has time")
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0.02 if number % 3 == 0 else 0.001)
        self.under_way -= 1
        if number == 7:
            return Judgement(None, "judge_timeout: no verdict within 1 s")
        reward = float(number % 2 if decoded["environment"] == "toy" else 1)
        return Judgement(Verdict(reward, bool(reward), "toy", f"it is {number}"))


def _lines(rows: Iterable[JsonObject]) -> Iterator[Line]:
    return (Line(number, 0, b"", row) for number, row in enumerate(rows, 1))


def judged_by(judges: Slow, rows: Iterator[JsonObject], **options: Any) -> list[Rejudged]:
    async def run() -> list[Rejudged]:
        chosen: dict[str, Any] = {
            "other": None, "tasks": lambda row: None, "given": False, "max_bytes": 10_000, **options
        }  # fmt: skip
        rejudging = Rejudging(judges=cast(ModelJudging, judges), environment="toy", **chosen)
        return [row async for row in rejudging.rows(_lines(rows))]

    return asyncio.run(run())


def test_rows_come_in_order_and_are_read_when_there_is_room() -> None:
    read: list[int] = []
    judges = Slow()
    most = 4 * (os.cpu_count() or 1)

    def rows() -> Iterator[JsonObject]:
        for number in range(100):
            read.append(number)
            yield {"n": number, "response": {}, "reward": 1.0}

    found = judged_by(judges, rows())
    assert [row.row["n"] for row in found] == list(range(100))
    assert read == list(range(100))
    assert 1 < judges.most <= most
    assert [row.row["reward"] for row in found[:4]] == [0.0, 1.0, 0.0, 1.0]
    assert [row.recorded_reward for row in found] == [1.0] * 100


def test_each_row_fails_alone_and_says_why() -> None:
    rows: list[JsonObject] = [
        {"n": 1, "response": {}}, {"n": 7, "response": {}}, {"n": -1, "response": {}}, {"n": 1},
        {"n": 1, "response": {"text": "x" * 20_000}}, {"m": 1, "response": {}}, {"n": 3, "response": {}},
    ]  # fmt: skip
    found = judged_by(Slow(), iter(rows))
    causes = [row.cause for row in found]
    assert causes == [
        None, "judge_timeout", "at_capacity", "invalid_recording", "too_large", "invalid_task",
        None,
    ]  # fmt: skip
    assert found[1].row["failure_reason"] == "judge_timeout: no verdict within 1 s"
    assert [row.row["valid"] for row in found] == [cause is None for cause in causes]


def test_a_row_that_is_no_task_is_joined_to_the_task_of_its_prompt() -> None:
    rows = [{"m": 1, "response": {}}, {"n": 2, "response": {}}]
    found = judged_by(Slow(), iter(rows), tasks=lambda row: {"n": 5})
    assert [row.row["n"] for row in found] == [5, 2]
    found = judged_by(Slow(), iter(rows), tasks=lambda row: {"n": 5}, given=True)
    assert [row.row["n"] for row in found] == [5, 5]


def test_verdicts_that_change_are_counted_and_the_first_are_told() -> None:
    rows = [{"n": number, "response": {}} for number in (*range(7), -1, *range(8, 80))]
    comparison = Comparison(compared=True)
    for row in judged_by(Slow(), iter(rows), other="/other"):
        comparison.add(row)
    figures = comparison.figures()
    assert (figures["rollouts"], figures["not valid"]) == (80, 1)
    assert figures["changed"] == figures["  0 to 1"] == 40
    assert figures["  the same"] == 40
    assert comparison.changed[:2] == ["row 1: 0 to 1: it is 0", "row 3: 0 to 1: it is 2"]
    assert len(comparison.changed) == MAX_SHOWN


def test_rows_under_way_are_given_up_when_nobody_wants_them_any_more() -> None:
    judges = Slow()

    async def run() -> None:
        rejudging = Rejudging(
            judges=cast(ModelJudging, judges), environment="toy", other=None,
            tasks=lambda row: None, given=False, max_bytes=10_000,
        )  # fmt: skip
        found = rejudging.rows(_lines({"n": 3, "response": {}} for _ in range(50)))
        await anext(found)
        await found.aclose()
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())
