"""Generations of zygotes: one serves, the next is made ready beside it, the last is let go.

    zygote 1 ── dies, or has forked enough ──▶ zygote 2 is exec'd, imports, is ready ─▶ serves
                                                  (workers of zygote 1 live on)

Workers of one zygote share its address layout and its hash secret; a new one has its own, so what a
session may learn of its siblings is worth little for long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from .setup import WardenStart
from .zygote import Zygote

_LOOK_S: Final = 0.1
"""How often the zygote is looked after: a dead one is replaced well within two seconds."""

_RETRY_S: Final = 0.5
"""How long to wait when the machine has nothing left to make a zygote of."""

log = structlog.get_logger("sallyport.zygote")


class Zygotes:
    """Forks workers off the zygote in service; `make` execs a new one.

    `max_forks`: after so many forks a zygote is replaced. Make it before the server has sockets:
    the first zygote is made here.
    """

    def __init__(self, make: Callable[[], Zygote], max_forks: int) -> None:
        self._make = make
        self._max_forks = max_forks
        self._current = make()
        self._next: Zygote | None = None
        self._forks = 0
        self.generation = 1

    @property
    def pid(self) -> int:
        """The pid of the zygote in service."""
        return self._current.pid

    @property
    def ready(self) -> bool:
        """Whether a fork is a matter of milliseconds now."""
        return self._current.ready and self._current.alive()

    def spawn(self, start: WardenStart, fds: Sequence[int]) -> int:
        """Fork a worker; see Zygote.spawn."""
        self._forks += 1
        return self._current.spawn(start, fds)

    async def look_after_forever(self) -> None:
        """Replace zygotes that died or have forked enough, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_S)
            try:
                self.look_after()
            except OSError as error:
                # No descriptors, no memory, a full disk: that may pass, and then it must go on.
                log.error("zygote_start_failed", error=str(error))
                await asyncio.sleep(_RETRY_S)

    def look_after(self) -> None:
        """Replace the zygote if that is due; quick, since a new one prepares itself."""
        if not self._current.alive():
            log.error("zygote_died", pid=self._current.pid, generation=self.generation)
            # The one that is being made ready is the quicker replacement, if there is one.
            self._serve(self._next or self._make())
        elif self._next is not None and self._next.ready:
            self._serve(self._next)
        elif self._next is not None and not self._next.alive():
            log.error("zygote_died", pid=self._next.pid, generation=self.generation + 1)
            self._next.close()
            self._next = None
        elif self._next is None and self._forks >= self._max_forks:
            self._next = self._make()

    def _serve(self, zygote: Zygote) -> None:
        self._current.close()
        self._current, self._next, self._forks = zygote, None, 0
        self.generation += 1
        log.info("zygote_replaced", pid=zygote.pid, generation=self.generation)

    def close(self) -> None:
        """End every zygote; idempotent."""
        self._current.close()
        if self._next is not None:
            self._next.close()
            self._next = None
