"""Rollouts: the cookies of the rollout protocol, and the session that each stands for now.

    cookie ── signed ──▶ rollout name ──▶ session        one at a time; /end_session unbinds it,
                                                         the next seed or call binds a new one

The cookie stays the same for a whole rollout, so a client that keeps only its first one is as well
served as one that keeps the last.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final
from weakref import WeakValueDictionary

from ...envs.environment import Environment
from ..errors import MalformedRequestError, SessionLostError
from ..types import JsonObject
from .registry import MAX_TOMBSTONES
from .service import SessionService
from .session import Session

ABANDONED: Final = "its client went away before it was told of it."

_ENDED: Final = ""
"""What a rollout is bound to once its client has ended the session: nothing, rightfully."""


class Rollouts:
    """The rollouts of one served environment."""

    def __init__(self, service: SessionService, name: str) -> None:
        self._service = service
        self._name = name
        self._environment: Environment = service.environments[name]
        self._purpose = f"cookie:{name}"
        self._bound: OrderedDict[str, str] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def seal(self, rollout: str) -> str:
        """Return the cookie of a rollout."""
        return self._service.signer.sealed(self._purpose, rollout)

    def open(self, cookie: str) -> str:
        """Return the rollout of a cookie. Raises BadTokenError for a forged or foreign one."""
        return self._service.signer.open(self._purpose, cookie)

    async def seed(self, rollout: str | None, row: JsonObject) -> str:
        """Start the rollout's session, or its world over if it has one; return the rollout.

        Raises what SessionService.create raises.
        """
        rollout = rollout or self._service.signer.new_name()
        async with self._lock(rollout):
            session = self._live(rollout)
            if session is None:
                await self._start(rollout, row)
            else:
                await self._seed_again(session, row)
        return rollout

    async def _seed_again(self, session: Session, row: JsonObject) -> None:
        """A model can name `seed_session` as a tool: what that does is the environment's to say."""
        if self._environment.reseeds:
            session.task = row
            await self._service.restart(session)
        session.journal.seeded_again(restarted=self._environment.reseeds)
        self._service.observer.seeded(session, restarted=self._environment.reseeds)

    async def session(self, rollout: str | None) -> tuple[str, Session]:
        """Return the session that a tool call of this rollout goes to, started if need be.

        Raises MalformedRequestError when it must be seeded first, or the error of its end.
        """
        if rollout is not None:
            name = self._bound.get(rollout)
            if name is None:
                raise SessionLostError(
                    "This server no longer knows the session of this cookie; seed a new one."
                )
            if name != _ENDED:
                return rollout, self._service.registry.find(name)
        if not self._environment.starts_implicitly:
            raise MalformedRequestError(
                f"{self._name} has no session here yet: POST /seed_session first."
            )
        rollout = rollout or self._service.signer.new_name()
        async with self._lock(rollout):
            session = self._live(rollout)
            return rollout, session or await self._start(rollout, None)

    def end(self, rollout: str | None) -> None:
        """Close the rollout's session; idempotent."""
        if rollout is None or rollout not in self._bound:
            return
        session = self._live(rollout)
        if session is not None:
            self._service.close(session)
        self._bound[rollout] = _ENDED

    def abandon(self, rollout: str) -> None:
        """Close the session of a rollout whose cookie reaches nobody."""
        session = self._live(rollout)
        if session is not None:
            self._service.close(session, ABANDONED)

    def _live(self, rollout: str) -> Session | None:
        session = self._service.registry.live.get(self._bound.get(rollout, _ENDED))
        return session if session is not None and session.state in {"ready", "busy"} else None

    async def _start(self, rollout: str, row: JsonObject | None) -> Session:
        session = await self._service.create(self._name, task=row)
        self._bound[rollout] = session.id
        self._bound.move_to_end(rollout)
        self._forget_oldest()
        return session

    def _forget_oldest(self) -> None:
        """Bound the memory of ended rollouts; live ones are few and stay."""
        while len(self._bound) > MAX_TOMBSTONES + self._service.settings.sessions.max_sessions:
            oldest = next(iter(self._bound))
            if self._live(oldest) is not None:
                self._bound.move_to_end(oldest)
                continue
            del self._bound[oldest]

    def _lock(self, rollout: str) -> asyncio.Lock:
        """One start at a time for a rollout: its calls may arrive together."""
        lock = self._locks.get(rollout)
        if lock is None:
            lock = self._locks[rollout] = asyncio.Lock()
        return lock
