"""Pools of real workers."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from sallyport.core.errors import AtCapacityError, DrainingError, NotReadyError
from sallyport.core.settings import CallSettings, EnvironmentSettings, PoolSettings
from sallyport.sandbox.frames import Done
from sallyport.sandbox.lease import Lease
from sallyport.sandbox.pool import WorkerPool
from tests.serving import House, built_in, faulty, open_house, settings, until

pytestmark = pytest.mark.slow

MOST = 3


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    pool = PoolSettings(
        size=2,
        max_warm=0,
        max_workers=MOST,
        max_starting=2,
        max_queue_s=5.0,
        sessions_per_worker=2,
    )
    worlds = (faulty(), built_in("workplace_assistant"))
    calls = CallSettings(checkpoint=False)
    with open_house(settings(*worlds, pool=pool, calls=calls)) as opened:
        yield opened


@pytest.fixture
def alone(house: House) -> WorkerPool:
    """The pool whose workers serve one lease each."""
    return house.runtime.pools["faulty"]


@pytest.fixture
def shared(house: House) -> WorkerPool:
    """The pool whose workers serve two leases at once."""
    return house.runtime.pools["workplace_assistant"]


async def opened(pool: WorkerPool) -> Lease:
    lease = await pool.lease()
    assert isinstance(await lease.open(1), Done)
    return lease


def test_a_pool_is_warm_from_the_start(alone: WorkerPool) -> None:
    assert alone.ready
    assert not alone.failure
    assert alone.counts() == {"warm": 2, "leased": 0, "starting": 0, "waiting": 0, "size": 2}


def test_a_leased_worker_is_replaced_up_to_the_most(house: House, alone: WorkerPool) -> None:
    async def lease() -> None:
        leases = [await alone.lease()]
        await until(lambda: alone.counts()["warm"] == 2)
        leases += [await alone.lease(), await alone.lease()]
        await asyncio.sleep(0.05)
        assert alone.counts() == {"warm": 0, "leased": MOST, "starting": 0, "waiting": 0, "size": 2}
        assert len({each.worker.pid for each in leases}) == MOST
        for each in leases:
            each.retire()

    house.run(lease())


def test_a_retired_worker_is_gone_and_serves_nobody_else(house: House, alone: WorkerPool) -> None:
    async def retire() -> None:
        lease = await opened(alone)
        worker = lease.worker
        lease.retire()
        lease.retire()
        assert worker.ended is not None
        await worker.gone()
        others = [await alone.lease() for _ in range(MOST)]
        assert worker not in {each.worker for each in others}
        for each in others:
            each.retire()

    house.run(retire())


def test_who_waits_longest_is_served_first(house: House, alone: WorkerPool) -> None:
    async def queue() -> None:
        held = [await alone.lease() for _ in range(MOST)]
        served: list[int] = []

        async def wait(number: int) -> Lease:
            lease = await alone.lease()
            served.append(number)
            return lease

        waiting = [asyncio.create_task(wait(number)) for number in range(3)]
        await until(lambda: alone.counts()["waiting"] == 3)
        for lease in held:
            lease.retire()
        for lease in await asyncio.gather(*waiting):
            lease.retire()
        assert served == [0, 1, 2]

    house.run(queue())


def test_a_waiter_that_gives_up_costs_no_worker(house: House, alone: WorkerPool) -> None:
    async def give_up() -> None:
        held = [await alone.lease() for _ in range(MOST)]
        waiting = [asyncio.create_task(alone.lease()) for _ in range(4)]
        await until(lambda: alone.counts()["waiting"] == 4)
        waiting[0].cancel()
        held[0].retire()
        # The second is cancelled in the very moment in which it is given a worker.
        future = alone._waiting[0]
        future.add_done_callback(lambda _: waiting[1].cancel())
        third = await waiting[2]
        assert waiting[1].cancelled()
        for lease in (*held[1:], third):
            lease.retire()
        (await waiting[3]).retire()

    house.run(give_up())


def test_a_lease_taken_while_an_error_is_handled_is_nobody_elses(
    house: House, alone: WorkerPool
) -> None:
    async def recover() -> None:
        held = [await alone.lease() for _ in range(MOST)]

        async def handle() -> Lease:
            try:
                raise ValueError("a session's worker died")
            except ValueError:
                return await alone.lease()

        waiting = asyncio.create_task(handle())
        await until(lambda: alone.counts()["waiting"] == 1)
        held[0].retire()
        lease = await waiting
        held[1].retire()
        other = await alone.lease()
        assert other.worker is not lease.worker
        for each in (lease, other, held[2]):
            each.retire()

    house.run(recover())


def test_a_wait_has_a_limit(house: House) -> None:
    async def wait() -> None:
        limits = PoolSettings(size=1, max_workers=1, max_queue_s=0.05)
        runtime = house.runtime
        pool = WorkerPool(runtime.zygote, "faulty", limits, runtime.jailer, max_frame_bytes=1 << 20)
        pool.start()
        await pool.filled()
        await pool.lease()
        with pytest.raises(AtCapacityError, match=r"within 0\.05 s") as caught:
            await pool.lease()
        assert caught.value.details["retry_after_s"] >= 1
        assert caught.value.details["queued_s"] == 0.05
        assert pool.counts()["waiting"] == 0
        await pool.stop()
        with pytest.raises(DrainingError):
            await pool.lease()

    house.run(wait())


def test_a_pool_larger_than_all_workers_there_may_be_is_ready_all_the_same(house: House) -> None:
    async def fill() -> None:
        runtime = house.runtime
        limits = PoolSettings(size=5, max_workers=1)
        pool = WorkerPool(runtime.zygote, "faulty", limits, runtime.jailer, max_frame_bytes=1 << 20)
        pool.start()
        await asyncio.wait_for(pool.filled(), 10)
        assert pool.counts()["warm"] == 1
        await pool.stop()
        await pool.stop()

    house.run(fill())


def test_a_warm_worker_that_dies_is_replaced(house: House, alone: WorkerPool) -> None:
    async def die() -> None:
        worker = alone._free[0]
        worker.kill()
        assert worker not in alone._free
        await until(lambda: alone.counts()["warm"] == 2)

    house.run(die())


# ── shared workers ───────────────────────────────────────────────────────────────────────────────


def test_leases_of_a_shared_worker_have_slots_of_their_own(
    house: House, shared: WorkerPool
) -> None:
    async def share() -> None:
        leases = [await opened(shared) for _ in range(4)]
        places = {(each.worker.pid, each.slot) for each in leases}
        assert len(places) == 4
        assert len({pid for pid, _ in places}) == 2, "spread over the workers there are"
        fifth = await opened(shared)
        assert fifth.worker not in {each.worker for each in leases}
        for each in (*leases, fifth):
            each.retire()

    house.run(share())


def test_a_retired_slot_is_closed_and_its_worker_lives_on(house: House, shared: WorkerPool) -> None:
    async def retire() -> None:
        lease, *others = [await opened(shared) for _ in range(4)]
        worker, slot = lease.worker, lease.slot
        lease.retire()
        assert worker.ended is None
        for other in others:
            assert isinstance(await other.export(), Done)
        again = await shared.lease()
        assert (again.worker, again.slot) == (worker, slot)
        refused = await again.export()
        assert not isinstance(refused, Done), "nothing of the world before is left in the slot"
        for each in (again, *others):
            each.retire()

    house.run(retire())


# ── workers that cannot be started ───────────────────────────────────────────────────────────────

BROKEN = """
from tests.worlds.faulty import Faulty


class Broken(Faulty):
    name = "broken"

    def open(self, context):
        raise RuntimeError("the world cannot be opened")
"""


def test_workers_that_cannot_be_started_are_named_at_the_start(tmp_path: Path) -> None:
    file = tmp_path / "broken.py"
    file.write_text(BROKEN)
    world = EnvironmentSettings(name="broken", environment="broken", entrypoint=str(file))
    with pytest.raises(NotReadyError, match="the world cannot be opened"):
        House(settings(world))


# ── memory ───────────────────────────────────────────────────────────────────────────────────────


def test_memory_is_asked_for_each_worker_about_to_be_made_with_those_being_made(
    house: House,
) -> None:
    async def burst() -> None:
        runtime = house.runtime
        made: list[WorkerPool] = []
        asked: list[int] = []
        short = AtCapacityError("short", retry_after_s=5, limit="sessions.min_available_bytes")

        def hindrance(making: int) -> AtCapacityError | None:
            asked.append(making)
            counts = made[0].counts()
            return short if counts["warm"] + counts["leased"] + making >= 3 else None

        pool = WorkerPool(
            runtime.zygote,
            "faulty",
            PoolSettings(size=2, max_workers=50, max_starting=8),
            runtime.jailer,
            max_frame_bytes=1 << 20,
            hindrance=hindrance,
        )
        made.append(pool)
        pool.start()
        await pool.filled()
        leases = await asyncio.gather(*(pool.lease() for _ in range(20)), return_exceptions=True)
        given = [each for each in leases if isinstance(each, Lease)]
        refused = [each for each in leases if isinstance(each, AtCapacityError)]
        assert (len(given), len(refused)) == (3, 17)
        assert {each.details["limit"] for each in refused} == {"sessions.min_available_bytes"}
        assert 1 in asked, "what is being made is counted"
        # A session that had a worker before is not refused: it would be lost.
        assert isinstance(await pool.lease(urgent=True), Lease)
        assert pool.counts()["leased"] == 4
        await pool.stop()

    house.run(burst())


def test_a_pool_without_memory_for_a_worker_holds_up_no_start_and_fills_later(house: House) -> None:
    async def start() -> None:
        runtime = house.runtime
        short = [AtCapacityError("short", retry_after_s=5)]
        pool = WorkerPool(
            runtime.zygote,
            "faulty",
            PoolSettings(size=1, max_workers=2),
            runtime.jailer,
            max_frame_bytes=1 << 20,
            hindrance=lambda making: short[0] if short else None,
        )
        pool.start()
        await asyncio.wait_for(pool.filled(), 5)
        assert pool.counts()["warm"] == 0
        short.clear()
        await until(lambda: pool.counts()["warm"] == 1)
        await pool.stop()

    house.run(start())


# ── demand ───────────────────────────────────────────────────────────────────────────────────────


def sizes_told(logs: Sequence[EventDict]) -> list[tuple[str, int]]:
    """What a log says of a pool's size, in order."""
    return [(each["event"], each["size"]) for each in logs if each["event"].startswith("pool_")]


def growing(house: House, enough_for: list[int]) -> WorkerPool:
    """A pool of 1 that may grow to 4; `enough_for` holds for how many more there is memory."""
    runtime = house.runtime
    short = AtCapacityError("short", retry_after_s=5)
    return WorkerPool(
        runtime.zygote,
        "faulty",
        PoolSettings(size=1, max_warm=4, max_workers=50, max_starting=2),
        runtime.jailer,
        max_frame_bytes=1 << 20,
        hindrance=lambda making: short if making >= enough_for[0] else None,
    )


def test_a_pool_that_was_too_small_keeps_more_warm_and_shrinks_when_none_needs_them(
    house: House,
) -> None:
    async def burst() -> None:
        pool = growing(house, [99])
        pool.start()
        await pool.filled()
        with capture_logs() as logs:
            leases = await asyncio.gather(*(pool.lease() for _ in range(10)))
            assert pool.counts()["size"] == 4
            # By itself, while all of them live: the next batch is not to wait again.
            await until(lambda: pool.counts()["warm"] == 4)
            await until(lambda: ("pool_grew", 4) in sizes_told(logs))
            # As if nobody had needed them for ever.
            pool._needed_at = -math.inf
            await until(lambda: pool.counts()["size"] == 1)
            await until(lambda: pool.counts()["warm"] == 1 and pool.counts()["starting"] == 0)
        assert pool.counts()["leased"] == 10, "what is in use stays"
        assert all(lease.worker.ended is None for lease in leases)
        told = sizes_told(logs)
        assert (told[0], told[-1]) == (("pool_small", 1), ("pool_shrank", 1))
        await pool.stop()

    house.run(burst())


def test_a_pool_grows_only_where_memory_is_plenty(house: House) -> None:
    async def burst() -> None:
        # Enough for all that is asked for; not for as many again as a grown pool keeps.
        pool = growing(house, [4])
        pool.start()
        await pool.filled()
        leases = await asyncio.gather(*(pool.lease() for _ in range(6)))
        assert len({each.worker.pid for each in leases}) == 6
        await until(lambda: pool.counts()["warm"] == 1 and not pool.counts()["starting"])
        assert pool.counts()["size"] == 4
        await pool.stop()

    house.run(burst())


def test_a_grown_pool_shrinks_at_once_where_memory_is_short(house: House) -> None:
    async def burst() -> None:
        enough_for = [99]
        pool = growing(house, enough_for)
        pool.start()
        await pool.filled()
        for lease in await asyncio.gather(*(pool.lease() for _ in range(8))):
            lease.retire()
        await until(lambda: pool.counts()["warm"] == 4)
        enough_for[0] = 0
        await until(lambda: pool.counts()["warm"] == pool.counts()["size"] == 1)
        await pool.stop()

    house.run(burst())
