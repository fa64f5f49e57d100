"""What the log tells of sessions: one line an event, each with the session's id."""

from __future__ import annotations

import time
from collections.abc import MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from sallyport.core.errors import AtCapacityError, SallyportError
from sallyport.core.settings import LogSettings, SessionSettings
from tests.core.sessions.playing import Play
from tests.serving import House, open_house, settings

pytestmark = pytest.mark.slow

Event = MutableMapping[str, Any]


def told(events: list[Event], session: str) -> list[str]:
    return [event["event"] for event in events if event.get("session_id") == session]


def test_a_life_is_told_from_start_to_end(house: House) -> None:
    play = Play(house)

    async def work() -> str:
        session = await play.start()
        await play.remember(session, "a")
        play.service.close(session)
        play.service.close(session)
        return session.id

    with capture_logs() as events:
        name = house.run(work())
    assert told(events, name) == ["session_started", "session_closed"]


def test_at_level_debug_every_transition_is_one_event() -> None:
    with open_house(settings(log=LogSettings(level="debug"))) as house:
        play = Play(house)

        async def work() -> str:
            session = await play.start()
            await play.remember(session, "a")
            play.service.close(session)
            return session.id

        with capture_logs() as events:
            name = house.run(work())
    assert told(events, name) == [
        "session_starting",
        "session_started",
        "session_busy",
        "session_ready",
        "session_closed",
    ]


def test_an_expiry_is_told_with_its_reason(house: House) -> None:
    play = Play(house)

    async def work() -> str:
        session = await play.start()
        play.service.sweep(time.monotonic() + 1e6)
        return session.id

    with capture_logs() as events:
        name = house.run(work())
    assert told(events, name) == ["session_started", "session_expired"]
    assert events[-1]["log_level"] == "warning"
    assert "nothing was done with it for 60 s" in events[-1]["reason"]


def test_a_death_is_told_with_its_cause_and_what_became_of_the_session(house: House) -> None:
    play = Play(house)

    async def work() -> str:
        session = await play.start()
        with pytest.raises(SallyportError):
            await play.call(session, "leave", code=3)
        return session.id

    with capture_logs() as events:
        name = house.run(work())
    first, killed, fate = [event for event in events if event.get("session_id") == name]
    assert first["event"] == "session_started"
    assert (killed["event"], killed["cause"]) == ("worker_killed", "worker_died")
    assert "exit code 3" in killed["message"]
    assert fate["event"] in {"session_restored", "session_lost"}


def test_a_session_that_is_not_started_is_told_and_counted() -> None:
    with open_house(settings(sessions=SessionSettings(max_sessions=1, max_wait_s=0.1))) as house:
        play = Play(house)

        async def work() -> None:
            await play.start()
            with pytest.raises(AtCapacityError):
                await play.start()

        with capture_logs() as events:
            house.run(work())
        [refused] = [event for event in events if event["event"] == "session_refused"]
        assert (refused["environment"], refused["type"]) == ("faulty", "at_capacity")
        registry = play.service.observer.metrics.registry
        labels = {"environment": "faulty", "type": "at_capacity"}
        assert registry.get_sample_value("sallyport_sessions_refused_total", labels) == 1


def test_a_judgement_that_failed_is_told(house: House) -> None:
    observer = house.runtime.service.observer
    with capture_logs() as events:
        observer.judged("faulty", "judge_timeout: no verdict within 10 s", 10.0)
        observer.judged("faulty", None, 0.1)
    [event] = events
    assert (event["event"], event["environment"]) == ("verdict_invalid", "faulty")
    assert event["reason"].startswith("judge_timeout")
