"""Judged sessions give way: in time, at once where room is short, never with a call in flight."""

from __future__ import annotations

import asyncio
import time

import pytest

from sallyport.core.errors import SessionExpiredError
from sallyport.core.settings import SessionSettings
from tests.core.sessions.playing import Play
from tests.serving import House, open_house, settings, until

pytestmark = pytest.mark.slow


def test_a_judged_session_ends_in_time_and_says_why_unless_it_is_used_again(house: House) -> None:
    play = Play(house)

    async def judge() -> None:
        left, used = await play.start(), await play.start()
        for session in (left, used):
            await play.remember(session, "a")
            play.service.judged.mark(session)
        await play.remember(used, "b")
        play.service.sweep(time.monotonic() + 59)
        assert left.state == "ready"
        play.service.sweep(time.monotonic() + 61)
        assert (left.state, used.state) == ("expired", "ready")
        with pytest.raises(SessionExpiredError, match="judged"):
            play.service.registry.find(left.id)

    house.run(judge())


def test_at_capacity_the_longest_judged_gives_way_and_never_one_that_is_called() -> None:
    with open_house(settings(sessions=SessionSettings(max_sessions=3, max_wait_s=0.2))) as house:
        play = Play(house)

        async def crowd() -> None:
            called, first, second = [await play.start() for _ in range(3)]
            call = asyncio.create_task(play.call(called, "nap", seconds=1.0))
            await until(lambda: called.state == "busy")
            for session in (called, first, second):
                play.service.judged.mark(session)
            fourth = await play.start()
            assert (called.state, first.state, second.state) == ("busy", "expired", "ready")
            await play.start()
            assert (second.state, fourth.state) == ("expired", "ready")
            assert await call == {"output": "awake"}
            assert called.state == "ready"

        house.run(crowd())


def test_a_session_that_nothing_is_done_with_ends_soon(house: House) -> None:
    play = Play(house)

    async def leave() -> None:
        idle, used, asked = await play.start(), await play.start(), await play.start(idle_ttl_s=300)
        await play.remember(used, "a")
        play.service.sweep(time.monotonic() + 61)
        assert (idle.state, used.state, asked.state) == ("expired", "ready", "ready")
        assert "nothing was done with it for 60 s" in idle.reason

    house.run(leave())


def test_a_rollout_whose_model_thinks_for_long_finds_its_session_as_it_was(house: House) -> None:
    play = Play(house)
    rollouts = house.runtime.rollouts["faulty"]

    async def think() -> None:
        rollout, expired = await rollouts.seed(None, {"id": 7})
        play.service.sweep(time.monotonic() + 61)
        assert expired.state == "expired"
        _, session = await rollouts.session(rollout)
        assert (session.task, session.seed) == ({"id": 7}, expired.seed)
        assert await play.remember(session, "a") == ["a"]
        play.service.sweep(time.monotonic() + 1000)
        with pytest.raises(SessionExpiredError):
            await rollouts.session(rollout)

    house.run(think())
