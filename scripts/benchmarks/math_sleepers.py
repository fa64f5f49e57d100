"""Sessions that sleep must not wait for each other."""

from __future__ import annotations

import asyncio
from statistics import median
from typing import TYPE_CHECKING

import msgspec
import uvloop

from .crowd import Member
from .figures import Figure
from .servers import our_server

if TYPE_CHECKING:
    from .samples import Effort

_SESSIONS = 64
_SLEEP = msgspec.json.encode({"code": "import time\ntime.sleep(0.5)"})


def measure(effort: Effort) -> list[Figure]:
    """Measure how long 64 live sessions take that each sleep half a second."""
    with our_server("math_with_code") as url:
        took = uvloop.run(_rounds(url, effort))
    return [
        Figure(
            section="math",
            what=f"{_SESSIONS} sessions sleeping 0.5 s each",
            value=median(took),
            unit="s",
            limit=1.0,
            goal=0.6,
        )
    ]


async def _rounds(url: str, effort: Effort) -> list[float]:
    loop = asyncio.get_running_loop()
    crowd = [await Member.connect(url) for _ in range(_SESSIONS)]
    await asyncio.gather(*(member.post("/seed_session") for member in crowd))
    took = []
    for _ in range(effort.rounds):
        started = loop.time()
        await asyncio.gather(*(member.post("/execute_python", _SLEEP) for member in crowd))
        took.append(loop.time() - started)
    await asyncio.gather(*(member.post("/end_session") for member in crowd))
    for member in crowd:
        member.close()
    return took
