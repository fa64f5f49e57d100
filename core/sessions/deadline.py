"""What bounds a request in time: wall time always, processor time where it could be the shorter.

    request ─▶ limit of either kind ─▶ interrupt ─▶ reply within the grace
                                           └─ grace over ─▶ given up; its owner kills or restores

Both are counted from outside, where a session cannot reach. Processor time is only looked at when
so many cores could have used it up: with a limit of two cores' worth, a machine of two is never
looked at, and a call shorter than the first look costs nothing but its one timer.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from typing import Final

from ...sandbox.jail.cpu_time import cpu_seconds
from ...sandbox.orders import INTERRUPT, INTERRUPT_CPU
from ...sandbox.process import WorkerProcess
from ..errors import CpuLimitError, DeadlineExceededError, SallyportError

_CORES: Final = len(os.sched_getaffinity(0))

FIRST_LOOK_S: Final = 0.1
"""When a call's processor time is counted from. Nine of ten calls are over by then; what the others
have used before is not counted, at most this much on each core."""

_LEAST_LOOK_S: Final = 0.05
"""Looks are no closer than this: so much, on each core, a session may be over its limit."""


class Deadline:
    """Interrupts a worker at a limit and gives it up `grace_s` later; `cancel` calls it off,
    `stop` does it now.

    `limit_s` is of wall time, from now on; `cpu_limit_s`, if any, of processor time. `passed` says
    whether it came to the interrupt. `what` is the subject of the sentence that says so.
    """

    def __init__(
        self,
        worker: WorkerProcess,
        what: str,
        limit_s: float,
        grace_s: float,
        cpu_limit_s: float | None = None,
    ) -> None:
        self._worker = worker
        self._what = what
        self._limit_s = limit_s
        self._grace_s = grace_s
        self._loop = asyncio.get_running_loop()
        self.passed = False
        if cpu_limit_s is None or cpu_limit_s >= limit_s * _CORES:
            self._timer = self._loop.call_later(limit_s, self._out_of_time)
            return
        self._cpu_limit_s = cpu_limit_s
        self._cpu_before: float | None = None
        self._end = time.monotonic() + limit_s
        self._timer = self._loop.call_later(min(FIRST_LOOK_S, limit_s), self._look)

    def cancel(self) -> None:
        """Call the deadline off: the reply has come."""
        self._timer.cancel()

    def stop(self) -> None:
        """Interrupt now, as at the limit: nobody waits for the reply. Nothing, once called off."""
        if not self.passed and not self._timer.cancelled():
            self._timer.cancel()
            self._stop(INTERRUPT, self._stop_error)

    def _look(self) -> None:
        """Look at both clocks; look again when the first of them can be over."""
        left_s = self._end - time.monotonic()
        if left_s <= 0:
            self._out_of_time()
            return
        used_s = self._cpu_s()
        if used_s >= self._cpu_limit_s:
            self._stop(INTERRUPT_CPU, self._cpu_error)
            return
        soonest_s = max(_LEAST_LOOK_S, (self._cpu_limit_s - used_s) / _CORES)
        self._timer = self._loop.call_later(min(left_s, soonest_s), self._look)

    def _cpu_s(self) -> float:
        now = cpu_seconds(self._worker.pid)
        if self._cpu_before is None:
            self._cpu_before = now
        return now - self._cpu_before

    def _out_of_time(self) -> None:
        self._stop(INTERRUPT, self._time_error)

    def _stop(self, order: bytes, error: Callable[[], SallyportError]) -> None:
        self.passed = True
        self._worker.interrupt(order)
        self._timer = self._loop.call_later(self._grace_s, lambda: self._worker.abandon(error()))

    def _time_error(self) -> DeadlineExceededError:
        return DeadlineExceededError(
            f"{self._what} ran over its time limit of {self._limit_s:g} s{self._deaf()}",
            limit_s=self._limit_s,
        )

    def _stop_error(self) -> DeadlineExceededError:
        return DeadlineExceededError(
            f"{self._what} was stopped: its client went away{self._deaf()}"
        )

    def _cpu_error(self) -> CpuLimitError:
        used_s = self._cpu_s()
        return CpuLimitError(
            f"{self._what} used {used_s:.1f} s of processor time, over its limit of "
            f"{self._cpu_limit_s:g} s{self._deaf()}",
            limit_s=self._cpu_limit_s,
            used_s=round(used_s, 2),
        )

    def _deaf(self) -> str:
        return f", did not stop within {self._grace_s:g} s when interrupted, and was killed."
