"""Sessions that live at once and call all the time."""

from __future__ import annotations

import asyncio
import time
from statistics import median
from typing import TYPE_CHECKING

import uvloop

from .crowd import Member
from .playing import AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .samples import Effort


def calls_per_second(url: str, call: Callable[[Member], Awaitable[None]], effort: Effort) -> float:
    """Return the rate of calls of 64 live sessions, the median over rounds."""
    return uvloop.run(_calls_per_second(url, call, effort))


async def _calls_per_second(
    url: str, call: Callable[[Member], Awaitable[None]], effort: Effort
) -> float:
    crowd = [await Member.connect(url) for _ in range(AT_ONCE)]
    await asyncio.gather(*(member.post("/seed_session") for member in crowd))

    async def work(member: Member) -> None:
        for _ in range(effort.samples):
            await call(member)

    rates = []
    for _ in range(max(1, effort.rounds // 2)):
        started = time.perf_counter()
        await asyncio.gather(*map(work, crowd))
        rates.append(AT_ONCE * effort.samples / (time.perf_counter() - started))
    await asyncio.gather(*(member.post("/end_session") for member in crowd))
    for member in crowd:
        member.close()
    return median(rates)
