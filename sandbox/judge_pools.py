"""The judging processes of one server, or of one command: their pools and who asks them.

Judges ─┬─▶ pool "judges":   judge rollouts; one process a core
└─▶ pool "symbolic": settle what these leave open; only where a verifier asks for it
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ..verifiers.registry import asks_symbolic
from .judges import Judges
from .pool import WorkerPool
from .symbolic import SymbolicJudges

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..core.settings import ServerSettings
    from ..envs.environment import Environment
    from .jailer import Jailer
    from .zygotes import Zygotes

JUDGES: Final = "judges"
SYMBOLIC: Final = "symbolic"
"""The names under which the pools report; no environment may be served under one of them."""


class JudgePools:
    """The pools, and the `judges` that use them. Make it in the loop that starts them."""

    def __init__(
        self,
        zygotes: Zygotes,
        jailer: Jailer,
        settings: ServerSettings,
        environments: Iterable[Environment],
    ) -> None:
        self._zygotes = zygotes
        self._jailer = jailer
        self._settings = settings
        cores = os.cpu_count() or 1
        self.judging = self._pool(cores)
        self.pools: Mapping[str, WorkerPool] = {JUDGES: self.judging}
        symbolic = None
        if any(asks_symbolic(environment.verifier) for environment in environments):
            # One is kept ready and the others are made as they are asked for: answers that get so
            # far are few.
            pool = self._pool(1, settings.judging.symbolic_memory_bytes)
            self.pools = {**self.pools, SYMBOLIC: pool}
            symbolic = SymbolicJudges(pool, settings.judging)
        self.judges = Judges(self.judging, settings.judging.deadline_s, symbolic)

    def _pool(self, size: int, memory_bytes: int | None = None) -> WorkerPool:
        return WorkerPool(
            self._zygotes,
            "",
            self._settings.pool,
            self._jailer,
            shared=1,
            size=size,
            max_frame_bytes=self._settings.calls.max_frame_bytes,
            memory_bytes=memory_bytes,
        )

    def start(self) -> None:
        """Begin to fill the pools."""
        for pool in self.pools.values():
            pool.start()

    async def stop(self) -> None:
        """Kill every judge and wait until the kernel has ended them."""
        await asyncio.gather(*(pool.stop() for pool in self.pools.values()))
