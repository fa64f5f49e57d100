"""Judging processes that hang, die and fail: never a reward."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator

import msgspec
import pytest

from sallyport.core.errors import InvalidTaskError, UnknownEnvironmentError
from sallyport.core.settings import JudgeSettings
from sallyport.core.types import JsonObject
from sallyport.sandbox.judges import Judgement, Judges
from sallyport.sandbox.judging import Rollout
from sallyport.sandbox.orders import FREEZE
from tests.serving import House, open_house, settings

pytestmark = pytest.mark.slow

DEADLINE_S = 0.4

RIGHT: JsonObject = {
    "output": [
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "\\boxed{5}"}],
        }
    ]
}


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    with open_house(settings(judging=JudgeSettings(deadline_s=DEADLINE_S))) as opened:
        yield opened


@pytest.fixture
def judges(house: House) -> Judges:
    return Judges(house.runtime._judging.judging, DEADLINE_S)


async def judge(judges: Judges, environment: str = "faulty", **row: str) -> Judgement:
    row = {"expected_result": "5", **row}
    return await judges.judge(msgspec.json.encode(Rollout(environment, dict(row), RIGHT)))


def test_a_rollout_is_judged(house: House, judges: Judges) -> None:
    judgement = house.run(judge(judges))
    assert judgement.verdict is not None
    assert (judgement.verdict.reward, judgement.failure_reason) == (1.0, None)


@pytest.mark.parametrize(
    ("how", "cause"),
    [
        ("hang", "judge_timeout: no verdict within 0.4 s"),
        ("exit", "judge_died: The worker process ended with exit code 9"),
        ("raise", "environment_error: faulty's check_task raised ZeroDivisionError: a bug of the"),
    ],
)
def test_a_judgement_that_goes_wrong_is_no_verdict_and_harms_no_other(
    house: House, judges: Judges, how: str, cause: str
) -> None:
    async def go_wrong() -> None:
        started = time.monotonic()
        wrong, *right = await asyncio.gather(judge(judges, judge=how), judge(judges), judge(judges))
        assert wrong.verdict is None
        assert (wrong.failure_reason or "").startswith(cause)
        assert time.monotonic() - started < DEADLINE_S + 2.0
        for each in (*right, await judge(judges)):
            assert each.verdict is not None
            assert each.verdict.reward == 1.0

    house.run(go_wrong())


def test_a_judge_that_is_killed_from_outside_costs_no_verdict(house: House, judges: Judges) -> None:
    pool = house.runtime._judging.judging

    async def kill_while_it_judges() -> Judgement:
        workers = list(pool._used)
        for worker in workers:
            worker._order(FREEZE)  # so that none is done before it is killed
        task = asyncio.create_task(judge(judges))
        await asyncio.sleep(0.1)
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
        return await task

    assert house.run(kill_while_it_judges()).verdict is not None


def test_many_judgements_that_hang_leave_room_for_those_that_do_not(
    house: House, judges: Judges
) -> None:
    async def crowd() -> None:
        outcomes = await asyncio.gather(*(judge(judges, judge="hang") for _ in range(4)))
        assert [each.verdict for each in outcomes] == [None] * 4
        assert (await judge(judges)).verdict is not None

    house.run(crowd())


def test_a_task_that_cannot_be_judged_is_the_trainers_mistake(house: House, judges: Judges) -> None:
    broken = Rollout("faulty", {"expected_result": None}, RIGHT)
    with pytest.raises(InvalidTaskError, match="expected_result"):
        house.run(judges.judge(msgspec.json.encode(broken)))
    with pytest.raises(UnknownEnvironmentError):
        house.run(judge(judges, "nothing"))


def test_a_judgement_that_was_given_up_holds_no_judge(house: House, judges: Judges) -> None:
    async def give_up() -> None:
        hanging = [asyncio.create_task(judge(judges, judge="hang")) for _ in range(2)]
        await asyncio.sleep(0.05)
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        assert (await judge(judges)).verdict is not None

    house.run(give_up())
