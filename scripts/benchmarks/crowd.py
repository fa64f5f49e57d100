"""Many clients at once, in one uvloop: each has a connection and waits for its own replies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Self, TypeAlias, cast
from urllib.parse import urlsplit

import uvloop

from .wire import Reply, ReplyReader, post, request


class Member(asyncio.Protocol):
    """One connection; at most one request is open on it at a time."""

    def __init__(self) -> None:
        self._reader = ReplyReader()
        self._transport: asyncio.Transport | None = None
        self._open: asyncio.Future[Reply] | None = None
        self.cookie: str | None = None

    @classmethod
    async def connect(cls, url: str) -> Self:
        """Connect to a server."""
        address = urlsplit(url)
        _, member = await asyncio.get_running_loop().create_connection(
            cls, address.hostname or "", address.port or 80
        )
        return member

    async def post(self, path: str, body: bytes = b"{}") -> bytes:
        """POST a JSON body and return the reply's. Raises RuntimeError unless it is a 200."""
        reply = await self._exchange(post(path, body, self.cookie))
        self.cookie = reply.cookie or self.cookie
        if reply.status != 200:
            raise RuntimeError(f"POST {path}: {reply.status} {reply.body[:500]!r}")
        return reply.body

    async def ask(self, method: str, path: str, body: bytes = b"{}", token: str = "") -> bytes:
        """Send a request of the session API, with a session's token if there is one.

        Returns the reply's body. Raises RuntimeError unless it is a 200 or 201.
        """
        header = f"authorization: Bearer {token}" if token else ""
        reply = await self._exchange(request(method, path, body, header))
        if reply.status not in (200, 201):
            raise RuntimeError(f"{method} {path}: {reply.status} {reply.body[:500]!r}")
        return reply.body

    async def _exchange(self, sent: bytes) -> Reply:
        assert self._transport is not None, "a request before connect"
        self._open = asyncio.get_running_loop().create_future()
        self._transport.write(sent)
        return await self._open

    def forget(self) -> None:
        """Forget the cookie: the next request is of another rollout."""
        self.cookie = None

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Hand a complete reply to who waits."""
        reply = self._reader.feed(data)
        if reply is not None and self._open is not None and not self._open.done():
            self._open.set_result(reply)

    def connection_lost(self, exc: Exception | None) -> None:
        """Fail who waits."""
        if self._open is not None and not self._open.done():
            self._open.set_exception(exc or ConnectionError("the server closed the connection"))


Job: TypeAlias = Callable[[Member, int], Awaitable[object]]
"""One unit of work of one member; the number is the job's."""


def crowd_seconds(url: str, members: int, jobs: int, job: Job) -> float:
    """Return how long `members` clients take for `jobs` jobs, each taking the next when free."""
    return uvloop.run(_crowd_seconds(url, members, jobs, job))


async def _crowd_seconds(url: str, members: int, jobs: int, job: Job) -> float:
    crowd = [await Member.connect(url) for _ in range(members)]
    numbers = iter(range(jobs))

    async def work(member: Member) -> None:
        for number in numbers:
            await job(member, number)

    started = time.perf_counter()
    try:
        await asyncio.gather(*map(work, crowd))
        return time.perf_counter() - started
    finally:
        for member in crowd:
            member.close()
