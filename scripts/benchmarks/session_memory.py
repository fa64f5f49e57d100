"""What an idle notebook costs in memory: its worker, its checkpoint, the server's part."""

from __future__ import annotations

import asyncio
from statistics import median

import uvloop

from .crowd import Member
from .figures import Figure
from .machine import available_bytes, own_tree, pss_bytes
from .material import CLOCK_CELL
from .samples import FULL, Effort
from .servers import our_server

_SESSIONS = 200
_QUICK_SESSIONS = 50
_MIB = 1 << 20

_SETTLE_S = 2.0
"""For the pool to be full again and the kernel to have given back what ended processes held."""


def measure(effort: Effort) -> list[Figure]:
    """Open sessions that have run one cell and are idle; compare before and after."""
    sessions = _SESSIONS if effort == FULL else _QUICK_SESSIONS
    rounds = max(1, effort.rounds // 2)
    with our_server("math_with_code") as url:
        uvloop.run(_round(url, 2))  # what the first ever costs is not a session's
        each = [uvloop.run(_round(url, sessions)) for _ in range(rounds)]
    available, pss = zip(*each, strict=True)
    return [
        _figure(f"per idle session of {sessions}, MemAvailable", median(available), 4.0, 3.0),
        _figure(f"per idle session of {sessions}, PSS of the tree", median(pss), None, 3.0),
    ]


async def _round(url: str, sessions: int) -> tuple[float, float]:
    """Return MiB a session by MemAvailable and by PSS."""
    await asyncio.sleep(_SETTLE_S)
    available, pss = available_bytes(), pss_bytes(own_tree())
    crowd = [await Member.connect(url) for _ in range(sessions)]
    for member in crowd:
        await member.post("/seed_session")
        await member.post("/execute_python", CLOCK_CELL)
    await asyncio.sleep(_SETTLE_S)
    costs = available - available_bytes(), pss_bytes(own_tree()) - pss
    for member in crowd:
        await member.post("/end_session")
        member.close()
    return costs[0] / sessions / _MIB, costs[1] / sessions / _MIB


def _figure(what: str, value: float, limit: float | None, goal: float) -> Figure:
    return Figure(section="memory", what=what, value=value, unit="MiB", limit=limit, goal=goal)
