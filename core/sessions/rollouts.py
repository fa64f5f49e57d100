"""Rollouts: the cookies of the rollout protocol, and the session that each stands for now.

    cookie ── signed ──▶ rollout name ──▶ session        one at a time; /end_session unbinds it,
    /ng-rollout/<id>/ ─▶     ▲                           the next seed or call binds a new one

The cookie stays the same for a whole rollout, so a client that keeps only its first one is as well
served as one that keeps the last.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final
from weakref import WeakValueDictionary

import msgspec

from ...envs.environment import Environment
from ..errors import ConflictError, MalformedRequestError, SessionLostError
from ..types import JsonObject
from .registry import MAX_TOMBSTONES
from .service import SessionService
from .session import Session

_ENDED: Final = ""
"""What a rollout is bound to once its client has ended the session: nothing, rightfully."""

_MAX_NAME: Final = 1024
"""Characters of a caller's id of a rollout that is remembered: many times what any has."""


class _Bound(msgspec.Struct):
    """What a rollout is bound to: a session's id, and the caller's id that it last came under."""

    session: str
    named: str | None


class Rollouts:
    """The rollouts of one served environment."""

    def __init__(self, service: SessionService, name: str) -> None:
        self._service = service
        self._name = name
        self._environment: Environment = service.environments[name]
        self._purpose = f"cookie:{name}"
        self._bound: OrderedDict[str, _Bound] = OrderedDict()
        self._named: OrderedDict[str, str] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def seal(self, rollout: str) -> str:
        """Return the cookie of a rollout."""
        return self._service.signer.sealed(self._purpose, rollout)

    def open(self, cookie: str) -> str:
        """Return the rollout of a cookie. Raises BadTokenError for a forged or foreign one."""
        return self._service.signer.open(self._purpose, cookie)

    async def seed(
        self, rollout: str | None, row: JsonObject, named: str | None = None
    ) -> tuple[str, Session]:
        """Start the rollout's session, or its world over if it has one; return both.

        `named` is the caller's own id of it. Raises what SessionService.create raises.
        """
        rollout = rollout or self._service.signer.new_name()
        async with self._lock(rollout):
            session = self.live(rollout)
            if session is None:
                session = await self._start(rollout, row)
            else:
                # Called off in the middle, its world would be neither the old one nor a new one.
                await asyncio.shield(self._seed_again(session, row))
            self._name_it(rollout, named)
        return rollout, session

    def meant(self, rollout: str | None, named: str | None) -> str | None:
        """Which rollout a request to judge is about: its cookie's, or else the one of that name.

        Raises ConflictError when the cookie is of a rollout that came under another name.
        """
        if rollout is None:
            return None if named is None else self._named.get(named)
        bound = self._bound.get(rollout)
        if bound is not None and named is not None and bound.named not in (None, named):
            raise ConflictError(
                f"The cookie is of rollout {str(bound.named)[:200]!r}, and the path is of "
                f"{named[:200]!r}: send each rollout with its own cookie.",
            )
        return rollout

    def judged(self, rollout: str | None) -> None:
        """Mark the session of a rollout that has its verdict, if it has a session."""
        session = None if rollout is None else self.live(rollout)
        if session is not None:
            self._service.judged.mark(session)

    def _name_it(self, rollout: str, named: str | None) -> None:
        if named is None or len(named) > _MAX_NAME:
            return
        self._bound[rollout].named = named
        self._named[named] = rollout
        self._named.move_to_end(named)
        if len(self._named) > MAX_TOMBSTONES:
            self._named.popitem(last=False)

    async def _seed_again(self, session: Session, row: JsonObject) -> None:
        """A model can name `seed_session` as a tool: what that does is the environment's to say."""
        session.touch()
        if self._environment.reseeds:
            session.task = row
            await self._service.restart(session)
        session.journal.seeded_again(restarted=self._environment.reseeds)
        self._service.observer.seeded(session, restarted=self._environment.reseeds)

    async def session(self, rollout: str | None, named: str | None = None) -> tuple[str, Session]:
        """Return the session that a tool call of this rollout goes to, started if need be.

        Raises MalformedRequestError when it must be seeded first, or the error of its end.
        """
        if rollout is not None:
            bound = self._bound.get(rollout)
            if bound is None:
                raise SessionLostError(
                    "This server no longer knows the session of this cookie; seed a new one."
                )
            if bound.session != _ENDED:
                session = self._service.registry.live.get(bound.session)
                return rollout, session or await self._opened_again(rollout, bound)
        if not self._environment.starts_implicitly:
            raise MalformedRequestError(
                f"{self._name} has no session here yet: POST /seed_session first."
            )
        rollout = rollout or self._service.signer.new_name()
        async with self._lock(rollout):
            session = self.live(rollout) or await self._start(rollout, None)
            self._name_it(rollout, named)
            return rollout, session

    async def _opened_again(self, rollout: str, bound: _Bound) -> Session:
        """Open a session again that expired before its first call: a model may think for long.

        Raises the error of its end for any other session.
        """
        async with self._lock(rollout):
            session = self._service.registry.take_uncalled(bound.session)
            if session is None:
                # Perhaps another call of the rollout has opened it in the meantime.
                return self._service.registry.find(bound.session)
            try:
                return await self._start(rollout, session.task, session.seed)
            except BaseException:
                self._service.registry.keep_uncalled(session)
                raise

    def end(self, rollout: str | None) -> None:
        """Close the rollout's session; idempotent."""
        if rollout is None or rollout not in self._bound:
            return
        session = self.live(rollout)
        if session is not None:
            self._service.close(session)
        self._bound[rollout].session = _ENDED

    def live(self, rollout: str) -> Session | None:
        """The session that a rollout has now, if it takes calls."""
        bound = self._bound.get(rollout)
        session = None if bound is None else self._service.registry.live.get(bound.session)
        return session if session is not None and session.state in {"ready", "busy"} else None

    async def _start(
        self, rollout: str, row: JsonObject | None, seed: int | None = None
    ) -> Session:
        session = await self._service.create(self._name, task=row, seed=seed)
        bound = self._bound.setdefault(rollout, _Bound(session.id, None))
        bound.session = session.id
        self._bound.move_to_end(rollout)
        self._forget_oldest()
        return session

    def _forget_oldest(self) -> None:
        """Bound the memory of ended rollouts; live ones are few and stay."""
        while len(self._bound) > MAX_TOMBSTONES + self._service.settings.sessions.max_sessions:
            oldest = next(iter(self._bound))
            if self.live(oldest) is not None:
                self._bound.move_to_end(oldest)
                continue
            del self._bound[oldest]

    def _lock(self, rollout: str) -> asyncio.Lock:
        """One start at a time for a rollout: its calls may arrive together."""
        lock = self._locks.get(rollout)
        if lock is None:
            lock = self._locks[rollout] = asyncio.Lock()
        return lock
