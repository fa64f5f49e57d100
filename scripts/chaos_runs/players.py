"""Plays rollouts, so many at once, until the time is over; and watches the front door meanwhile."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterator
from typing import Final

import httpx

from sallyport.core.rollout.conversation import new_client
from sallyport.core.rollout.rollout import play

from .rollouts import Planned
from .tally import Tally

AT_ONCE: Final = 64

ROLLOUT_S: Final = 300.0
"""By then every rollout has an answer, or there is none: all its calls and waits at their limits
are less."""

_HEAVY_AT_ONCE: Final = 3
"""Sessions that fill a gigabyte at a time: the machine's memory is not what is tested here."""

_LOOK_S: Final = 1.0
_HEALTH_S: Final = 10.0
"""How long /healthz may take on a machine with more to do than it has cores."""


class Players:
    """Plays against a server at `base`."""

    def __init__(self, base: str, tally: Tally) -> None:
        self._base = base
        self._tally = tally
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._heavy = asyncio.Semaphore(_HEAVY_AT_ONCE)

    async def play_until(self, deadline: float, plan: Iterator[Planned]) -> None:
        """Play until the monotonic time `deadline`, and what has begun then to its end."""

        async def player() -> None:
            async with new_client(self._tls) as http:
                while time.monotonic() < deadline:
                    await self.play_one(http, next(plan))

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(player())

    async def play_all(self, planned: list[Planned]) -> list[str]:
        """Play rollouts one after another and return how each was judged."""
        async with new_client(self._tls) as http:
            return [await self.play_one(http, each) for each in planned]

    async def play_one(self, http: httpx.AsyncClient, planned: Planned) -> str:
        """Play a rollout and count it."""
        if planned.heavy:
            async with self._heavy:
                return await self._play(http, planned)
        return await self._play(http, planned)

    async def _play(self, http: httpx.AsyncClient, planned: Planned) -> str:
        self._tally.started += 1
        started = time.monotonic()
        try:
            async with asyncio.timeout(ROLLOUT_S):
                base = f"{self._base}/{planned.served}"
                outcome = await play(http, base, planned.policy, planned.job)
        except TimeoutError:
            self._tally.unanswered("hung")
            return "unanswered"
        return self._tally.judge(planned.expected, outcome, time.monotonic() - started)

    async def watch_health(self) -> None:
        """Look at /healthz once a second, until cancelled."""
        async with new_client(self._tls) as http:
            while True:
                try:
                    reply = await http.get(f"{self._base}/healthz", timeout=_HEALTH_S)
                    self._tally.health[reply.status_code == 200] += 1
                except httpx.HTTPError:
                    self._tally.health[False] += 1
                await asyncio.sleep(_LOOK_S)
