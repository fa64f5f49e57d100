"""Copies of sessions: forks that live beside their original, and snapshots that may outlive it.

    original ─ turn ─▶ worker: its world as bytes ─┬─▶ n fresh workers, each goes on from them
                             │ not all of it       └─▶ sealed, to the client ─▶ a fresh worker
                             ▼
                 n fresh workers, each makes the original's calls again, to the same observations

A copy has a worker, a journal, deadlines and an end of its own; nothing is shared. The bytes go
from one jailed worker to another and are read nowhere between.
"""

from __future__ import annotations

import os
import secrets
import sys
from typing import Final, NamedTuple

from ...sandbox.frames import Done, Failed, Reply, Taken
from ...sandbox.lease import Lease
from ..errors import (
    InvalidRequestError,
    NotCopyableError,
    ProtocolError,
    SallyportError,
    SessionLostError,
    TooLargeError,
)
from ..types import JsonObject
from .calls import done_or_raise
from .origin import Origin, origin_of, session_from
from .restoring import check_repeatable, check_rooted, repeat_calls
from .sealed import seal, unseal
from .service import Fill, SessionService
from .session import Session

MAX_COPIES: Final = 64
"""Copies made by one request: as many workers as a pool keeps warm by default."""

_PYTHON: Final = (sys.version_info.major, sys.version_info.minor)
"""Functions are carried as this version's byte code."""

_FRAME_BYTES: Final = 65_536
"""Of a frame that carries a world, for all that is not the world."""

_MAX_REASON: Final = 2000
"""Characters of a worker's reason that are passed on."""


class Copies:
    """Makes copies of a service's sessions."""

    def __init__(self, service: SessionService) -> None:
        self._service = service

    async def fork(self, session: Session, count: int, *, reseed: bool) -> list[Session]:
        """Return that many new sessions in the state of this one, or raise and make none.

        `reseed` gives each a seed of its own, from which its random numbers begin anew. Raises
        NotCopyableError, naming what cannot be copied, and what `SessionService.create` raises.
        """
        original = await self._original(session)
        obstacle = original.obstacle
        if original.world is not None:
            copies = self._copies(session, original.origin, count, reseed=reseed)
            try:
                # Many at once would keep everybody behind them in the line waiting.
                fill = _restoring(original.world, reseed=reseed)
                await self._service.start(copies, fill, wait=False)
            except NotCopyableError as error:
                obstacle = error.message
            else:
                return copies
        copies = self._copies(session, original.origin, count, reseed=reseed)
        try:
            await self._repeat(copies, original.origin, reseed=reseed)
        except SessionLostError as error:
            raise NotCopyableError(
                f"The session cannot be copied: {obstacle.rstrip('.')}. "
                f"Nor can its calls be made again: {error.message}",
                left_out=original.origin.left_out,
            )
        return copies

    async def snapshot(self, session: Session) -> tuple[bytes, dict[str, str]]:
        """Return the session sealed, and by name why what is not in the snapshot is not.

        Raises NotCopyableError, and what `SessionService.export` raises.
        """
        async with self._service.turn(session) as lease:
            taken = await self._taken(lease)
            origin = origin_of(session, _PYTHON, taken.left_out)
        return seal(self._service.signer, origin, taken.data), taken.left_out

    async def restore(
        self,
        environment: str,
        snapshot: bytes,
        *,
        task: JsonObject | None = None,
        seed: int | None = None,
        name: str | None = None,
        idle_ttl_s: float | None = None,
    ) -> tuple[Session, dict[str, str]]:
        """Start a session from a snapshot; return it, and what the snapshot had to leave out.

        A `task` or `seed` that is given replaces the snapshot's; with a seed the random numbers
        begin anew. Raises MalformedRequestError, BadTokenError, InvalidRequestError for another
        environment's, NotCopyableError, TooLargeError, and what `SessionService.create` raises.
        """
        origin, world = unseal(self._service.signer, snapshot)
        self._check_fits(origin, world, environment)
        session = session_from(origin, name or self._service.signer.new_name())
        session.idle_ttl_s = idle_ttl_s
        session.task = origin.task if task is None else task
        if seed is not None:
            session.seed, session.rooted = seed, False
        await self._service.start([session], _restoring(world, reseed=seed is not None))
        return session, origin.left_out

    async def _original(self, session: Session) -> _Original:
        """Look at a session: its past and its world, of one moment. Then it is free again."""
        world, obstacle, left_out = None, "", dict[str, str]()
        async with self._service.turn(session) as lease:
            try:
                taken = await self._taken(lease)
            except NotCopyableError as error:
                obstacle = error.message
            else:
                left_out = taken.left_out
                world = None if left_out else taken.data
                obstacle = f"{'; '.join(f'{name}: {why}' for name, why in left_out.items())}."
            return _Original(origin_of(session, _PYTHON, left_out), world, obstacle)

    def _copies(
        self, session: Session, origin: Origin, count: int, *, reseed: bool
    ) -> list[Session]:
        copies = [session_from(origin, self._service.signer.new_name()) for _ in range(count)]
        for copy in copies:
            copy.idle_ttl_s = session.idle_ttl_s
            if reseed:
                copy.seed, copy.rooted = secrets.randbits(63), False
        return copies

    async def _repeat(self, copies: list[Session], origin: Origin, *, reseed: bool) -> None:
        """Start copies by making the original's calls. Raises SessionLostError if they differ."""
        original = session_from(origin, "")
        check_rooted(original)
        check_repeatable(original, 0)
        # A few at a time: they compute, and each has only so long.
        at_once = os.cpu_count() or 1
        fill = _repeating(origin.seed, reseed=reseed)
        await self._service.start(copies, fill, at_once=at_once, wait=False)

    async def _taken(self, lease: Lease) -> Taken:
        reply = await self._service.answered(lease, "Taking a snapshot", lease.snapshot())
        if not isinstance(reply, Taken):
            raise _refusal(reply)
        return reply

    def _check_fits(self, origin: Origin, world: bytes, environment: str) -> None:
        if environment != origin.environment:
            raise InvalidRequestError(
                f"The snapshot is of a session of {origin.environment!r}, not of {environment!r}.",
                field="snapshot",
            )
        if origin.python != _PYTHON:
            raise InvalidRequestError(
                f"The snapshot was made by Python {'.'.join(map(str, origin.python))}, and this "
                f"server runs {'.'.join(map(str, _PYTHON))}.",
                field="snapshot",
            )
        limit = self._service.settings.calls.max_frame_bytes - _FRAME_BYTES
        if len(world) > limit:
            raise TooLargeError(
                f"The snapshot's world has {len(world):,} bytes; at most {limit:,} are taken "
                "(calls.max_frame_bytes)."
            )


class _Original(NamedTuple):
    """A session to be copied. `world` is None when not all of it can be: `obstacle` says what."""

    origin: Origin
    world: bytes | None
    obstacle: str


def _restoring(world: bytes, *, reseed: bool) -> Fill:
    """Return what lets a session go on from a world's bytes."""

    async def fill(session: Session, lease: Lease) -> None:
        calls = len(session.effective)
        reply = await lease.restore(world, seed=session.seed, reseed=reseed, calls=calls)
        if not isinstance(reply, Done):
            raise _refusal(reply)

    return fill


def _repeating(seed: int, *, reseed: bool) -> Fill:
    """Return what lets a session make its calls in a world opened with `seed`."""

    async def fill(session: Session, lease: Lease) -> None:
        done_or_raise(await lease.open(seed))
        session.lease = lease
        await repeat_calls(session, 0)
        if reseed:
            done_or_raise(await lease.reseed(session.seed))

    return fill


def _refusal(reply: Reply) -> SallyportError:
    """Return why a world was not copied, in the worker's words; it may say no more than that."""
    if isinstance(reply, Failed) and reply.kind == NotCopyableError.type:
        return NotCopyableError(reply.message[:_MAX_REASON])
    try:
        done_or_raise(reply)
    except SallyportError as error:
        return error
    return ProtocolError("The worker answered with a frame that answers nothing.")
