"""Proving the jail: at start a worker attacks its own, and the level is what the attacks prove.

prove(pool) ─▶ fresh worker ─▶ probe cell (policy off) ─▶ results ─▶ level_of ─▶ claimed level?
"""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec

from ..core.errors import NotReadyError, ProtocolError
from .frames import Done
from .jail import LEVELS, failures, level_of, probe_cell
from .jailer import Jailer
from .pool import WorkerPool

_CANARY: Final = "/etc/passwd"
"""A file that every machine has, everybody can read, and no jail shows."""

_DEADLINE_S: Final = 30.0
"""The attacks take a tenth of a second; a machine under heavy load gets its time."""


async def prove(pool: WorkerPool, jailer: Jailer) -> None:
    """Let a worker of `pool` attack its jail.

    Raises NotReadyError when the attacks prove less than the level that the jailer claims, naming
    each that succeeded.
    """
    if jailer.level == "none":
        return
    lease = await pool.lease()
    try:
        async with asyncio.timeout(_DEADLINE_S):
            reply = await lease.probe(probe_cell(_CANARY))
    except TimeoutError:
        raise NotReadyError(f"the jail could not be proven within {_DEADLINE_S:g} s")
    finally:
        lease.retire()
        lease.worker.kill()
    if not isinstance(reply, Done):
        raise ProtocolError(f"the probe worker answered {reply!r}")
    printed = msgspec.json.decode(reply.body, type=dict[str, str])["printed"]
    results = msgspec.json.decode(printed.splitlines()[-1], type=dict[str, str])
    proven = level_of(results)
    if LEVELS.index(proven) < LEVELS.index(jailer.level):
        broken = "; ".join(failures(results, jailer.level))
        raise NotReadyError(f"the jail does not hold at level {jailer.level!r}: {broken}")
