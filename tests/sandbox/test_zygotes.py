"""A zygote that dies or has forked enough is replaced, and its workers live on."""

from __future__ import annotations

import os
import signal

import pytest

from sallyport.core.settings import PoolSettings
from tests.serving import House, faulty, open_house, settings, until

pytestmark = pytest.mark.slow


async def _remember(house: House, client: object, text: str) -> list[str]:
    reply = await client.post("/remember", json={"text": text})  # type: ignore[attr-defined]  # httpx's
    assert reply.status_code == 200, reply.text
    kept: list[str] = reply.json()["output"]
    return kept


def test_a_killed_zygote_is_replaced_and_running_sessions_live_on() -> None:
    with open_house(settings(faulty())) as house:
        client = house.client()
        zygotes = house.runtime.zygote
        house.run(_remember(house, client, "before"))
        os.kill(zygotes.pid, signal.SIGKILL)
        house.run(until(lambda: zygotes.generation == 2, within_s=2.0))
        assert house.run(_remember(house, client, "after")) == ["before", "after"]
        other = house.client()
        assert house.run(_remember(house, other, "new")) == ["new"]
        for each in (client, other):
            house.run(each.aclose())


def test_a_zygote_that_has_forked_enough_is_replaced_by_a_ready_one() -> None:
    pool = PoolSettings(size=1, max_forks_per_zygote=3)
    with open_house(settings(faulty(), pool=pool)) as house:
        zygotes = house.runtime.zygote
        house.run(until(lambda: zygotes.generation > 1))
        house.run(until(lambda: zygotes.ready))
        client = house.client()
        assert house.run(_remember(house, client, "x")) == ["x"]
        house.run(client.aclose())
