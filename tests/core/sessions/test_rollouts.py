"""Cookies and the sessions they stand for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from sallyport.core.errors import (
    BadTokenError,
    MalformedRequestError,
    SessionExpiredError,
    SessionLostError,
)
from sallyport.core.sessions import rollouts as module
from sallyport.core.sessions.rollouts import Rollouts
from tests.core.sessions.playing import Play, worker_of
from tests.serving import House, built_in, faulty, open_house, settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    with open_house(settings(faulty(), built_in("workplace_assistant"))) as opened:
        yield opened


@pytest.fixture
def rollouts(house: House) -> Rollouts:
    return Rollouts(house.runtime.service, "faulty")


@pytest.fixture
def workplaces(house: House) -> Rollouts:
    return Rollouts(house.runtime.service, "workplace_assistant")


@pytest.fixture
def play(house: House) -> Play:
    return Play(house)


def test_a_seeded_rollout_goes_to_its_session(house: House, rollouts: Rollouts) -> None:
    async def seed() -> None:
        rollout, _ = await rollouts.seed(None, {"id": 1})
        same, session = await rollouts.session(rollout)
        assert (same, session.task) == (rollout, {"id": 1})
        assert rollouts.open(rollouts.seal(rollout)) == rollout
        assert rollout != session.id, "a cookie tells nothing about the session API"

    house.run(seed())


def test_a_cookie_of_one_environment_is_none_of_another(
    rollouts: Rollouts, workplaces: Rollouts
) -> None:
    with pytest.raises(BadTokenError):
        workplaces.open(rollouts.seal("0-0-" + "0" * 32))


def test_a_call_without_a_cookie_starts_a_rollout_or_says_to_seed(
    house: House, rollouts: Rollouts, workplaces: Rollouts
) -> None:
    async def call() -> None:
        one, session = await rollouts.session(None)
        other, _ = await rollouts.session(None)
        assert one != other
        assert (await rollouts.session(one))[1] is session
        with pytest.raises(MalformedRequestError, match="POST /seed_session first"):
            await workplaces.session(None)

    house.run(call())


def test_calls_that_come_together_after_the_end_share_one_new_session(
    house: House, rollouts: Rollouts
) -> None:
    async def crowd() -> None:
        rollout, _ = await rollouts.seed(None, {})
        rollouts.end(rollout)
        found = await asyncio.gather(*(rollouts.session(rollout) for _ in range(5)))
        assert len({id(session) for _, session in found}) == 1

    house.run(crowd())


def test_seedings_that_come_together_make_one_session(house: House, rollouts: Rollouts) -> None:
    async def crowd() -> None:
        rollout, _ = await rollouts.seed(None, {})
        rollouts.end(rollout)
        await asyncio.gather(*(rollouts.seed(rollout, {}) for _ in range(5)))
        assert len(house.runtime.service.registry.live) == 1

    house.run(crowd())


def test_seeding_again_is_journaled_either_way(
    house: House, rollouts: Rollouts, workplaces: Rollouts
) -> None:
    async def seed() -> None:
        for kind, restarted in ((rollouts, False), (workplaces, True)):
            rollout, _ = await kind.seed(None, {"id": 1})
            _, session = await kind.session(rollout)
            await kind.seed(rollout, {"id": 2})
            assert (await kind.session(rollout))[1] is session
            assert [note.restarted for note in session.journal.seedings] == [restarted]
            assert session.task == ({"id": 2} if restarted else {"id": 1})

    house.run(seed())


def test_ending_unbinds_and_the_next_call_starts_empty(
    house: House, rollouts: Rollouts, play: Play
) -> None:
    async def end() -> None:
        rollout, session = await rollouts.session(None)
        await play.remember(session, "a")
        for _ in range(2):
            rollouts.end(rollout)
        rollouts.end(None)
        same, fresh = await rollouts.session(rollout)
        assert (same, session.state) == (rollout, "closed")
        assert await play.remember(fresh, "b") == ["b"]

    house.run(end())


def test_an_expired_session_is_not_replaced_in_silence(house: House, rollouts: Rollouts) -> None:
    async def expire() -> None:
        rollout, session = await rollouts.session(None)
        await Play(house).remember(session, "a")
        house.runtime.service.sweep(session.used + 1e6)
        with pytest.raises(SessionExpiredError):
            await rollouts.session(rollout)
        await rollouts.seed(rollout, {})
        assert (await rollouts.session(rollout))[1] is not session

    house.run(expire())


def test_a_rollout_of_another_start_is_lost_not_empty(house: House, rollouts: Rollouts) -> None:
    stranger = house.runtime.service.signer.new_name()
    with pytest.raises(SessionLostError, match="no longer knows"):
        house.run(rollouts.session(stranger))


def test_what_is_remembered_of_ended_rollouts_is_bounded(
    house: House, rollouts: Rollouts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_TOMBSTONES", 2 - 2048)

    async def many() -> None:
        kept, _ = await rollouts.seed(None, {})
        for _ in range(6):
            rollouts.end((await rollouts.seed(None, {}))[0])
        assert len(rollouts._bound) <= 3
        assert (await rollouts.session(kept))[1].state == "ready"

    house.run(many())


def test_a_dead_worker_of_a_workplace_costs_no_seeded_rollout(
    house: House, workplaces: Rollouts, play: Play
) -> None:
    async def die() -> None:
        rollout, _ = await workplaces.seed(None, {})
        _, session = await workplaces.session(rollout)
        mail = {"recipient": "ida@example.org", "subject": "zanzibar", "body": "hello"}
        await play.call(session, "email_send_email", **mail)
        worker_of(session).kill()
        found = await play.call(session, "email_search_emails", query="zanzibar")
        assert "zanzibar" in str(found)

    house.run(die())
