"""The pool: workers made ahead of need, leased to sessions, never handed to a second one.

    refill (background) ─▶ warm ─▶ lease() ─▶ Lease ─▶ request ... ─▶ retire ─▶ killed, gone
         ▲                   │                                            │
         └───────────────────┴── a lease or a death wakes it ─────────────┘

The seam to everything above: `lease`, `request`, `retire`, asynchronous, values only. An
environment that runs no untrusted code may share workers: then a worker has many slots, a lease is
one slot of the least used worker, and retiring closes the slot.

A batch that finds too few workers makes the pool keep as many warm as it would have needed, up to
`max_warm` and where memory is plenty, until for `shrink_after_s` no batch needs them.
"""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections import deque
from collections.abc import Callable
from typing import Final

import structlog

from ..core.errors import AtCapacityError, DrainingError, NotReadyError, SallyportError
from ..core.settings import PoolSettings
from .frames import Close
from .jailer import Jailer
from .lease import Lease
from .process import WorkerProcess
from .setup import WardenStart
from .zygotes import Zygotes

_RETRY_S: Final = (0.05, 0.2, 1.0, 2.0)
"""Waits after workers that failed to start, in a row; the last one repeats."""

_REFILL_DELAY_S: Final = 0.1
"""How long a batch of sessions has the cores for itself before workers are forked behind it."""

_LOOK_AGAIN_S: Final = 1.0
"""How soon a pool that memory keeps from growing looks again: what others free tells nobody."""

_LOOK_AFTER_GROWTH_S: Final = 1.0
"""How often a pool that has grown looks whether it is to shrink: for lack of demand or memory."""

_UNHEALTHY_AFTER: Final = 3
"""Failed starts in a row after which the pool says so instead of letting sessions wait."""

log = structlog.get_logger("sallyport.pool")


class WorkerPool:
    """Workers of one kind: of the environment `environment`, or judges when it is empty.

    `shared` is how many leases share a worker; 0 for code that is not trusted: such a worker serves
    one lease and is killed when that retires. `size` workers are kept warm beyond those in use;
    without it, as many as the settings say, and more where demand asks for more.
    `memory_bytes` is a limit of their own, below the jail's. `hindrance` says why no worker may be
    made now, if so: it is asked before each one, with how many are being made.
    """

    def __init__(
        self,
        zygote: Zygotes,
        environment: str,
        settings: PoolSettings,
        jailer: Jailer,
        *,
        shared: int = 0,
        size: int | None = None,
        max_frame_bytes: int,
        checkpoints: bool = False,
        memory_bytes: int | None = None,
        hindrance: Callable[[int], SallyportError | None] = lambda making: None,
    ) -> None:
        self._hindrance = hindrance
        self._zygote = zygote
        self._environment = environment
        self._settings = settings
        self._jailer = jailer
        self._reused = shared > 0
        self._slots = max(1, shared)
        # A pool that could never be full would never be ready.
        self._size = min(settings.size if size is None else size, settings.max_workers)
        grows = size is None and not self._reused
        self._max_warm = max(self._size, settings.max_warm if grows else 0)
        self._target = self._size
        self._target_before = self._size
        self._needed_at = 0.0
        self._growth_timer: asyncio.TimerHandle | None = None
        self._max_frame_bytes = max_frame_bytes
        self._checkpoints = checkpoints
        self._memory_bytes = memory_bytes
        self._used: dict[WorkerProcess, set[int]] = {}
        self._free: deque[WorkerProcess] = deque()
        self._starting = 0
        self._waiting: deque[asyncio.Future[WorkerProcess]] = deque()
        self._urgent: weakref.WeakSet[asyncio.Future[WorkerProcess]] = weakref.WeakSet()
        self._failures = 0
        self._failing = False
        self._last_failure = ""
        self._refill_timer: asyncio.TimerHandle | None = None
        self._filled: asyncio.Future[None] | None = None
        self._stopping = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._ending: set[WorkerProcess] = set()

    # ── the seam ─────────────────────────────────────────────────────────────────────────────────

    async def lease(self, *, urgent: bool = False) -> Lease:
        """Take a ready worker, or wait for one up to `max_queue_s`.

        Who is `urgent` waits before all others, and is not counted among the `max_queue` that may.
        Raises AtCapacityError when none came in time or too many wait, NotReadyError when workers
        cannot be started at all, DrainingError after `stop`.
        """
        if self._stopping:
            raise DrainingError("The server is shutting down and starts no sessions.")
        worker = self._take_free()
        while worker is None:
            worker = await self._wait_for_worker(urgent=urgent)
            if worker.ended is not None or len(self._used[worker]) >= self._slots:
                worker = self._take_free()
        slot = next(n for n in range(self._slots) if n not in self._used[worker])
        self._used[worker].add(slot)
        if len(self._free) < self._target - self._size:
            self._needed_at = asyncio.get_running_loop().time()
        self._refill_soon()
        return Lease(self, worker, slot)

    def release(self, lease: Lease) -> None:
        """Take a lease back (called by Lease.retire): kill its worker, or close its slot."""
        worker = lease.worker
        if not self._reused or worker.ended is not None:
            worker.kill()
            return
        # The reply is awaited by the channel alone: nobody needs it, lockstep does.
        worker.request(Close(worker.next_call_id(), lease.slot))
        self._used[worker].discard(lease.slot)
        self._offer(worker)

    # ── life ─────────────────────────────────────────────────────────────────────────────────────

    def start(self) -> None:
        """Begin to fill the pool, in the background."""
        self._filled = asyncio.get_running_loop().create_future()
        self._refill()

    async def stop(self) -> None:
        """Kill every worker and wait until the kernel has ended them; idempotent."""
        self._stopping = True
        if self._refill_timer is not None:
            self._refill_timer.cancel()
        if self._growth_timer is not None:
            self._growth_timer.cancel()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.refuse_waiting()
        for worker in list(self._used):
            worker.kill()
        await asyncio.gather(*(worker.gone() for worker in list(self._ending)))

    def refuse_waiting(self) -> None:
        """Send away everybody who waits for a worker, with DrainingError."""
        self._fail_waiting(DrainingError("The server is shutting down and starts no sessions."))

    async def filled(self) -> None:
        """Wait until the pool has reached its size for the first time, or cannot (`failure`)."""
        assert self._filled is not None, "filled() before start()"
        await asyncio.shield(self._filled)

    @property
    def ready(self) -> bool:
        """Whether a lease can be had now or soon: the pool has been full once and is healthy."""
        return self._filled is not None and self._filled.done() and not self.failure

    @property
    def failure(self) -> str:
        """Why workers cannot be started, when several in a row could not; else empty."""
        return self._last_failure if self._failures >= _UNHEALTHY_AFTER else ""

    @property
    def is_short(self) -> bool:
        """Whether a lease can be had only when another one ends: no more workers may be made."""
        return not self._free and len(self._used) + self._starting >= self._settings.max_workers

    def counts(self) -> dict[str, int]:
        """Workers by what they do, sessions that wait for one, and `size`: how many are to be warm.

        A pool that has grown has a `size` above that of its settings.
        """
        in_use = sum(1 for slots in self._used.values() if slots)
        return {
            "warm": len(self._used) - in_use,
            "leased": in_use,
            "starting": self._starting,
            "waiting": sum(1 for waiter in self._waiting if not waiter.done()),
            "size": self._target,
        }

    # ── within ───────────────────────────────────────────────────────────────────────────────────

    def _take_free(self) -> WorkerProcess | None:
        if not self._free:
            return None
        if not self._reused:
            return self._free.popleft()
        # The least used: sessions spread over the cores instead of piling on the first worker.
        worker = min(self._free, key=lambda candidate: len(self._used[candidate]))
        if len(self._used[worker]) + 1 >= self._slots:
            self._free.remove(worker)
        return worker

    async def _wait_for_worker(self, *, urgent: bool) -> WorkerProcess:
        if self.failure:
            raise NotReadyError(f"Workers cannot be started: {self.failure}")
        waiter: asyncio.Future[WorkerProcess] = asyncio.get_running_loop().create_future()
        if urgent:
            self._urgent.add(waiter)
            self._waiting.appendleft(waiter)
        else:
            self._check_queue()
            self._waiting.append(waiter)
            if len(self._waiting) == self._size + 1:
                log.warning(
                    "pool_small",
                    environment=self._environment,
                    size=self._size,
                    max_warm=self._max_warm,
                )
            self._grow()
        self._refill()
        try:
            async with asyncio.timeout(self._settings.max_queue_s):
                return await waiter
        except TimeoutError:
            self._give_up(waiter)
            raise AtCapacityError(
                f"No worker became free within {self._settings.max_queue_s:g} s; try again later.",
                retry_after_s=1,
                limit="pool.max_queue_s",
                queued_s=self._settings.max_queue_s,
            )
        except BaseException:
            self._give_up(waiter)
            raise

    def _check_queue(self) -> None:
        most = self._settings.max_queue
        if len(self._waiting) >= most:
            raise AtCapacityError(
                f"{most} wait for a worker already; try again later.",
                retry_after_s=1,
                limit="pool.max_queue",
            )

    def _fail_waiting(self, error: SallyportError) -> None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_exception(error)

    def _give_up(self, waiter: asyncio.Future[WorkerProcess]) -> None:
        """Take a waiter back; a worker that it was given in the same moment goes to the next."""
        if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
            self._offer(waiter.result())
        else:
            with contextlib.suppress(ValueError):
                self._waiting.remove(waiter)

    def _offer(self, worker: WorkerProcess) -> None:
        """Give a worker that can take a lease to who waits longest, or keep it ready."""
        if worker.ended is not None:
            return
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(worker)
                return
        if worker not in self._free:
            self._free.append(worker)

    def _wanted(self) -> int:
        """How many more workers should be starting now."""
        room = self._settings.max_workers - len(self._used) - self._starting
        if not self._reused:
            need = self._target + len(self._waiting) - len(self._free) - self._starting
        else:
            spare = sum(self._slots - len(self._used[worker]) for worker in self._free)
            short = len(self._waiting) > 0 or spare < self._slots // 4
            need = max(self._size - len(self._used), int(short)) - self._starting
        return max(0, min(need, room, self._settings.max_starting - self._starting))

    def _refill_soon(self) -> None:
        """Refill in a moment, or at once when somebody waits.

        Sessions come in batches, and their first calls want the cores that forking would take.
        """
        if self._waiting or not self._free:
            self._refill()
        elif self._refill_timer is None:
            loop = asyncio.get_running_loop()
            self._refill_timer = loop.call_later(_REFILL_DELAY_S, self._refill)

    def _refill(self) -> None:
        if self._refill_timer is not None:
            self._refill_timer.cancel()
            self._refill_timer = None
        if self._stopping or self._failing:
            return
        hindrance = None
        for _ in range(self._wanted()):
            if len(self._free) + self._starting >= self._size + len(self._waiting):
                # Nobody waits for this one, and it must not take what sessions need: where there
                # is no memory for as many again, the pool does not grow.
                if self._hindrance(self._starting + self._target) is not None:
                    break
                self._spawn_start(0.0)
                continue
            hindrance = self._hindrance(self._starting)
            if hindrance is not None:
                self._hold_back(hindrance)
                break
            self._spawn_start(0.0)
        if len(self._used) >= self._size or hindrance is not None:
            self._fill()

    def _grow(self) -> None:
        """Keep as many warm from now on as would have served everybody who waits."""
        loop = asyncio.get_running_loop()
        if len(self._waiting) == 1:
            self._target_before = self._target
        wanted = self._target_before + len(self._waiting)
        self._target = max(self._target, min(wanted, self._max_warm))
        if self._target > self._size:
            self._needed_at = loop.time()
            if self._growth_timer is None:
                delay_s = min(_LOOK_AFTER_GROWTH_S, self._settings.shrink_after_s)
                self._growth_timer = loop.call_later(delay_s, self._look_after_growth, self._size)

    def _look_after_growth(self, told: int) -> None:
        """Tell of a size that is not the one told of before; shrink when it is time to."""
        self._growth_timer = None
        loop = asyncio.get_running_loop()
        unneeded_s = loop.time() - self._needed_at
        short = self._hindrance(0) is not None
        if not self._waiting and (short or unneeded_s >= self._settings.shrink_after_s):
            self._target = self._size
            while len(self._free) > self._size:
                self._free[-1].kill()
        if self._target != told:
            event = "pool_grew" if self._target > told else "pool_shrank"
            log.info(event, environment=self._environment, size=self._target)
        # Those that were being made when it shrank are still to come.
        if self._target > self._size or len(self._free) + self._starting > self._size:
            delay_s = min(_LOOK_AFTER_GROWTH_S, self._settings.shrink_after_s)
            self._growth_timer = loop.call_later(delay_s, self._look_after_growth, self._target)
            self._refill_soon()

    def _hold_back(self, hindrance: SallyportError) -> None:
        """Make no more workers for now; send away for whom none is being made.

        But for sessions that had one before: refused, they would be lost, so one is made for them.
        """
        for waiter in list(self._waiting)[self._starting :]:
            if waiter not in self._urgent:
                self._waiting.remove(waiter)
                if not waiter.done():
                    waiter.set_exception(hindrance)
        if len(self._waiting) > self._starting:
            self._spawn_start(0.0)
        loop = asyncio.get_running_loop()
        self._refill_timer = loop.call_later(_LOOK_AGAIN_S, self._refill)

    def _fill(self) -> None:
        if self._filled is not None and not self._filled.done():
            self._filled.set_result(None)

    def _spawn_start(self, delay_s: float) -> None:
        self._starting += 1
        task = asyncio.get_running_loop().create_task(self._start_one(delay_s))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start_one(self, delay_s: float) -> None:
        worker = WorkerProcess(self._jailer.slots.take(), self._jailer, self._ended)
        start = WardenStart(
            self._environment,
            worker.slot,
            self._max_frame_bytes,
            checkpoints=self._checkpoints,
            memory_bytes=self._memory_bytes,
        )
        try:
            await asyncio.sleep(delay_s)
            self._ending.add(worker)
            await worker.start(self._zygote, start, self._settings.start_deadline_s)
        except (SallyportError, OSError, EOFError) as error:
            self._starting -= 1
            self._start_failed(error)
        except BaseException:
            self._starting -= 1
            raise
        else:
            self._starting -= 1
            self._failures = 0
            self._failing = False
            self._used[worker] = set()
            self._offer(worker)
            self._refill()

    def _start_failed(self, error: Exception) -> None:
        self._last_failure = f"{type(error).__name__}: {error}"
        log.error("worker_start_failed", environment=self._environment, error=self._last_failure)
        self._failing = True
        if self._starting:
            # Tried together, they fail together, and are one failure: of the last.
            return
        delay_s = _RETRY_S[min(self._failures, len(_RETRY_S) - 1)]
        self._failures += 1
        if self.failure:
            self._fill()
            self._fail_waiting(NotReadyError(f"Workers cannot be started: {self.failure}"))
        if not self._stopping:
            # One attempt at a time until one succeeds: a broken zygote must not be hammered.
            self._spawn_start(delay_s)

    def _ended(self, worker: WorkerProcess) -> None:
        self._used.pop(worker, None)
        with contextlib.suppress(ValueError):
            self._free.remove(worker)
        task = asyncio.get_running_loop().create_task(self._forget(worker))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._refill_soon()

    async def _forget(self, worker: WorkerProcess) -> None:
        await worker.gone()
        self._ending.discard(worker)
        await self._jailer.discharge(worker.slot)
