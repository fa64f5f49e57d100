"""Calls in a session without checkpoints: time limits, turns, deaths."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sallyport.core.errors import (
    DeadlineExceededError,
    InvalidArgumentsError,
    SessionBusyError,
    SessionClosedError,
    SessionLostError,
    UnknownToolError,
    WorkerDiedError,
)
from sallyport.core.settings import CallSettings
from tests.core.sessions.playing import Play, worker_of
from tests.serving import House, built_in, faulty, open_house, settings, until

if TYPE_CHECKING:
    from sallyport.sandbox.process import WorkerProcess

pytestmark = pytest.mark.slow

LIMIT_S, GRACE_S = 0.4, 0.2

SLACK_S = 2.0
"""What a busy machine may add; without the limit the calls below would take minutes."""


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    calls = CallSettings(grace_s=GRACE_S, checkpoint=False)
    worlds = (
        faulty(deadline_s=LIMIT_S),
        built_in("math_with_code", policy="none", max_execution_time=LIMIT_S),
    )
    with open_house(settings(*worlds, calls=calls)) as opened:
        yield opened


@pytest.fixture
def play(house: House) -> Play:
    return Play(house)


# ── not blocking ─────────────────────────────────────────────────────────────────────────────────


def test_a_slow_call_in_one_session_does_not_delay_another(house: House, play: Play) -> None:
    async def race() -> None:
        slow, quick = await asyncio.gather(play.start(), play.start())
        nap = asyncio.create_task(play.call(slow, "nap", seconds=0.35))
        for number in range(20):
            assert await play.call(quick, "echo", text=str(number)) == {"output": str(number)}
        assert not nap.done(), "twenty quick calls fit into one slow one"
        assert await nap == {"output": "awake"}

    house.run(race())


def test_slow_calls_in_several_sessions_run_at_once(house: House, play: Play) -> None:
    async def race() -> float:
        sessions = [await play.start() for _ in range(6)]
        started = time.monotonic()
        await asyncio.gather(*(play.call(each, "nap", seconds=0.3) for each in sessions))
        return time.monotonic() - started

    assert house.run(race()) < 6 * 0.3


# ── taking turns ─────────────────────────────────────────────────────────────────────────────────


def test_a_second_call_waits_for_its_turn(house: House, play: Play) -> None:
    async def two() -> None:
        session = await play.start()
        first = asyncio.create_task(play.call(session, "nap", seconds=0.2))
        await asyncio.sleep(0)
        answer = await play.service.call(session, "remember", b'{"text":"a"}')
        assert first.done()
        assert 0.1 < answer.queued_s < 0.2 + SLACK_S
        assert answer.duration_s < SLACK_S

    house.run(two())


def test_the_clock_starts_when_a_call_is_dispatched_not_when_it_queued(
    house: House, play: Play
) -> None:
    async def two() -> None:
        session = await play.start()
        naps = [play.call(session, "nap", seconds=0.25) for _ in range(2)]
        assert await asyncio.gather(*naps) == [{"output": "awake"}] * 2

    house.run(two())


def test_many_calls_at_once_run_in_order(house: House, play: Play) -> None:
    async def crowd() -> None:
        session = await play.start()
        replies = await asyncio.gather(*(play.remember(session, str(n)) for n in range(30)))
        assert replies == [[str(n) for n in range(last + 1)] for last in range(30)]

    house.run(crowd())


def test_a_busy_session_may_refuse_instead() -> None:
    calls = CallSettings(queue="refuse", checkpoint=False)
    with open_house(settings(calls=calls)) as house:
        play = Play(house)

        async def two() -> None:
            session = await play.start()
            nap = asyncio.create_task(play.call(session, "nap", seconds=0.2))
            await asyncio.sleep(0)
            with pytest.raises(SessionBusyError):
                await play.call(session, "echo", text="a")
            await nap
            assert await play.remember(session, "a") == ["a"]

        house.run(two())


# ── deadlines ────────────────────────────────────────────────────────────────────────────────────

STUBBORN: dict[str, tuple[str, dict[str, Any]]] = {
    "deaf_to_signals": ("nap", {"seconds": 60}),
    "in_c_code": ("crunch", {"numbers": 10**13}),
    "half_a_frame": ("say", {"data": "ff000000aaaa", "then": "wait"}),
}


@pytest.mark.parametrize("kind", STUBBORN)
def test_a_call_over_its_time_is_answered_whatever_it_does(
    house: House, play: Play, kind: str
) -> None:
    tool, arguments = STUBBORN[kind]

    async def stuck() -> None:
        session, other = await play.start(), await play.start()
        started = time.monotonic()
        with pytest.raises(DeadlineExceededError, match=f"The call of {tool} ran over") as caught:
            await play.call(session, tool, **arguments)
        took_s = time.monotonic() - started
        assert LIMIT_S + GRACE_S <= took_s < LIMIT_S + GRACE_S + SLACK_S
        assert caught.value.details == {"limit_s": LIMIT_S}
        with pytest.raises(SessionLostError):
            await play.call(session, "echo", text="a")
        assert await play.remember(other, "a") == ["a"]

    house.run(stuck())


CELLS = {
    "a_loop": "while True: pass",
    "a_loop_that_catches_all": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "c_code": "sum(range(10**13))",
    "numpy": "import numpy as np\na = np.random.rand(3000, 3000)\nwhile True: np.linalg.svd(a)",
    "sleep": "import time\ntime.sleep(60)",
}


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_over_its_time_is_an_observation(house: House, play: Play, kind: str) -> None:
    async def stuck() -> None:
        session = await play.start("math_with_code")
        assert (await play.call(session, "execute_python", code="x = 5"))["success"]
        started = time.monotonic()
        shown = await play.call(session, "execute_python", code=CELLS[kind])
        assert time.monotonic() - started < LIMIT_S + GRACE_S + SLACK_S
        assert (shown["status"], shown["success"], shown["result"]) == ("timeout", False, None)
        if kind in {"a_loop", "sleep"}:
            again = await play.call(session, "execute_python", code="x")
            assert again["result"] == "5", "an interrupt leaves the state"

    house.run(stuck())


# ── deaths ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tool", "arguments", "named"),
    [
        ("die", {"number": 11}, {"signal": "SIGSEGV", "exit_code": None}),
        ("leave", {"code": 0}, {"signal": None, "exit_code": 0}),
        ("leave", {"code": 3}, {"signal": None, "exit_code": 3}),
        ("leave", {"code": 255}, {"signal": None, "exit_code": 255}),
    ],
)
def test_a_death_names_its_cause_and_costs_its_own_session_only(
    house: House, play: Play, tool: str, arguments: dict[str, int], named: dict[str, Any]
) -> None:
    async def die() -> None:
        session, other = await play.start(), await play.start()
        await play.remember(other, "a")
        with pytest.raises(WorkerDiedError) as caught:
            await play.call(session, tool, **arguments)
        assert caught.value.type == "worker_died"
        assert caught.value.details == named
        assert str(named["signal"] or named["exit_code"]) in caught.value.message
        with pytest.raises(SessionLostError, match=r"Start a new session\."):
            await play.call(session, "echo", text="a")
        assert await play.remember(other, "b") == ["a", "b"]

    house.run(die())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGABRT, signal.SIGBUS])
def test_a_signal_from_outside_is_named(house: House, play: Play, number: signal.Signals) -> None:
    async def die() -> None:
        session = await play.start()
        nap = asyncio.create_task(play.call(session, "nap", seconds=0.39))
        await until(lambda: session.state == "busy")
        os.kill(interpreter_of(worker_of(session)), number)
        with pytest.raises(WorkerDiedError) as caught:
            await nap
        assert caught.value.details["signal"] == number.name

    house.run(die())


def interpreter_of(worker: WorkerProcess) -> int:
    """The pid of the process that runs a worker's calls: its warden's only child."""
    [child] = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    return int(child)


def test_a_session_whose_worker_was_killed_between_calls_is_lost(house: House, play: Play) -> None:
    async def die() -> None:
        session = await play.start()
        worker_of(session).kill()
        assert session.state == "lost"
        with pytest.raises(SessionLostError):
            await play.call(session, "echo", text="a")

    house.run(die())


def test_closing_a_session_ends_the_call_that_runs(house: House, play: Play) -> None:
    async def close() -> None:
        session = await play.start()
        nap = asyncio.create_task(play.call(session, "nap", seconds=0.39))
        await until(lambda: session.state == "busy")
        play.service.close(session)
        with pytest.raises(SessionClosedError, match="closed by its client"):
            await nap

    house.run(close())


# ── the model's mistakes ─────────────────────────────────────────────────────────────────────────


def test_a_mistake_of_the_model_leaves_the_session_as_it_was(house: House, play: Play) -> None:
    async def err() -> None:
        session = await play.start()
        await play.remember(session, "a")
        with pytest.raises(UnknownToolError):
            await play.call(session, "remeber", text="b")
        with pytest.raises(InvalidArgumentsError, match="'text'"):
            await play.call(session, "remember", txt="b")
        assert await play.remember(session, "c") == ["a", "c"]
        assert [entry.tool for entry in session.journal.entries] == ["remember"] * 2

    house.run(err())


def test_every_call_is_journaled_with_what_it_showed(house: House, play: Play) -> None:
    async def write() -> None:
        session = await play.start()
        await play.remember(session, "a")
        await play.call(session, "echo", text="b")
        first, second = session.journal.entries
        assert (first.tool, first.arguments, first.observation) == (
            "remember",
            b'{"text": "a"}',
            b'{"output":["a"]}',
        )
        assert (second.status, session.calls) == ("ok", 2)
        assert second.duration_s > 0

    house.run(write())
