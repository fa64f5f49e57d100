"""Waiting at the door: in order, bounded in time and number, left when called off."""

from __future__ import annotations

import asyncio

import pytest

from sallyport.core.errors import AtCapacityError, DrainingError
from sallyport.core.sessions.admission import Admission
from sallyport.core.sessions.judged import Judged
from sallyport.core.sessions.memory import AvailableMemory
from sallyport.core.sessions.registry import Registry
from sallyport.core.sessions.waiting import Waiting
from sallyport.core.settings import SessionSettings


def door(**limits: float) -> tuple[Waiting, Admission]:
    chosen = SessionSettings(max_sessions=1, **limits)  # type: ignore[arg-type]  # counts too
    admission = Admission(chosen, Registry(), AvailableMemory(lambda: None))
    return Waiting(chosen, admission, Judged({}, lambda _: None)), admission


async def line(waiting: Waiting, names: str) -> tuple[list[asyncio.Task[None]], list[str]]:
    """Let these come, one after another; and who was let in, as it happens."""
    let_in: list[str] = []

    async def come(name: str) -> None:
        await waiting.enter("e", 1)
        let_in.append(name)

    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(come(name)))
        await asyncio.sleep(0)
    return tasks, let_in


def test_they_are_let_in_in_order_and_who_is_called_off_leaves_the_line() -> None:
    async def play() -> None:
        waiting, admission = door()
        tasks, let_in = await line(waiting, "abcd")
        assert waiting.count == {"e": 3}
        tasks[1].cancel()
        await asyncio.wait({tasks[1]})
        for so_far in ("ac", "acd"):
            waiting.leave(1)
            await asyncio.sleep(0)
            assert "".join(let_in) == so_far
        assert admission.starting == 1
        assert not waiting.count

    asyncio.run(play())


def test_one_let_in_and_called_off_in_the_same_moment_gives_its_room_back() -> None:
    async def play() -> None:
        waiting, admission = door()
        tasks, let_in = await line(waiting, "abc")
        waiting.leave(1)
        tasks[1].cancel()
        await asyncio.wait(tasks)
        assert let_in == ["a", "c"]
        assert admission.starting == 1

    asyncio.run(play())


def test_the_wait_is_bounded_and_says_what_there_was_no_room_for() -> None:
    async def play() -> None:
        waiting, _ = door(max_wait_s=0.05)
        await waiting.enter("e", 1)
        with pytest.raises(AtCapacityError) as caught:
            await waiting.enter("e", 1)
        assert caught.value.details["limit"] == "sessions.max_sessions"
        assert not waiting.count

    asyncio.run(play())


def test_the_line_is_bounded_and_empties_when_the_server_shuts_down() -> None:
    async def play() -> None:
        waiting, admission = door(max_waiting=2)
        tasks, _ = await line(waiting, "abc")
        with pytest.raises(AtCapacityError) as caught:
            await waiting.enter("e", 1)
        assert caught.value.details["limit"] == "sessions.max_waiting"
        admission.draining = True
        waiting.look()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(end) for end in ends] == [type(None), DrainingError, DrainingError]

    asyncio.run(play())
