"""Many live sessions at once: opened, asked, called at a fixed rate, closed.

sessions   kept = 0, kept = 1 ... kept = N-1           one cookie each
calls      due at t0, t0 + 1/rate ...                  sent whether or not others are answered
time of one: from when it was due to its reply         a late server cannot hide its lateness
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec
import uvloop

from scripts.benchmarks.crowd import Member

AT_ONCE: Final = 64
"""Connections that open, ask and close: what a trainer's batch would."""

_CONNECTIONS: Final = 256
"""For calls at a rate: half a second's, before a call waits for one."""

_LOOK: Final = msgspec.json.encode({"code": "kept"})


class Session(msgspec.Struct):
    """A session of mathematics that keeps its number; `cookie` names it."""

    number: int
    cookie: str | None = None


class Failures:
    """Why sessions did not answer as they should, counted."""

    def __init__(self) -> None:
        self.causes: Counter[str] = Counter()

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self.causes.values())

    async def count_if_any(self, work: Awaitable[None]) -> None:
        """Do something for one session; what goes wrong is counted, and the others go on."""
        try:
            await work
        except (RuntimeError, ConnectionError, ValueError) as error:
            self.causes[str(error)[:200]] += 1


class Crowd:
    """Sessions of a server that serves mathematics at its root."""

    def __init__(self, base: str, count: int) -> None:
        self._base = base
        self.sessions = [Session(number) for number in range(count)]

    def open(self, failures: Failures) -> None:
        """Open every session, AT_ONCE at a time."""
        self._for_each(_open, failures)

    def ask(self, failures: Failures) -> None:
        """Ask every session for its number; another answer is a failure."""
        self._for_each(_ask, failures)

    def close(self, failures: Failures) -> None:
        """Close every session."""
        self._for_each(_close, failures)

    def call_at(self, rate: float, seconds: float, failures: Failures) -> list[float]:
        """Call sessions in turn, `rate` calls a second; return each call's seconds."""
        return uvloop.run(self._call_at(rate, seconds, failures))

    def _for_each(
        self, job: Callable[[Member, Session], Awaitable[None]], failures: Failures
    ) -> None:
        uvloop.run(self._work(job, failures))

    async def _work(
        self, job: Callable[[Member, Session], Awaitable[None]], failures: Failures
    ) -> None:
        rest = iter(self.sessions)

        async def work() -> None:
            member = await Member.connect(self._base)
            try:
                for session in rest:
                    member.cookie = session.cookie
                    await failures.count_if_any(job(member, session))
            finally:
                member.close()

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))

    async def _call_at(self, rate: float, seconds: float, failures: Failures) -> list[float]:
        free: asyncio.Queue[Member] = asyncio.Queue()
        members = [await Member.connect(self._base) for _ in range(_CONNECTIONS)]
        for member in members:
            free.put_nowait(member)
        times: list[float] = []

        async def call(member: Member, session: Session, due: float) -> None:
            member.cookie = session.cookie
            await failures.count_if_any(_ask(member, session))
            times.append(time.perf_counter() - due)
            free.put_nowait(member)

        started = time.perf_counter()
        try:
            async with asyncio.TaskGroup() as group:
                for number in range(int(rate * seconds)):
                    due = started + number / rate
                    await asyncio.sleep(max(0.0, due - time.perf_counter()))
                    session = self.sessions[number % len(self.sessions)]
                    group.create_task(call(await free.get(), session, due))
        finally:
            for member in members:
                member.close()
        return times


async def _open(member: Member, session: Session) -> None:
    await _run(member, {"code": f"kept = {session.number}"})
    session.cookie = member.cookie


async def _run(member: Member, body: dict[str, str]) -> None:
    reply = msgspec.json.decode(await member.post("/execute_python", msgspec.json.encode(body)))
    if reply["status"] != "ok":
        raise ValueError(f"a trivial cell ended as {reply['status']}")


async def _ask(member: Member, session: Session) -> None:
    reply = msgspec.json.decode(await member.post("/execute_python", _LOOK))
    if reply["result"] != str(session.number):
        raise ValueError(f"a session no longer knows its number: {reply['status']}")


async def _close(member: Member, session: Session) -> None:
    if session.cookie is not None:
        await member.post("/end_session")
