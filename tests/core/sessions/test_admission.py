"""Who may start: limits with names, and never a hang."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest

from sallyport.core.errors import AtCapacityError, DrainingError, WorkerDiedError
from sallyport.core.sessions.admission import Admission
from sallyport.core.sessions.memory import WORKER_BYTES, AvailableMemory
from sallyport.core.sessions.registry import Registry
from sallyport.core.sessions.session import Session
from sallyport.core.settings import MIB, PoolSettings, SessionSettings
from tests.core.sessions.playing import Play, worker_of
from tests.serving import House, error_of, open_house, settings, until

if TYPE_CHECKING:
    from sallyport.sandbox.process import WorkerProcess


def admission(available: int | None) -> Admission:
    limits = SessionSettings(max_sessions=3, min_available_bytes=100 * MIB)
    return Admission(limits, Registry(), AvailableMemory(lambda: available))


def test_there_is_room_up_to_the_limit_and_starting_ones_count() -> None:
    made = admission(None)
    assert made.hindrance(3) is None
    made.starting = 2
    assert made.hindrance() is None
    refusal = made.hindrance(2)
    assert isinstance(refusal, AtCapacityError)
    assert "3 sessions may be open at once" in refusal.message
    assert refusal.details == {"retry_after_s": 1, "limit": "sessions.max_sessions"}


def test_below_the_watermark_no_session_starts_and_the_limit_is_named() -> None:
    assert admission(100 * MIB).hindrance() is None
    refusal = admission(99 * MIB).hindrance()
    assert isinstance(refusal, AtCapacityError)
    assert "has 99 MB of memory left" in refusal.message
    assert refusal.details["limit"] == "sessions.min_available_bytes"
    assert refusal.details["available_bytes"] == 99 * MIB


def test_draining_comes_before_all_else() -> None:
    made = admission(0)
    made.draining = True
    assert isinstance(made.hindrance(), DrainingError)


@pytest.mark.slow
def test_short_of_memory_a_server_refuses_by_name_is_not_ready_and_serves_whom_it_has() -> None:
    with open_house(settings(sessions=SessionSettings(max_wait_s=0.1))) as house:
        starved(house)


def starved(house: House) -> None:
    play = Play(house)

    async def starve() -> None:
        session = await play.start()
        memory = play.service.admission._memory
        enough, memory._look, memory._until = memory._look, lambda: 10 * MIB, 0.0
        async with house.client() as client:
            refused = await client.post("/v1/sessions", json={"environment": "faulty"})
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
            assert error_of(refused)["type"] == "at_capacity"
            ready = await client.get("/readyz")
            assert (ready.status_code, ready.json()["ready"]) == (503, False)
            assert "10 MB of memory" in ready.json()["admission"]["refusing"]
            assert await play.remember(session, "a") == ["a"]
            memory._look, memory._until = enough, 0.0
            again = await client.get("/readyz")
            assert (again.status_code, again.json()["admission"]["refusing"]) == (200, None)
            assert (await client.post("/seed_session", json={})).status_code == 200

    house.run(starve())


@pytest.mark.slow
def test_what_a_start_took_is_told_apart_from_what_it_waited(house: House) -> None:
    async def create() -> None:
        async with house.client() as client:
            made = (await client.post("/v1/sessions", json={"environment": "faulty"})).json()
            assert 0 <= made["queued_s"] < 5
            assert 0 < made["duration_s"] < 5

    house.run(create())


@pytest.mark.slow
def test_a_full_server_says_so_and_stays_ready() -> None:
    with open_house(settings(sessions=SessionSettings(max_sessions=1))) as house:

        async def fill() -> None:
            async with house.client() as client:
                await client.post("/seed_session", json={})
                shown = await client.get("/readyz")
                assert shown.status_code == 200
                assert shown.json()["admission"]["refusing"].startswith("1 sessions may be open")

        house.run(fill())


def is_gone(worker: WorkerProcess) -> bool:
    return worker.ended is not None


@pytest.mark.slow
def test_a_session_that_cannot_be_brought_back_just_now_is_not_lost() -> None:
    pool = PoolSettings(size=1, max_workers=2, max_starting=1, max_queue_s=0.3)
    with open_house(settings(pool=pool)) as house:
        play = Play(house)

        async def crowd() -> None:
            session, other = await play.start(), await play.start()
            await play.remember(session, "a")
            # The whole worker, its checkpoint too; and at once another takes its place.
            worker_of(session).kill()
            await until(partial(is_gone, worker_of(session)))
            third = await play.start()
            with pytest.raises(AtCapacityError):
                await play.remember(session, "b")
            assert session.state == "ready"
            play.service.close(third)
            assert await play.remember(session, "b") == ["a", "b"]
            assert await play.remember(other, "c") == ["c"]

        house.run(crowd())


@pytest.mark.slow
def test_the_queue_for_workers_is_bounded_and_who_had_one_goes_first() -> None:
    pool = PoolSettings(size=1, max_workers=1, max_starting=1, max_queue=2)
    with open_house(settings(pool=pool)) as house:
        play = Play(house)

        async def crowd() -> None:
            held = await play.start()
            await play.remember(held, "a")
            waiting = [asyncio.create_task(play.start()) for _ in range(2)]
            await until(lambda: house.runtime.pools["faulty"].counts()["waiting"] == 2)
            with pytest.raises(AtCapacityError, match="2 wait for a worker already") as caught:
                await play.start()
            assert caught.value.details == {"retry_after_s": 1, "limit": "pool.max_queue"}
            worker_of(held).kill()
            assert await play.remember(held, "b") == ["a", "b"]
            assert not any(each.done() for each in waiting)
            play.service.close(held)
            play.service.close(await waiting[0])
            play.service.close(await waiting[1])

        house.run(crowd())


@pytest.mark.slow
def test_a_start_that_fails_leaves_room_for_the_next() -> None:
    pool = PoolSettings(size=1, max_starting=1)
    with open_house(settings(pool=pool)) as house:
        play = Play(house)

        async def fail() -> None:
            async def broken(*_: object) -> None:
                raise WorkerDiedError("of the test")

            copy = Session("copy", "faulty", 1, None)
            with pytest.raises(WorkerDiedError):
                await play.service.start([copy], broken)
            assert play.service.admission.starting == 0
            assert copy.state == "closed"
            await play.start()

        house.run(fail())


def test_what_is_being_made_counts_against_the_memory_that_is_left() -> None:
    looks = iter([200 * MIB, 200 * MIB, 200 * MIB])
    limits = SessionSettings(min_available_bytes=100 * MIB)
    one = Admission(limits, Registry(), AvailableMemory(lambda: next(looks), lambda: 0.0))
    assert one.short_of_memory(making=0) is None
    assert one.short_of_memory(making=100 * MIB // WORKER_BYTES) is None
    refused = one.short_of_memory(making=100 * MIB // WORKER_BYTES + 1)
    assert refused is not None, "looked up anew, and all that will be taken is counted"
    assert refused.details["limit"] == "sessions.min_available_bytes"
    assert next(looks, None) is None, "each look with workers being made is a fresh one"
