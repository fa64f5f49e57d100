"""The session service: what both interfaces of the front door call.

    core/app ─▶ SessionService ─▶ pools (sandbox) ─▶ workers
                     ├─ registry, sweeper, judged: who lives, who has lived long enough
                     ├─ admission, waiting: who may start, who waits for it
                     └─ Judges ─▶ judging pool

Values in, values or core.errors out: it knows nothing of HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeAlias

from ...envs.environment import Environment
from ...envs.tool import unknown_tool
from ...sandbox.frames import Reply
from ...sandbox.lease import Lease
from ...sandbox.pool import WorkerPool
from ..errors import (
    AtCapacityError,
    DeadlineExceededError,
    SallyportError,
    SessionLostError,
    UnknownEnvironmentError,
    WorkerDiedError,
)
from ..settings import ServerSettings
from ..types import JsonObject
from .admission import Admission
from .calls import Answer, call_tool, check_json, done_or_raise, revive
from .deadline import Deadline
from .judged import Judged
from .observer import Observer
from .registry import Registry
from .restoring import check_repeatable, check_rooted, repeat_calls
from .session import Session
from .signing import Signer
from .states import FINAL
from .sweeper import Sweeper
from .waiting import Waiting

_WORLD_DEADLINE_S: Final = 30.0
"""How long opening or exporting a world may take: milliseconds, in a worker that can be trusted."""

_CLOSE_S: Final = 1.0
"""How long calls of sessions that are closed at shutdown have to be answered; their workers are
killed, so that it takes milliseconds."""

_CLOSE_LOOK_S: Final = 0.005

ABANDONED: Final = "its client went away before it was told of it."

Fill: TypeAlias = Callable[[Session, Lease], Awaitable[None]]
"""Gives a session that starts its world, in a worker just leased."""

_TRIES: Final = 3
"""Workers tried before a session's start fails: one death is chance, three are a fault of ours."""


class SessionService:
    """Sessions of every served environment."""

    def __init__(
        self,
        settings: ServerSettings,
        environments: Mapping[str, Environment],
        pools: Mapping[str, WorkerPool],
    ) -> None:
        self.settings = settings
        self.environments = environments
        self.registry = Registry()
        self.signer = Signer(settings.auth.cookie_secret)
        self.admission = Admission(settings.sessions, self.registry)
        self.judged = Judged(pools, self._bury_if_ended)
        self.waiting = Waiting(settings.sessions, self.admission, self.judged)
        self.observer = Observer(
            settings.journal, environments, every_move=settings.log.level == "debug"
        )
        self._pools = pools
        self._alone = {name for name, each in environments.items() if each.runs_untrusted_code}
        self.sweeper = Sweeper(
            self.registry, settings.sessions, settings.calls, self._alone, self._bury_if_ended
        )

    @property
    def draining(self) -> bool:
        """Whether the server shuts down, and starts no session."""
        return self.admission.draining

    @draining.setter
    def draining(self, draining: bool) -> None:
        self.admission.draining = draining
        self.waiting.look()

    # ── sessions ─────────────────────────────────────────────────────────────────────────────────

    async def create(
        self,
        environment: str,
        *,
        task: JsonObject | None = None,
        seed: int | None = None,
        name: str | None = None,
        idle_ttl_s: float | None = None,
    ) -> Session:
        """Start a session on a ready worker, under a fresh id unless `name` is given.

        It waits for room and a worker. Raises UnknownEnvironmentError, AtCapacityError,
        NotReadyError, DrainingError, or WorkerDiedError (DeadlineExceededError) when the worker
        died (hung) opening the world.
        """
        seed = secrets.randbits(63) if seed is None else seed
        session = Session(name or self.signer.new_name(), environment, seed, task)
        session.idle_ttl_s = idle_ttl_s
        await self.start([session], _open_world)
        return session

    async def start(
        self,
        sessions: Sequence[Session],
        fill: Fill,
        *,
        at_once: int | None = None,
        wait: bool = True,
    ) -> None:
        """Start sessions of one environment, all of them or none; `fill` gives each its world.

        `at_once` says how many of them may be filled at a time, `wait` whether they wait for room.
        Raises what `create` raises.
        """
        environment = sessions[0].environment
        if environment not in self._pools:
            raise self.unknown_environment(environment)
        asked = time.monotonic()
        try:
            await self.waiting.enter(environment, len(sessions), wait=wait)
            try:
                for session in sessions:
                    session.queued_s = time.monotonic() - asked
                    self.observer.starting(session)
                await self._fill_all(sessions, fill, at_once or len(sessions))
                for session in sessions:
                    session.used = time.monotonic()
                    session.move("ready")
                    self.registry.add(session)
                    self.observer.started(session)
            finally:
                self.waiting.leave(len(sessions))
        except BaseException as error:
            for session in sessions:
                session.end("closed", "it could not be started.")
            # Not told when its world cannot be copied: that is the session's own.
            ours = isinstance(error, SallyportError) and error.status_code >= 500
            if isinstance(error, SallyportError) and (ours or isinstance(error, AtCapacityError)):
                self.observer.refused(environment, error)
            raise

    async def _fill_all(self, sessions: Sequence[Session], fill: Fill, at_once: int) -> None:
        """Give every session a worker and its world; the first failure calls the rest off."""
        gate = asyncio.Semaphore(at_once)

        async def fill_one(session: Session) -> None:
            session.recoverable = self._keeps(session)
            async with gate:
                await self._take_worker(session, fill)

        if len(sessions) == 1:
            # By far the most frequent case: without a task.
            await fill_one(sessions[0])
            return
        try:
            async with asyncio.TaskGroup() as group:
                for session in sessions:
                    group.create_task(fill_one(session))
        except ExceptionGroup as failed:
            raise failed.exceptions[0]

    async def _take_worker(self, session: Session, fill: Fill | None = None) -> None:
        """Lease a worker and open the session's world in it, or what else `fill` does.

        A warm worker may have died without anybody having noticed yet: then another is tried.
        """
        for _ in range(_TRIES - 1):
            try:
                await self._take_one_worker(session, fill)
            except WorkerDiedError as error:
                self.observer.worker_was_dead(session, error)
            else:
                return
        await self._take_one_worker(session, fill)

    async def _take_one_worker(self, session: Session, fill: Fill | None) -> None:
        asked = time.monotonic()
        pool = self._pools[session.environment]
        if pool.is_short:
            self.judged.give_way(session.environment)
        # A session that had a worker before goes first: refused, it would be lost.
        lease = await pool.lease(urgent=session.state != "starting")
        leased = time.monotonic()
        self.observer.metrics.waited_for_worker(session.environment, leased - asked)
        try:
            async with asyncio.timeout(_WORLD_DEADLINE_S):
                await (fill or _open_world)(session, lease)
            # Its client may have closed it while it waited: then the worker is nobody's.
            session.check_live()
        except TimeoutError:
            lease.worker.kill()
            raise DeadlineExceededError(f"The world was not open within {_WORLD_DEADLINE_S:g} s.")
        except BaseException:
            lease.retire()
            raise
        session.lease = lease
        if session.state == "starting":
            session.queued_s += leased - asked
            session.opened_s = time.monotonic() - leased

    async def restart(self, session: Session) -> None:
        """Start a session's world over, in its place; its journal goes on."""
        async with self.turn(session) as lease:
            reply = lease.open(session.seed)
            done_or_raise(await self.answered(lease, "Opening the world", reply))
        session.effective.clear()
        session.rooted = True
        self.observer.restarted(session)

    async def call(self, session: Session, tool: str, arguments: bytes) -> Answer:
        """Run one tool; see `calls.call_tool`."""
        environment = self.environments[session.environment]
        if all(candidate.name != tool for candidate in environment.tools):
            raise unknown_tool(tool, [candidate.name for candidate in environment.tools])
        calls = self.settings.calls
        session.journal.check_room(len(arguments))
        try:
            answer = await call_tool(
                session,
                environment,
                tool,
                arguments,
                grace_s=calls.grace_s,
                refuse_busy=calls.queue == "refuse",
                recover=self._recover,
            )
        except SallyportError as error:
            written = self.observer.call_failed(session, tool, arguments, error)
            if written is not None:
                await written
            raise
        else:
            written = self.observer.called(session, tool, arguments, answer)
            if written is not None:
                await written
            return answer
        finally:
            self._bury_if_ended(session)

    async def export(self, session: Session) -> bytes:
        """Return the session's state, a JSON object.

        Raises what `call` raises; a state that takes too long or is no object costs the session.
        """
        async with self.turn(session) as lease:
            reply = await self.answered(lease, "Exporting the state", lease.export())
            done = done_or_raise(reply)
            check_json(session, done.body)
            return done.body

    @contextlib.asynccontextmanager
    async def turn(self, session: Session) -> AsyncIterator[Lease]:
        """Hold a session's turn for requests that concern its whole world.

        When its process dies or does not answer in time, the session is brought back, and the
        error is raised all the same.
        """
        await session.take_turn(_WORLD_DEADLINE_S, refuse=False)
        try:
            await revive(session, self._recover)
            assert session.lease is not None, "a live session has a lease"
            yield session.lease
        except (WorkerDiedError, DeadlineExceededError) as error:
            session.check_live()
            await self._recover(session, error)
            raise
        finally:
            session.give_turn()
            self._bury_if_ended(session)

    async def answered(self, lease: Lease, what: str, reply: asyncio.Future[Reply]) -> Reply:
        """Wait for a reply that concerns the whole world, no longer than such a reply may take."""
        grace_s = self.settings.calls.grace_s
        deadline = Deadline(lease.worker, what, _WORLD_DEADLINE_S, grace_s)
        try:
            return await asyncio.shield(reply)
        finally:
            deadline.cancel()

    async def _recover(self, session: Session, error: SallyportError) -> bool:
        """Bring a session whose process died back to before the call; False when it is lost.

        Raises AtCapacityError or a kin when that cannot be done just now.
        """
        self.observer.killed(session, error)
        try:
            try:
                replayed = await self._go_back(session, error)
            except WorkerDiedError as death:
                # The new worker died too, of what killed the old one at the same time.
                session.check_live()
                self.observer.killed(session, death)
                replayed = await self._go_back(session, death)
        except SallyportError as failure:
            if failure.retryable:
                # No worker to be had just now: the next call tries again, and nothing is lost yet.
                raise
            session.end(
                "lost", f"{error.message.rstrip('.')}. It could not be restored: {failure.message}"
            )
            return False
        self.observer.restored(session, error, replayed)
        return True

    async def _go_back(self, session: Session, error: SallyportError) -> int:
        """Restore the checkpoint, or else take a fresh worker; make the calls since then again.

        Returns how many that were. Raises SessionLostError and kin when it cannot be done.
        """
        assert session.lease is not None, "a session with calls has a lease"
        worker = session.lease.worker
        if not session.recoverable:
            worker.kill(error)
            raise SessionLostError("checkpoints are off.")
        calls = await worker.restore() if self._is_alone(session) else None
        if calls is None:
            worker.kill(error)
            calls = 0
            check_rooted(session)
            check_repeatable(session, calls)
            await self._take_worker(session)
        return await repeat_calls(session, calls)

    def _keeps(self, session: Session) -> bool:
        """Whether the session's state can be brought back.

        Worlds without untrusted code are functions of their calls; the others need checkpoints.
        """
        return self.settings.calls.checkpoint or not self._is_alone(session)

    def _is_alone(self, session: Session) -> bool:
        return session.environment in self._alone

    def close(self, session: Session, why: str = "it was closed by its client.") -> None:
        """End a session, by default at its client's wish; idempotent."""
        try:
            if not session.end("closed", why) and session.lease is not None:
                # Ended before; if its worker could not be given up then, now.
                session.lease.retire()
        finally:
            self._bury_if_ended(session)

    def abandon(self, session: Session, used: float) -> None:
        """Close a session whose client was not told of it, unless it was used since `used`."""
        if session.used == used and not session.wanted:
            self.close(session, ABANDONED)
            if not session.called:
                # If it was told after all, the session can be had again.
                self.registry.keep_uncalled(session)

    def served(self, name: str) -> Environment:
        """Return a served environment. Raises UnknownEnvironmentError."""
        environment = self.environments.get(name)
        if environment is None:
            raise self.unknown_environment(name)
        return environment

    def unknown_environment(self, name: str) -> UnknownEnvironmentError:
        """The error for an environment that is not served."""
        served = sorted(self.environments)
        return UnknownEnvironmentError(
            f"This server has no environment {name[:200]!r}; it serves {', '.join(served)}.",
            served=served,
        )

    # ── life of the service ──────────────────────────────────────────────────────────────────────

    def sweep(self, now: float) -> None:
        """Expire and bury sessions as of the monotonic time `now`."""
        self.sweeper.sweep(now)

    async def close_all(self) -> None:
        """End every session (at shutdown), and wait until calls that ran have been answered."""
        for session in list(self.registry.live.values()):
            session.end("closed", "the server was shut down.")
            self._bury_if_ended(session)
        end = time.monotonic() + _CLOSE_S
        # Looked at, not waited for: it happens once in a server's life.
        while self.registry.live and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(_CLOSE_LOOK_S)

    def _bury_if_ended(self, session: Session) -> None:
        if session.state in FINAL and session.id in self.registry.live:
            self.registry.bury(session, session.ended_at)
            self.judged.forget(session)
            self.observer.ended(session)
            self.waiting.look()


async def _open_world(session: Session, lease: Lease) -> None:
    done_or_raise(await lease.open(session.seed))
