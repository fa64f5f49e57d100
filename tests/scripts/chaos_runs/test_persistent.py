"""Who plays under fire: tries again, and never concludes from a call that was not ok."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest

from sallyport.core.rollout.conversation import Fault
from sallyport.core.rollout.job import Job, Recording
from sallyport.core.rollout.policy import Call, Reply, Say, Step
from scripts.chaos_runs.persistent import MAX_TRIES, Persistent, cell, status_of
from scripts.chaos_runs.tally import Tally
from scripts.chaos_runs.troubles import TROUBLES, Trouble

JOB = Job(0, 0, Recording({}))
HANG = next(each for each in TROUBLES if each.name == "hang")


def answer(status: str, result: str = "") -> Reply:
    return Reply(200, json.dumps({"status": status, "result": result}))


def played(policy: Persistent, replies: Sequence[Reply]) -> list[Step]:
    """Play against fixed replies to calls; return the steps."""

    async def play() -> list[Step]:
        rest, steps, reply = iter(replies), list[Step](), None
        game = policy.play(JOB)
        try:
            while True:
                step = await game.asend(reply)
                steps.append(step)
                reply = next(rest) if isinstance(step, Call) else None
        except StopAsyncIteration:
            return steps

    return asyncio.run(play())


def persistent(tally: Tally, trouble: Trouble | None = None) -> Persistent:
    def conclude(seen: Sequence[dict[str, Any]]) -> str:
        return ",".join(each["result"] for each in seen)

    return Persistent([cell("1"), cell("2")], conclude, tally, trouble)


def test_calls_are_made_once_each_while_they_are_ok() -> None:
    steps = played(persistent(Tally()), [answer("ok", "1"), answer("ok", "2")])
    assert steps == [cell("1"), cell("2"), Say("1,2")]


@pytest.mark.parametrize("status", ["worker_died", "timeout", "memory_limit", "error"])
def test_a_call_that_was_not_ok_is_made_again_and_not_concluded_from(status: str) -> None:
    replies = [answer("ok", "1"), answer(status, "bad"), answer("ok", "2")]
    assert played(persistent(Tally()), replies)[-1] == Say("1,2")


def test_what_never_is_ok_is_a_fault_named_by_its_status() -> None:
    with pytest.raises(Fault) as fault:
        played(persistent(Tally()), [answer("worker_died")] * MAX_TRIES)
    assert fault.value.cause == "never_ok_worker_died"


def test_trouble_is_made_once_between_two_looks_at_the_state() -> None:
    tally = Tally()
    replies = [
        answer("ok"),
        answer("timeout"),
        answer("worker_died"),
        answer("ok", "42"),
        answer("ok", "1"),
        answer("ok", "2"),
    ]
    steps = played(persistent(tally, HANG), replies)
    again = [cell("kept + 1")] * 2
    assert steps == [
        cell("kept = 41"),
        cell(HANG.code),
        *again,
        cell("1"),
        cell("2"),
        Say("1,2"),
    ]
    assert tally.survived()[0] == ("hang", 1, 1)
    assert tally.statuses == {("hang", "timeout"): 1}


def test_an_observation_without_a_status_is_ok_and_a_refusal_is_not() -> None:
    assert status_of(Reply(200, '{"output": []}')) == "ok"
    assert status_of(Reply(404, '{"error": {}}')) == "refused"
    assert status_of(None) == "refused"
