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

from sallyport.core.types import JsonObject
from scripts.benchmarks.crowd import Member

AT_ONCE: Final = 64
"""Connections that open, ask and close: what a trainer's batch would."""

_CONNECTIONS: Final = 256
"""For calls at a rate: half a second's, before a call waits for one."""


class Session(msgspec.Struct):
    """A session of mathematics that keeps its number; `cookie` names it, or path and token."""

    number: int
    cookie: str | None = None
    path: str = ""
    token: str = ""


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
        self._for_each(self.open_one, failures)

    def ask(self, failures: Failures) -> None:
        """Ask every session for its number; another answer is a failure."""
        self._for_each(self.ask_one, failures)

    def close(self, failures: Failures) -> None:
        """Close every session."""
        self._for_each(self.close_one, failures)

    def call_at(self, rate: float, seconds: float, failures: Failures) -> list[float]:
        """Call sessions in turn, `rate` calls a second; return each call's seconds."""
        return uvloop.run(self._call_at(rate, seconds, failures))

    async def open_one(self, member: Member, session: Session) -> None:
        """Open a session, which keeps its number. Raises RuntimeError or ValueError."""
        check_kept(session, await self._run(member, session, f"kept = {session.number}\nkept"))
        session.cookie = member.cookie

    async def ask_one(self, member: Member, session: Session) -> None:
        """Ask a session for its number. Raises RuntimeError, or ValueError for another one."""
        check_kept(session, await self._run(member, session, "kept"))

    async def close_one(self, member: Member, session: Session) -> None:
        """Close a session. Raises RuntimeError."""
        if session.cookie is not None:
            await member.post("/end_session")

    async def _run(self, member: Member, session: Session, code: str) -> JsonObject:
        body = msgspec.json.encode({"code": code})
        reply: JsonObject = msgspec.json.decode(await member.post("/execute_python", body))
        return reply

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
            await failures.count_if_any(self.ask_one(member, session))
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


def check_kept(session: Session, reply: JsonObject) -> None:
    """Raise ValueError unless a cell that ends in `kept` gave the session's number."""
    if reply["result"] != str(session.number):
        raise ValueError(f"a session does not know its number: {reply['status']}")
