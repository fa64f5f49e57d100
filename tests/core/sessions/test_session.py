from __future__ import annotations

import asyncio
from itertools import product
from typing import get_args

import pytest

from sallyport.core.errors import (
    SessionBusyError,
    SessionClosedError,
    SessionExpiredError,
    SessionLostError,
)
from sallyport.core.sessions.session import Session, ended_error
from sallyport.core.sessions.states import FINAL, LIVE, SessionState

STATES: tuple[SessionState, ...] = get_args(SessionState)

ALLOWED: set[tuple[SessionState, SessionState]] = {
    ("starting", "ready"),
    ("starting", "closed"),
    ("starting", "lost"),
    ("ready", "busy"),
    ("ready", "closed"),
    ("ready", "expired"),
    ("ready", "lost"),
    ("busy", "ready"),
    ("busy", "closing"),
    ("busy", "lost"),
    ("closing", "closed"),
}


def session(state: SessionState = "ready") -> Session:
    made = Session("s", "faulty", 7, None)
    made._state = state
    return made


@pytest.mark.parametrize(("start", "end"), sorted(ALLOWED))
def test_a_transition_of_the_table_is_made(start: SessionState, end: SessionState) -> None:
    moved = session(start)
    moved.move(end)
    assert moved.state == end


@pytest.mark.parametrize(("start", "end"), sorted(set(product(STATES, STATES)) - ALLOWED))
def test_any_other_transition_raises_and_changes_nothing(
    start: SessionState, end: SessionState
) -> None:
    kept = session(start)
    with pytest.raises(AssertionError, match=f"no way from {start} to {end}"):
        kept.move(end)
    assert kept.state == start


def test_a_session_ends_once_and_keeps_its_first_reason() -> None:
    ended = session()
    assert ended.end("closed", "first.")
    assert not ended.end("lost", "second.")
    assert (ended.state, ended.reason) == ("closed", "first.")


@pytest.mark.parametrize(
    ("state", "error"),
    [("closed", SessionClosedError), ("expired", SessionExpiredError), ("lost", SessionLostError)],
)
def test_an_ended_session_takes_no_call_and_says_why(
    state: SessionState, error: type[Exception]
) -> None:
    ended = session(state)
    ended.reason = "of the test."
    with pytest.raises(error, match=f"{state}: of the test. Start a new session"):
        ended.check_live()
    with pytest.raises(error):
        asyncio.run(ended.take_turn(1.0, refuse=False))
    assert ended_error(state, "s", "r", 12.5).details == {
        "session_id": "s",
        "state": state,
        "reason": "r",
        "ended_at": 12.5,
    }


def test_every_state_is_live_or_final_or_on_its_way() -> None:
    assert set(STATES) == LIVE | FINAL | {"closing"}
    assert not LIVE & FINAL


def test_a_session_closed_while_it_is_called_is_closing_until_the_call_ends() -> None:
    async def close() -> None:
        held = session()
        await held.take_turn(1.0, refuse=False)
        assert held.end("closed", "first.")
        assert not held.end("closed", "second.")
        assert (held.state, held.reason) == ("closing", "first.")
        with pytest.raises(SessionClosedError, match=r"first\."):
            await held.take_turn(1.0, refuse=False)
        held.give_turn()
        assert held.state == "closed"

    asyncio.run(close())


def test_one_that_is_overdue_while_it_is_called_expires_after_the_call() -> None:
    async def expire() -> None:
        held = session()
        await held.take_turn(1.0, refuse=False)
        waiting = asyncio.create_task(held.take_turn(5.0, refuse=False))
        await asyncio.sleep(0)
        held.overdue = "it was too old."
        assert held.state == "busy"
        held.give_turn()
        assert (held.state, held.reason) == ("expired", "it was too old.")
        with pytest.raises(SessionExpiredError):
            await waiting

    asyncio.run(expire())


def test_every_transition_is_told_where_it_is_asked_for() -> None:
    async def live() -> list[tuple[str, str]]:
        told: list[tuple[str, str]] = []
        watched = session("starting")
        watched.on_move = lambda _, before, state: told.append((before, state))
        watched.move("ready")
        await watched.take_turn(1.0, refuse=False)
        watched.end("closed", "it was.")
        watched.give_turn()
        return told

    assert asyncio.run(live()) == [
        ("starting", "ready"),
        ("ready", "busy"),
        ("busy", "closing"),
        ("closing", "closed"),
    ]


def test_the_turn_makes_busy_and_giving_it_makes_ready() -> None:
    async def take_and_give() -> None:
        held = session()
        used = held.used
        states = []
        await held.take_turn(1.0, refuse=False)
        states.append(held.state)
        held.give_turn()
        states.append(held.state)
        assert states == ["busy", "ready"]
        assert held.used > used

    asyncio.run(take_and_give())


def test_turns_are_taken_in_the_order_they_were_asked_for() -> None:
    async def crowd() -> list[int]:
        held = session()
        order: list[int] = []

        async def one(number: int) -> None:
            await held.take_turn(5.0, refuse=False)
            assert held.state == "busy"
            await asyncio.sleep(0)
            order.append(number)
            held.give_turn()

        await asyncio.gather(*(one(number) for number in range(20)))
        return order

    assert asyncio.run(crowd()) == list(range(20))


def test_a_busy_session_refuses_at_once_when_asked_to() -> None:
    async def refuse() -> None:
        held = session()
        await held.take_turn(1.0, refuse=False)
        with pytest.raises(SessionBusyError) as caught:
            await held.take_turn(60.0, refuse=True)
        assert caught.value.retryable
        assert caught.value.details["retry_after_s"] >= 1

    asyncio.run(refuse())


def test_a_turn_that_does_not_come_in_time_is_busy_and_leaves_the_queue_sound() -> None:
    async def wait() -> None:
        held = session()
        await held.take_turn(1.0, refuse=False)
        with pytest.raises(SessionBusyError, match=r"0\.01 s"):
            await held.take_turn(0.01, refuse=False)
        held.give_turn()
        await held.take_turn(0.01, refuse=False)
        held.give_turn()

    asyncio.run(wait())


def test_who_waits_while_the_session_ends_is_told_of_its_end() -> None:
    async def end() -> None:
        held = session()
        await held.take_turn(1.0, refuse=False)
        waiting = [asyncio.create_task(held.take_turn(5.0, refuse=False)) for _ in range(3)]
        await asyncio.sleep(0)
        held.end("closed", "meanwhile.")
        held.give_turn()
        for outcome in await asyncio.gather(*waiting, return_exceptions=True):
            assert isinstance(outcome, SessionClosedError)

    asyncio.run(end())


def test_a_cancelled_wait_does_not_hold_the_turn() -> None:
    async def cancel() -> None:
        held = session()
        await held.take_turn(1.0, refuse=False)
        waiting = asyncio.create_task(held.take_turn(5.0, refuse=False))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        held.give_turn()
        await held.take_turn(0.01, refuse=True)
        held.give_turn()

    asyncio.run(cancel())
