"""The session service: what both interfaces of the front door call.

    core/app ─▶ SessionService ─▶ pools (sandbox) ─▶ workers
                     ├─ registry, sweeper: who lives, who has lived long enough
                     └─ Judges ─▶ judging pool

Values in, values or core.errors out: it knows nothing of HTTP.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Mapping
from typing import Final

import structlog

from ...envs.environment import Environment
from ...envs.tool import unknown_tool
from ...sandbox.pool import WorkerPool
from ..errors import (
    AtCapacityError,
    DrainingError,
    SallyportError,
    UnknownEnvironmentError,
)
from ..settings import ServerSettings
from ..types import JsonObject
from .calls import Answer, call_tool, done_or_raise, end_lost
from .registry import Registry
from .session import Session
from .signing import Signer

_SWEEP_S: Final = 1.0
"""How often expiry is looked for; sessions live for minutes, a second late is early enough."""

_OPEN_DEADLINE_S: Final = 30.0
"""How long opening a world may take in a worker that is ready."""

log = structlog.get_logger("sallyport.sessions")


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
        self.draining = False
        self._pools = pools
        self._starting = 0

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

        Raises UnknownEnvironmentError, AtCapacityError, NotReadyError, DrainingError, or
        WorkerDiedError when the worker died while the world was opened.
        """
        if self.draining:
            raise DrainingError("The server is shutting down and starts no sessions.")
        pool = self._pools.get(environment)
        if pool is None:
            raise self.unknown_environment(environment)
        if len(self.registry.live) + self._starting >= self.settings.sessions.max_sessions:
            raise AtCapacityError(
                f"{self.settings.sessions.max_sessions} sessions are open, which is the limit; "
                "close some or try again later.",
                retry_after_s=1,
            )
        seed = secrets.randbits(63) if seed is None else seed
        session = Session(name or self.signer.new_name(), environment, seed, task)
        session.idle_ttl_s = idle_ttl_s
        self._starting += 1
        try:
            await self._open(session, pool)
        finally:
            self._starting -= 1
        self.registry.add(session)
        log.info("session_started", session_id=session.id, environment=environment)
        return session

    async def _open(self, session: Session, pool: WorkerPool) -> None:
        session.lease = await pool.lease()
        try:
            async with asyncio.timeout(_OPEN_DEADLINE_S):
                done_or_raise(await session.lease.open(session.seed))
        except BaseException:
            session.lease.retire()
            raise
        session.move("ready")

    async def restart(self, session: Session) -> None:
        """Start a session's world over, in its place; its journal goes on."""
        session.check_live()
        assert session.lease is not None, "a live session has a lease"
        await session.take_turn(_OPEN_DEADLINE_S, refuse=False)
        try:
            done_or_raise(await session.lease.open(session.seed))
        except SallyportError as error:
            end_lost(session, error)
            raise
        finally:
            session.give_turn()
        log.info("session_restarted", session_id=session.id)

    async def call(self, session: Session, tool: str, arguments: bytes) -> Answer:
        """Run one tool; see `calls.call_tool`."""
        environment = self.environments[session.environment]
        known = [candidate.name for candidate in environment.tools]
        if tool not in known:
            raise unknown_tool(tool, known)
        calls = self.settings.calls
        try:
            return await call_tool(
                session,
                environment,
                tool,
                arguments,
                grace_s=calls.grace_s,
                refuse_busy=calls.queue == "refuse",
            )
        finally:
            self._bury_if_ended(session)

    async def export(self, session: Session) -> bytes:
        """Return the session's state as JSON."""
        await session.take_turn(_OPEN_DEADLINE_S, refuse=False)
        assert session.lease is not None, "a live session has a lease"
        try:
            return done_or_raise(await session.lease.export()).body
        except SallyportError as error:
            end_lost(session, error)
            raise
        finally:
            session.give_turn()
            self._bury_if_ended(session)

    def close(self, session: Session) -> None:
        """End a session at its client's wish; idempotent."""
        if session.end("closed", "it was closed by its client."):
            log.info("session_closed", session_id=session.id, calls=session.calls)
        self._bury_if_ended(session)

    def unknown_environment(self, name: str) -> UnknownEnvironmentError:
        """The error for an environment that is not served."""
        served = sorted(self.environments)
        return UnknownEnvironmentError(
            f"This server has no environment {name[:200]!r}; it serves {', '.join(served)}.",
            served=served,
        )

    # ── life of the service ──────────────────────────────────────────────────────────────────────

    async def sweep_forever(self) -> None:
        """Expire what has been idle or alive for too long, until cancelled."""
        while True:
            await asyncio.sleep(_SWEEP_S)
            self.sweep(time.monotonic())

    def sweep(self, now: float) -> None:
        """Expire sessions as of the monotonic time `now`; one with a call in flight stays."""
        limits = self.settings.sessions
        for session in list(self.registry.live.values()):
            if session.state == "ready":
                idle_ttl_s = session.idle_ttl_s or limits.idle_ttl_s
                if now - session.used > idle_ttl_s:
                    session.end("expired", f"it was idle for {idle_ttl_s:g} s.")
                elif now - session.created > limits.max_age_s:
                    session.end("expired", f"it was older than {limits.max_age_s:g} s.")
            self._bury_if_ended(session)

    async def close_all(self) -> None:
        """End every session (at shutdown)."""
        for session in list(self.registry.live.values()):
            session.end("closed", "the server was shut down.")
            self._bury_if_ended(session)

    def _bury_if_ended(self, session: Session) -> None:
        if session.state in {"closed", "expired", "lost"} and session.id in self.registry.live:
            self.registry.bury(session, time.time())
            if session.state != "closed":
                log.warning(
                    f"session_{session.state}", session_id=session.id, reason=session.reason
                )
