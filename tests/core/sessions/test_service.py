"""The service of sessions: making, exporting, expiring, ending, and its limits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest

from sallyport.core.errors import (
    AtCapacityError,
    DeadlineExceededError,
    DrainingError,
    InternalError,
    ProtocolError,
    SessionClosedError,
    SessionExpiredError,
    SessionLostError,
    UnknownEnvironmentError,
    UnknownSessionError,
    WorkerDiedError,
)
from sallyport.core.sessions import service as module
from sallyport.core.settings import CallSettings, PoolSettings, SessionSettings
from tests.core.sessions.playing import Play, worker_of
from tests.serving import House, open_house, settings, until

if TYPE_CHECKING:
    from sallyport.sandbox.process import WorkerProcess

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    limits = SessionSettings(idle_ttl_s=60, max_age_s=300, max_sessions=4, max_wait_s=0.2)
    calls = CallSettings(grace_s=0.1, checkpoint=False)
    with open_house(settings(sessions=limits, calls=calls)) as opened:
        yield opened


@pytest.fixture
def play(house: House) -> Play:
    return Play(house)


# ── making ───────────────────────────────────────────────────────────────────────────────────────


def test_a_session_has_an_id_a_seed_and_a_world(house: House, play: Play) -> None:
    async def start() -> None:
        one, two = await play.start(), await play.start(seed=7, name="chosen", task={"id": 1})
        assert one.id != two.id == "chosen"
        assert 0 <= one.seed < 2**63
        assert (two.seed, two.task, two.state) == (7, {"id": 1}, "ready")
        assert play.service.registry.find("chosen") is two

    house.run(start())


def test_an_unknown_environment_names_those_that_are_served(house: House, play: Play) -> None:
    with pytest.raises(UnknownEnvironmentError, match="it serves faulty"):
        house.run(play.start("fauty"))


def test_more_sessions_than_the_limit_are_refused_for_now(house: House, play: Play) -> None:
    async def crowd() -> None:
        outcomes = await asyncio.gather(*(play.start() for _ in range(7)), return_exceptions=True)
        refused = [each for each in outcomes if isinstance(each, AtCapacityError)]
        assert len(refused) == 3
        assert all(each.details["retry_after_s"] >= 1 for each in refused)
        made = next(each for each in outcomes if not isinstance(each, BaseException))
        play.service.close(made)
        await play.start()

    house.run(crowd())


def test_a_session_that_gets_no_worker_in_time_is_refused() -> None:
    pool = PoolSettings(size=1, max_workers=1, max_starting=1, max_queue_s=2)
    with open_house(settings(pool=pool)) as house:
        play = Play(house)

        async def crowd() -> None:
            held = await play.start()
            with pytest.raises(AtCapacityError, match=r"within 2 s"):
                await play.start()
            waiting = asyncio.create_task(play.start())
            await asyncio.sleep(0)
            play.service.close(held)
            assert (await waiting).state == "ready"

        house.run(crowd())


def test_a_draining_server_starts_no_session_and_serves_those_it_has() -> None:
    with open_house(settings()) as house:
        play = Play(house)

        async def drain() -> None:
            session = await play.start()
            play.service.draining = True
            with pytest.raises(DrainingError):
                await play.start()
            assert await play.remember(session, "a") == ["a"]

        house.run(drain())


# ── exporting ────────────────────────────────────────────────────────────────────────────────────


def test_the_exported_state_is_the_worlds(house: House, play: Play) -> None:
    async def export() -> None:
        session = await play.start()
        await play.remember(session, "a")
        assert json.loads(await play.service.export(session)) == {"kept": ["a"]}

    house.run(export())


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("hang", DeadlineExceededError),
        ("exit", WorkerDiedError),
        ("garble", ProtocolError),
    ],
)
def test_an_export_that_goes_wrong_costs_its_session_only(
    house: House,
    play: Play,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    error: type[Exception],
) -> None:
    monkeypatch.setattr(module, "_WORLD_DEADLINE_S", 0.3)

    async def export() -> None:
        session, other = await play.start(), await play.start()
        await play.call(session, "spoil", how=how)
        with pytest.raises(error):
            await play.service.export(session)
        with pytest.raises(SessionLostError):
            await play.service.export(session)
        assert json.loads(await play.service.export(other)) == {"kept": []}

    house.run(export())


def test_an_export_that_fails_is_our_error_and_leaves_the_session(house: House, play: Play) -> None:
    async def export() -> None:
        session = await play.start()
        await play.call(session, "spoil", how="raise")
        with pytest.raises(InternalError, match="ZeroDivisionError"):
            await play.service.export(session)
        assert await play.remember(session, "a") == ["a"]

    house.run(export())


# ── expiring: the time is given, none passes ─────────────────────────────────────────────────────


def test_an_idle_session_expires(house: House, play: Play) -> None:
    async def idle() -> None:
        session = await play.start()
        play.service.sweep(session.used + 59)
        assert session.state == "ready"
        play.service.sweep(session.used + 61)
        with pytest.raises(SessionExpiredError, match="idle for 60 s"):
            play.service.registry.find(session.id)
        await until(lambda: worker_of(session).ended)

    house.run(idle())


def test_a_session_has_its_own_idle_time_if_its_client_said_so(house: House, play: Play) -> None:
    async def idle() -> None:
        session = await play.start(idle_ttl_s=10)
        play.service.sweep(session.used + 9)
        assert session.state == "ready"
        play.service.sweep(session.used + 11)
        with pytest.raises(SessionExpiredError, match="idle for 10 s"):
            session.check_live()

    house.run(idle())


def test_no_session_lives_longer_than_the_limit(house: House, play: Play) -> None:
    async def old() -> None:
        session = await play.start(idle_ttl_s=1e6)
        session.used += 1000
        play.service.sweep(session.created + 301)
        with pytest.raises(SessionExpiredError, match="older than 300 s"):
            session.check_live()

    house.run(old())


def test_a_call_keeps_its_session_alive_and_starts_its_idle_time_anew(
    house: House, play: Play
) -> None:
    async def busy() -> None:
        session = await play.start()
        nap = asyncio.create_task(play.call(session, "nap", seconds=0.1))
        await until(lambda: session.state == "busy")
        play.service.sweep(session.used + 299)
        before = session.used
        assert await nap == {"output": "awake"}
        assert session.used >= before + 0.1
        play.service.sweep(session.used + 59)
        assert session.state == "ready"

    house.run(busy())


def test_the_sweeper_buries_sessions_whose_worker_died(house: House, play: Play) -> None:
    async def die() -> None:
        session = await play.start()
        worker_of(session).kill()
        play.service.sweep(session.used)
        assert session.id not in play.service.registry.live
        tombstone = play.service.registry.tombstone(session.id)
        assert tombstone is not None
        assert tombstone.state == "lost"

    house.run(die())


# ── ending ───────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_session_frees_its_worker_and_its_place(house: House, play: Play) -> None:
    async def close() -> None:
        session = await play.start()
        worker = worker_of(session)
        play.service.close(session)
        play.service.close(session)
        with pytest.raises(SessionClosedError):
            await play.call(session, "echo", text="a")
        await worker.gone()

    house.run(close())


def test_the_pool_is_back_at_its_size_after_every_kind_of_end(house: House, play: Play) -> None:
    async def end() -> None:
        closed, died, expired, _left = [await play.start() for _ in range(4)]
        play.service.close(closed)
        with pytest.raises(WorkerDiedError):
            await play.call(died, "leave", code=1)
        play.service.sweep(expired.used + 61)
        await house.settled()
        assert play.service.registry.live == {}
        with pytest.raises(UnknownSessionError):
            play.service.registry.find("nobody")

    house.run(end())
    assert house.runtime.pools["faulty"].counts() == {
        "warm": 2,
        "leased": 0,
        "starting": 0,
        "waiting": 0,
        "size": 2,
    }


def has_died(worker: WorkerProcess) -> bool:
    return worker.held or worker.ended is not None


# ── coming back ──────────────────────────────────────────────────────────────────────────────────


def test_a_session_closed_while_it_is_brought_back_keeps_no_worker() -> None:
    pool = PoolSettings(size=1, max_workers=1, max_starting=1)
    with open_house(settings(pool=pool)) as house:
        play = Play(house)

        async def close() -> None:
            for _ in range(3):
                session = await play.start()
                await play.remember(session, "a")
                worker = worker_of(session)
                dying = asyncio.create_task(play.call(session, "die", number=11))
                await until(partial(has_died, worker))
                play.service.close(session)
                with pytest.raises((WorkerDiedError, SessionClosedError)):
                    await dying
                await house.settled()

        house.run(close())
