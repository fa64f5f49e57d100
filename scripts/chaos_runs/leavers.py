"""Clients that go away in the middle of a call, and come back to see what became of the session.

kept = [1] ─▶ a slow cell that appends 2, connection cut meanwhile ─▶ kept: [1] or [1, 2]
"""

from __future__ import annotations

import asyncio
import random
import ssl
import time
from typing import Any, Final

import httpx
import msgspec

from sallyport.core.rollout.conversation import new_client

from .persistent import MAX_TRIES
from .rollouts import MATH
from .tally import Tally

AT_ONCE: Final = 4

_SLOW_S: Final = 0.4
_ANSWER_S: Final = 120.0
"""By then every request has an answer, however many wait for a worker."""

_BUSY: Final = 429
_SOUND: Final = ("[1]", "[1, 2]")
"""The call that nobody waited for was stopped, or was finished; nothing else may be."""


class Leavers:
    """Sessions of mathematics at `base` that lose their client for a moment."""

    def __init__(self, base: str, tally: Tally, seed: int) -> None:
        self._base = f"{base}/{MATH}"
        self._tally = tally
        self._random = random.Random(seed)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    async def leave_until(self, deadline: float) -> None:
        """Go on until the monotonic time `deadline`."""

        async def leaver() -> None:
            while time.monotonic() < deadline:
                self._tally.leaves[await self._leave()] += 1

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(leaver())

    async def _leave(self) -> str:
        """Return what became of one session: `sound`, `unsound` or the cause of its failure."""
        async with new_client(self._tls) as http:
            http.timeout = httpx.Timeout(_ANSWER_S)
            try:
                cause = await self._until_ok(http, "kept = [1]")
                if cause is None:
                    await self._cut(http.cookies)
                    cause = await self._until_ok(http, "kept")
                await http.post(f"{self._base}/end_session", json={})
            except httpx.HTTPError as error:
                return f"unanswered ({type(error).__name__})"
            return "sound" if cause is None else cause

    async def _cut(self, cookies: httpx.Cookies) -> None:
        """Make a slow call on a connection of its own and close that before the reply comes."""
        code = f"import time\ntime.sleep({_SLOW_S})\nkept.append(2)"
        async with new_client(self._tls) as http:
            http.cookies.update(cookies)
            try:
                async with asyncio.timeout(self._random.uniform(0.01, 1.2 * _SLOW_S)):
                    await self._run(http, code)
            except TimeoutError:
                # Leaving the block closes the connection.
                return

    async def _until_ok(self, http: httpx.AsyncClient, code: str) -> str | None:
        """Run a cell until it is ok; None then, else why it never was, or that it is unsound."""
        status = "never"
        for _ in range(MAX_TRIES):
            reply = await self._run(http, code)
            body = msgspec.json.decode(reply.content)
            if reply.status_code == _BUSY:
                await asyncio.sleep(_SLOW_S)
            elif reply.status_code != 200:
                return str(body["error"]["type"])
            status = _judged(code, body)
            if status == "ok":
                return None
            if status == "unsound":
                self._tally.note("unsound after a disconnect", body)
                return status
        return f"never_ok_{status}"

    async def _run(self, http: httpx.AsyncClient, code: str) -> httpx.Response:
        return await http.post(f"{self._base}/execute_python", json={"code": code})


def _judged(code: str, body: dict[str, Any]) -> str:
    """Return a cell's status; `unsound` when the state is none that it may be."""
    status = str(body.get("status", "busy"))
    if code != "kept" or status not in {"ok", "error"}:
        return status
    return "ok" if body.get("result") in _SOUND else "unsound"
