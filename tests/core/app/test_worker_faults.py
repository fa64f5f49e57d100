"""What a worker can do to its server over HTTP: a named error, and nobody else notices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.serving import House, error_of, faulty, open_house, settings

pytestmark = pytest.mark.slow

FAULTS: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    "exits": ("leave", {"code": 1}, {"worker_died"}),
    "is_killed": ("die", {"number": 11}, {"worker_died"}),
    "hangs": ("nap", {"seconds": 60}, {"deadline_exceeded"}),
    "hangs_within_a_frame": ("say", {"data": "ff000000aa", "then": "wait"}, {"deadline_exceeded"}),
    "half_writes_a_frame": (
        "say",
        {"data": "ff000000aa", "then": "exit"},
        {"worker_died", "protocol_error"},
    ),
    "floods_the_pipe": ("say", {"data": "00" * 1_000_000, "then": "wait"}, {"protocol_error"}),
    "sends_garbage": ("say", {"data": "03000000616263", "then": "wait"}, {"protocol_error"}),
}


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    with open_house(settings(faulty(deadline_s=0.5))) as opened:
        yield opened


@pytest.mark.parametrize("fault", FAULTS)
def test_a_worker_that_fails_costs_its_session_alone_and_is_replaced(
    house: House, fault: str
) -> None:
    tool, arguments, types = FAULTS[fault]

    async def fail() -> None:
        async with house.client() as one, house.client() as other:
            for client in (one, other):
                assert (await client.post("/remember", json={"text": "a"})).status_code == 200
            reply = await one.post(f"/{tool}", json=arguments)
            assert error_of(reply)["type"] in types
            assert (await other.get("/readyz")).status_code == 200
            kept = await other.post("/remember", json={"text": "b"})
            assert kept.json() == {"output": ["a", "b"]}
            after = await one.post("/remember", json={"text": "b"})
            restored = after.status_code == 200 and after.json() == {"output": ["a", "b"]}
            assert restored or error_of(after)["type"] == "session_lost"

    house.run(fail())
    house.run(house.settled())
    assert house.run(ready(house))


async def ready(house: House) -> bool:
    async with house.client() as client:
        return (await client.get("/readyz")).status_code == 200
