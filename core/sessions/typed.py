"""Typed sessions: under ids that an environment server of NeMo Gym chose.

    seed ─▶ starting ─▶ seeded ─▶ closed       the same seed again gives the same session
     └─────────┴─ close ──────────▶ ▲          a closed id stays closed, also one never seeded

The rules are those of nemo_gym/base_resources_server.py and testing/session_conformance.py of 0.7,
and that an id is of one episode: another body under it is a conflict.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final

from ..errors import ConflictError, DeadlineExceededError, SessionClosedError
from ..types import JsonObject
from .registry import MAX_TOMBSTONES
from .rollouts import Rollouts
from .service import SessionService
from .session import Session

_RELEASE_S: Final = 5.0
"""How long a worker that was killed may take to be gone: milliseconds, but for a stuck kernel."""


class _Record:
    """What is known of an id. `seed` is the body that it was seeded with, `starting` its start."""

    def __init__(self, episode: str) -> None:
        self.episode = episode
        self.seed: bytes | None = None
        self.closed = False
        self.rollout: str | None = None
        self.session: Session | None = None
        self.starting: asyncio.Task[tuple[str, Session]] | None = None
        self.lock = asyncio.Lock()


class TypedSessions:
    """The typed sessions of one served environment; each is a rollout, with a cookie, too."""

    def __init__(self, service: SessionService, rollouts: Rollouts) -> None:
        self._service = service
        self._rollouts = rollouts
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._known: set[str] = set()

    def knows(self, rollout: str | None) -> bool:
        """Whether a rollout was seeded here."""
        return rollout in self._known

    async def seed(
        self, name: str, episode: str, body: bytes, row: JsonObject, named: str
    ) -> tuple[str, Session]:
        """Start the session `name`, or find it again; return its rollout and the session.

        `body` is what must be the same for the same id; `named` is its name in paths. Raises
        ConflictError for another body, SessionClosedError once the id is closed, the error of its
        end when the session has ended otherwise, and what `SessionService.create` raises: then the
        id is free again.
        """
        record = self._record(name, episode)
        # Told at once, also while the first one is still starting.
        self._check(name, record, body)
        async with record.lock:
            self._check(name, record, body)
            if record.rollout is None:
                record.seed = body
                try:
                    await self._start(record, row, named)
                finally:
                    if record.rollout is None:
                        record.seed = None
                if record.closed:
                    await self._release(record)
                self._check(name, record, body)
            assert record.rollout is not None, "it was started"
            _, record.session = await self._rollouts.session(record.rollout)
            return record.rollout, record.session

    async def _start(self, record: _Record, row: JsonObject, named: str) -> None:
        starting = asyncio.ensure_future(self._rollouts.seed(None, row, named))
        record.starting = starting
        try:
            await asyncio.wait({starting})
        finally:
            # Called off by its client; what was ready in that moment is found by the next seed.
            starting.cancel()
            record.starting = None
            if starting.done() and not starting.cancelled() and starting.exception() is None:
                record.rollout, record.session = starting.result()
                self._known.add(record.rollout)
        if not starting.cancelled():
            starting.result()

    async def close(self, name: str, episode: str) -> None:
        """Close the session `name`, whatever has become of it; idempotent.

        Raises ConflictError for another episode's, DeadlineExceededError (or what went wrong) when
        what it holds could not be released: then it can be tried again.
        """
        record = self._record(name, episode)
        if record.episode != episode:
            raise _conflict(name)
        record.closed = True
        if record.starting is not None:
            record.starting.cancel()
        # Behind a seed that is still starting, so that nothing of it is left once this is answered.
        async with record.lock:
            await self._release(record)

    async def _release(self, record: _Record) -> None:
        if record.rollout is None:
            return
        record.session = self._rollouts.live(record.rollout) or record.session
        if record.session is None:
            return
        self._service.close(record.session)
        self._service.registry.take_uncalled(record.session.id)
        lease = record.session.lease
        alone = self._service.environments[record.session.environment].runs_untrusted_code
        if lease is not None and alone:
            try:
                async with asyncio.timeout(_RELEASE_S):
                    await lease.worker.gone()
            except TimeoutError:
                raise DeadlineExceededError(
                    f"The session's process has not ended within {_RELEASE_S:g} s of its kill; "
                    "close the session again."
                )
        record.session = None

    def _record(self, name: str, episode: str) -> _Record:
        record = self._records.get(name)
        if record is None:
            record = self._records[name] = _Record(episode)
            while (
                len(self._records) > MAX_TOMBSTONES + self._service.settings.sessions.max_sessions
            ):
                oldest, old = next(iter(self._records.items()))
                if old.session is not None and not old.closed:
                    self._records.move_to_end(oldest)
                    old.session = self._rollouts.live(old.rollout) if old.rollout else None
                    continue
                del self._records[oldest]
                self._known.discard(old.rollout or "")
        return record

    def _check(self, name: str, record: _Record, body: bytes) -> None:
        if record.closed:
            raise SessionClosedError(
                f"The session {name[:200]!r} was closed, and an id is not used again; seed another."
            )
        if record.seed not in (None, body):
            raise _conflict(name)


def _conflict(name: str) -> ConflictError:
    return ConflictError(
        f"The resources_session_id {name[:200]!r} is of another seed or episode; choose another."
    )
