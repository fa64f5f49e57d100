"""A call with a key runs once, whatever happens to the requests that ask for it."""

from __future__ import annotations

import asyncio
from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.errors import (
    ConflictError,
    InvalidRequestError,
    SallyportError,
    SessionBusyError,
    WorkerDiedError,
)
from sallyport.core.sessions import idempotency
from sallyport.core.sessions.calls import Answer
from sallyport.core.sessions.idempotency import MAX_KEY_CHARACTERS, Keys
from sallyport.core.sessions.registry import Registry


class World:
    """Counts what ran; `answers` say what a request gives, else its own text."""

    def __init__(self) -> None:
        self.ran: Counter[bytes] = Counter()
        self.gate = asyncio.Event()
        self.errors: list[SallyportError] = []
        self.registry = Registry()
        self.keys = Keys(self.registry)

    async def ask(self, key: str, request: bytes = b"r", session: str = "s") -> tuple[bytes, bool]:
        async def run() -> Answer:
            self.ran[request] += 1
            await self.gate.wait()
            if self.errors:
                raise self.errors.pop(0)
            return Answer(request, "ok", 0.0, 0.0)

        answer, again = await self.keys.once(session, key, request, run)
        return answer.body, again


def play(work: Any, *, gate: bool = True) -> World:
    async def main() -> World:
        world = World()
        if gate:
            world.gate.set()
        await work(world)
        return world

    return asyncio.run(main())


def test_a_retry_gets_the_first_reply_and_runs_nothing() -> None:
    async def work(world: World) -> None:
        assert await world.ask("k") == (b"r", False)
        assert await world.ask("k") == (b"r", True)
        assert await world.ask("other") == (b"r", False)
        assert await world.ask("k", session="another") == (b"r", False)

    assert play(work).ran == {b"r": 3}


def test_a_retry_waits_for_the_first_that_still_runs() -> None:
    async def work(world: World) -> None:
        asked = [asyncio.ensure_future(world.ask("k")) for _ in range(5)]
        await asyncio.sleep(0)
        world.gate.set()
        assert sorted(await asyncio.gather(*asked)) == [(b"r", False), *[(b"r", True)] * 4]

    assert play(work, gate=False).ran == {b"r": 1}


def test_the_call_goes_on_when_who_asked_first_has_gone() -> None:
    async def work(world: World) -> None:
        first = asyncio.ensure_future(world.ask("k"))
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        world.gate.set()
        assert await world.ask("k") == (b"r", True)

    assert play(work, gate=False).ran == {b"r": 1}


def test_a_key_with_another_body_is_a_conflict() -> None:
    async def work(world: World) -> None:
        await world.ask("k", b"one")
        with pytest.raises(ConflictError):
            await world.ask("k", b"two")

    assert play(work).ran == {b"one": 1}


def test_an_error_is_a_reply_too() -> None:
    async def work(world: World) -> None:
        world.errors = [WorkerDiedError("it died")]
        for _ in range(2):
            with pytest.raises(WorkerDiedError):
                await world.ask("k")

    assert play(work).ran == {b"r": 1}


def test_what_was_refused_for_now_may_be_tried_again() -> None:
    async def work(world: World) -> None:
        world.errors = [SessionBusyError("another call runs")]
        with pytest.raises(SessionBusyError):
            await world.ask("k")
        await asyncio.sleep(0)
        assert await world.ask("k") == (b"r", False)

    play(work)


@pytest.mark.parametrize("key", ["", "k" * (MAX_KEY_CHARACTERS + 1), "k" * 10_000])
def test_a_key_of_no_sensible_length_is_refused(key: str) -> None:
    async def work(world: World) -> None:
        with pytest.raises(InvalidRequestError):
            await world.ask(key)

    assert not play(work).ran


def test_a_reply_that_is_no_longer_kept_is_told_and_its_call_not_run_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(idempotency, "MAX_REPLY_BYTES", 100)

    async def work(world: World) -> None:
        for n in range(4):
            await world.ask(f"k{n}", b"%d" % n * 60)
        assert await world.ask("k3", b"3" * 60) == (b"3" * 60, True)
        with pytest.raises(ConflictError, match="not run again"):
            await world.ask("k0", b"0" * 60)

    assert set(play(work).ran.values()) == {1}


@given(st.lists(st.integers(0, 40), max_size=80))
def test_no_key_runs_twice_and_what_is_kept_is_bounded(asked: list[int]) -> None:
    async def work(world: World) -> None:
        for n in asked:
            try:
                body, _ = await world.ask(f"k{n}", b"%d" % n * 1000)
            except ConflictError:
                continue
            assert body == b"%d" % n * 1000
        kept = world.keys._sessions.get("s")
        if kept is not None:
            assert len(kept._calls) <= idempotency.MAX_REPLIES
            assert kept._bytes == sum(len(call.result().body) for call in kept._calls.values())

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(idempotency, "MAX_REPLIES", 5)
        patch.setattr(idempotency, "MAX_REPLY_BYTES", 8000)
        assert set(play(work).ran.values()) <= {1}


def test_ended_sessions_are_forgotten_and_live_ones_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(idempotency, "MAX_ENDED", 3)

    async def work(world: World) -> None:
        cast(dict[str, Any], world.registry.live)["alive"] = SimpleNamespace()
        await world.ask("k", session="alive")
        for n in range(50):
            await world.ask("k", session=f"ended {n}")
            assert len(world.keys._sessions) <= 6
        assert await world.ask("k", session="alive") == (b"r", True)

    play(work)
