"""Kills a server's workers at random, and its zygote now and then."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Final

from scripts.watched.server import Watched
from scripts.watched.tree import Process, below, children_of, wardens_of

from .tally import Tally

EVERY_S: Final = 0.1

ZYGOTE_S: Final = (4.0, 8.0)
"""Between two deaths of a zygote, counted from when the last one was made good."""

_LOOK_S: Final = 0.05


class Killer:
    """Kills from outside, by pid."""

    def __init__(self, watched: Watched, tally: Tally, seed: int) -> None:
        self._watched = watched
        self._tally = tally
        self._random = random.Random(seed)

    async def kill_workers(self) -> None:
        """Kill a warden or what is inside of one, every EVERY_S seconds, until cancelled."""
        due = time.monotonic()
        while True:
            # In a thread: the kernel's answers take milliseconds on a busy machine.
            await asyncio.to_thread(self._kill_one)
            # What came late is caught up with, but for a pause of the whole machine.
            due = max(due + EVERY_S, time.monotonic() - 1)
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def _kill_one(self) -> None:
        victims = wardens_of(self._watched.pid)
        kind = self._random.choice(("warden", "process inside"))
        if kind != "warden" and victims:
            victims = below(self._random.choice(victims))
        if victims and self._watched.kill(self._random.choice(victims)):
            self._tally.kills[kind] += 1

    async def kill_zygotes(self) -> None:
        """Kill the zygote, wait until another one has forked a worker, and again."""
        while True:
            await asyncio.sleep(self._random.uniform(*ZYGOTE_S))
            zygotes = await asyncio.to_thread(self._zygotes)
            started = time.monotonic()
            for each in zygotes:
                if await asyncio.to_thread(self._watched.kill, each.pid):
                    self._tally.kills["zygote"] += 1
            replaced = False
            while not replaced:
                await asyncio.sleep(_LOOK_S)
                replaced = await asyncio.to_thread(self._replaced, zygotes)
            self._tally.zygote_s.append(time.monotonic() - started)

    def _zygotes(self) -> list[Process]:
        return [each for each in self._watched.processes() if each.kind == "zygote"]

    def _replaced(self, before: list[Process]) -> bool:
        return any(children_of(each.pid) for each in self._zygotes() if each not in before)
