"""Playing many rollouts at once, as many as asked for and no more.

    jobs (an iterator) ─▶ players, `concurrency` of them ─▶ on_outcome: file, progress, summary

Jobs are drawn when a player is free, so a file of any length streams through. An interrupt stops
drawing, ends the sessions in flight and leaves what was played.
"""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import httpx

from ..errors import SallyportError
from .conversation import new_client
from .rollout import Outcome, play

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Mapping

    from .job import Job
    from .policy import Policy
    from .summary import Summary


async def run(
    base: str,
    policy: Policy,
    jobs: Iterator[Job],
    on_outcome: Callable[[Outcome], None],
    *,
    summary: Summary,
    concurrency: int,
    headers: Mapping[str, str] = {},
) -> None:
    """Play every job and hand each outcome to `on_outcome` and `summary`.

    `headers` go with every request. SIGINT and SIGTERM end it early, with `summary.interrupted`.
    What the jobs' iterator or `on_outcome` raises ends it too and is raised.
    """

    def done(outcome: Outcome) -> None:
        summary.add(outcome)
        on_outcome(outcome)

    interrupted = False
    summary.start()
    try:
        work = _play_all(base, policy, jobs, done, concurrency, headers)
        interrupted = await _unless_interrupted(work)
    finally:
        summary.finish(interrupted=interrupted)


async def _play_all(
    base: str,
    policy: Policy,
    jobs: Iterator[Job],
    done: Callable[[Outcome], None],
    concurrency: int,
    headers: Mapping[str, str],
) -> None:
    source = _Source(jobs)
    tls = httpx.create_ssl_context(trust_env=False)

    async def player() -> None:
        async with new_client(tls, headers) as http:
            for job in source:
                done(await play(http, base, policy, job))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(player())
    except BaseExceptionGroup as several:
        # One cause is enough for a person, and the others are mostly its echoes.
        raise several.exceptions[0]
    if source.error is not None:
        raise source.error


class _Source:
    """Iterates over jobs; an error in the task file ends it, and waits for those in flight."""

    def __init__(self, jobs: Iterator[Job]) -> None:
        self._jobs = jobs
        self.error: SallyportError | None = None

    def __iter__(self) -> Iterator[Job]:
        return self

    def __next__(self) -> Job:
        try:
            return next(self._jobs)
        except SallyportError as error:
            self.error = error
            raise StopIteration


async def _unless_interrupted(work: Coroutine[None, None, None]) -> bool:
    """Await `work`; True when a signal stopped it, after its own clean-up."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    stopped = False

    def stop() -> None:
        nonlocal stopped
        stopped = True
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        await task
    except asyncio.CancelledError:
        if not stopped:
            task.cancel()
            raise
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
    return stopped
