"""Leases of real workers, their own and shared ones."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import pytest

from sallyport.core.errors import WorkerDiedError
from sallyport.sandbox.frames import Done, Failed, Reply, Taken
from sallyport.sandbox.judging import Rollout
from sallyport.sandbox.lease import Lease
from tests.serving import House, built_in, open_house, runs, settings, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    worlds = built_in("math_with_code"), built_in("workplace_assistant")
    with open_house(settings(*worlds)) as opened:
        yield opened


def body(reply: Reply) -> object:
    assert isinstance(reply, Done), reply
    return json.loads(reply.body)


async def run(lease: Lease, code: str) -> object:
    reply = await lease.call("execute_python", json.dumps({"code": code}).encode())
    shown = body(reply)
    assert isinstance(shown, dict)
    return shown["result"]


def test_each_request_reaches_the_world_in_the_leases_slot(house: House) -> None:
    async def ask() -> None:
        lease = await house.runtime.pools["math_with_code"].lease()
        assert body(await lease.open(5)) == {}
        assert await run(lease, "import random; x = random.random(); 1") == "1"
        assert body(await lease.export()) == {"environment": "math_with_code", "executed": 1}
        await lease.reseed(5)
        assert await run(lease, "x == random.random()") == "True"
        taken = await lease.snapshot()
        assert isinstance(taken, Taken)
        other = await house.runtime.pools["math_with_code"].lease()
        body(await other.restore(taken.data, seed=6, reseed=True, calls=2))
        assert await run(other, "0 < x < 1") == "True"
        assert await run(other, "x == random.random()") == "False", "its numbers began anew"
        for each in (lease, other):
            each.retire()

    house.run(ask())


def test_a_judge_judges(house: House) -> None:
    async def ask() -> Reply:
        lease = await house.runtime._all_pools()["judges"].lease()
        row = {"expected_result": "4", "responses_create_params": {}}
        content = [{"type": "output_text", "text": "\\boxed{4}", "annotations": []}]
        message = {"type": "message", "role": "assistant", "content": content}
        rollout = Rollout("math_with_code", row, {"output": [message]})
        try:
            return await lease.judge(msgspec.json.encode(rollout))
        finally:
            lease.retire()

    shown = body(house.run(ask()))
    assert isinstance(shown, dict)
    assert "1.0" in json.dumps(shown)


def test_retiring_a_worker_of_its_own_kills_it_once(house: House) -> None:
    async def retire() -> None:
        pool = house.runtime.pools["math_with_code"]
        lease = await pool.lease()
        pid = lease.worker.pid
        assert pool.counts()["leased"] == 1
        for _ in range(3):
            lease.retire()
        assert lease.retired
        await until(lambda: not runs(pid))
        with pytest.raises(WorkerDiedError):
            await lease.export()
        await until(lambda: pool.counts()["warm"] == 2 and not pool.counts()["starting"])

    house.run(retire())


def test_retiring_a_slot_closes_its_world_and_gives_the_slot_to_the_next(house: House) -> None:
    async def retire() -> None:
        pool = house.runtime.pools["workplace_assistant"]
        first, other = await pool.lease(), await pool.lease()
        for each in (first, other):
            await each.open(1)
        for _ in range(3):
            first.retire()
        reply = await first.export()
        assert isinstance(reply, Failed), "its world is closed"
        assert body(await other.export()), "its neighbour's is not"
        again = [await pool.lease() for _ in range(2)]
        assert (first.worker, first.slot) in {(each.worker, each.slot) for each in again}
        for each in (other, *again):
            each.retire()

    house.run(retire())
