from __future__ import annotations

import httpx
import pytest

from tests.serving import LEVEL, House

pytestmark = pytest.mark.slow


def test_a_living_server_says_so(alone: httpx.Client) -> None:
    reply = alone.get("/healthz")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


def test_a_ready_server_shows_pools_and_isolation(alone: httpx.Client) -> None:
    reply = alone.get("/readyz")
    shown = reply.json()
    assert (reply.status_code, shown["ready"], shown["draining"]) == (200, True, False)
    assert set(shown["pools"]) >= {"faulty", "judges"}
    assert shown["isolation"]["level"] == LEVEL
    for counts in shown["pools"].values():
        assert set(counts) >= {"warm", "leased", "starting", "waiting"}


def test_a_draining_server_is_not_ready_but_alive(house: House) -> None:
    async def drain() -> None:
        async with house.client() as client:
            house.runtime.service.draining = True
            try:
                reply = await client.get("/readyz")
                assert (reply.status_code, reply.json()["ready"]) == (503, False)
                assert (await client.get("/healthz")).status_code == 200
                refused = await client.post("/seed_session", json={})
                assert (refused.status_code, refused.json()["error"]["type"]) == (503, "draining")
            finally:
                house.runtime.service.draining = False

    house.run(drain())


def test_sessions_are_counted(house: House) -> None:
    async def count() -> None:
        async with house.client() as client:
            assert (await client.get("/readyz")).json()["sessions"] == 0
            await client.post("/seed_session", json={})
            assert (await client.get("/readyz")).json()["sessions"] == 1

    house.run(count())
