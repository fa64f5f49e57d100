"""Rollouts over seed, call, verify, close, wait, crash and capacity, in any order.

What must hold: a session with a call in flight is ended by no verdict and by no want of room; one
that is not judged never gives way; and what a rollout was told it holds, it holds.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sallyport.core.sessions.session import Session
from sallyport.core.settings import SessionSettings
from tests.core.app.rollouts import answer
from tests.core.app.test_session_machine import PROFILE
from tests.serving import House, error_of, open_house
from tests.serving import settings as server_settings

pytestmark = pytest.mark.slow

MOST: Final = 3

PLACES: Final = st.integers(0, 99)


@dataclass
class Rollout:
    """A rollout as its client knows it; `ended` when it closed it or was told of its end."""

    http: httpx.AsyncClient
    session: Session
    kept: list[str] = field(default_factory=list)
    judged: bool = False
    ended: bool = False
    hurt: bool = False
    call: asyncio.Task[httpx.Response] | None = None


class RolloutMachine(RuleBasedStateMachine):
    """Clients that play rollouts on a server with room for three."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.service = house.runtime.service
        self.rollouts: list[Rollout] = []

    def teardown(self) -> None:
        async def leave() -> None:
            await self.service.close_all()
            calls = [each.call for each in self.rollouts if each.call is not None]
            await asyncio.gather(*calls)
            for each in self.rollouts:
                await each.http.aclose()

        self.house.run(leave())
        self.house.run(self.house.settled())

    @property
    def live(self) -> list[Rollout]:
        return [each for each in self.rollouts if not each.ended]

    def at(self, place: int) -> Rollout:
        return self.live[place % len(self.live)]

    def post(self, rollout: Rollout, path: str, body: Any) -> httpx.Response:
        return self.house.run(rollout.http.post(path, json=body))

    @rule()
    def seed(self) -> None:
        http = self.house.client()
        full = len(self.live) == MOST
        calm = [each for each in self.live if each.judged and each.call is None]
        before = set(self.service.registry.live)
        reply = self.house.run(http.post("/seed_session", json={"id": 1}))
        if reply.status_code != 200:
            assert full
            assert not calm, "a judged session gives way"
            assert (reply.status_code, error_of(reply)["type"]) == (429, "at_capacity")
            self.house.run(http.aclose())
            return
        after = set(self.service.registry.live)
        [new] = after - before
        if full:
            [gone] = [each for each in self.live if each.session.id not in after]
            assert gone.judged
            # Its call, if it made one, had been answered before.
            self.finished(gone)
            gone.ended = True
        self.rollouts.append(Rollout(http, self.service.registry.live[new]))

    @precondition(lambda self: self.live)
    @rule(place=PLACES, text=st.sampled_from("abc"))
    def call(self, place: int, text: str) -> None:
        rollout = self.at(place)
        reply = self.post(rollout, "/remember", {"text": text})
        rollout.judged = False
        self.finished(rollout)
        if rollout.hurt and reply.status_code == 502:
            # Not noticed before: it is told, and the session lives, as it was before the call.
            assert error_of(reply)["type"] == "worker_died"
        else:
            rollout.kept.append(text)
            assert reply.json() == {"output": rollout.kept}
        rollout.hurt = False

    @precondition(lambda self: self.live)
    @rule(place=PLACES)
    def begin_a_call(self, place: int) -> None:
        rollout = self.at(place)
        if rollout.call is not None or rollout.hurt:
            return

        async def begin() -> None:
            request = rollout.http.post("/nap", json={"seconds": 0.2})
            rollout.call = asyncio.create_task(request)
            while rollout.session.state != "busy":
                await asyncio.sleep(0)

        self.house.run(begin())
        rollout.judged = False

    @precondition(lambda self: self.live)
    @rule(place=PLACES)
    def end_a_call(self, place: int) -> None:
        self.finished(self.at(place))

    def finished(self, rollout: Rollout) -> None:
        if rollout.call is not None:

            async def wait(call: asyncio.Task[httpx.Response]) -> httpx.Response:
                return await call

            assert self.house.run(wait(rollout.call)).json() == {"output": "awake"}
            rollout.call = None

    @precondition(lambda self: self.live)
    @rule(place=PLACES)
    def verify(self, place: int) -> None:
        rollout = self.at(place)
        reply = self.post(
            rollout, "/verify", {"id": 1, "expected_result": "1", "response": answer("done")}
        )
        assert reply.status_code == 200, reply.text
        rollout.judged = True
        if rollout.call is not None and rollout.call.done():
            self.finished(rollout)

    @precondition(lambda self: self.live)
    @rule(place=PLACES)
    def close(self, place: int) -> None:
        rollout = self.at(place)
        self.finished(rollout)
        assert self.post(rollout, "/end_session", {}).status_code == 200
        rollout.ended = True

    @rule()
    def a_while_passes(self) -> None:
        async def sweep() -> None:
            self.service.sweep(time.monotonic() + 61)

        busy = [each for each in self.live if each.session.state == "busy"]
        self.house.run(sweep())
        for each in self.live:
            expired = each.judged or not each.session.called
            assert each.session.state == "busy" or each not in busy or expired
            if each.session.state == "expired":
                assert expired
                each.ended = True
                if each.call is not None:
                    self.finished(each)

    @precondition(lambda self: any(each.call is None for each in self.live))
    @rule(place=PLACES)
    def crash(self, place: int) -> None:
        calm = [each for each in self.live if each.call is None]
        rollout = calm[place % len(calm)]
        assert rollout.session.lease is not None
        worker = rollout.session.lease.worker
        if worker.ended is None and not rollout.hurt:
            os.kill(worker.pid, signal.SIGKILL)
            rollout.hurt = True

    @invariant()
    def the_server_has_the_live_sessions_and_no_others(self) -> None:
        live = set(self.service.registry.live)
        assert live == {each.session.id for each in self.live}


@pytest.fixture(scope="module")
def small() -> Iterator[House]:
    limits = SessionSettings(max_sessions=MOST, max_wait_s=0.02)
    with open_house(server_settings(sessions=limits)) as opened:
        yield opened


def test_no_verdict_ends_a_session_with_a_call_in_flight(small: House) -> None:
    chosen = settings(
        PROFILE,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )

    class Machine(RolloutMachine):
        def __init__(self) -> None:
            super().__init__(small)

    run_state_machine_as_test(Machine, settings=chosen)
