"""Every session that lives, and why each that recently ended did."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

import msgspec

from ..errors import UnknownSessionError
from .session import UNCALLED, Session, ended_error

MAX_TOMBSTONES: Final = 100_000
"""Ended sessions that are remembered, so that their ids answer 410 with the reason: about 30 MB."""


_MAX_UNCALLED: Final = 4096
"""Sessions that ended untouched and could be opened again; a task row is a few kilobytes."""


class Tombstone(msgspec.Struct, frozen=True, gc=False):
    """What is left of a session. `at` is Unix time."""

    state: str
    reason: str
    at: float


class Registry:
    """Sessions by id; an id that was ever used is never given to another."""

    def __init__(self) -> None:
        self.live: dict[str, Session] = {}
        self._tombstones: OrderedDict[str, Tombstone] = OrderedDict()
        self._uncalled: OrderedDict[str, Session] = OrderedDict()

    def add(self, session: Session) -> None:
        """Take a new session in."""
        assert session.id not in self.live, "ids are never reused"
        assert session.id not in self._tombstones, "ids are never reused"
        self.live[session.id] = session

    def bury(self, session: Session, at: float) -> None:
        """Move an ended session to the tombstones; `at` is Unix time."""
        if self.live.pop(session.id, None) is None:
            return
        self._tombstones[session.id] = Tombstone(session.state, session.reason, at)
        if len(self._tombstones) > MAX_TOMBSTONES:
            self._tombstones.popitem(last=False)
        if session.reason.startswith(UNCALLED):
            self.keep_uncalled(session)

    def keep_uncalled(self, session: Session) -> None:
        """Keep a session that expired before anything was done with it, for `take_uncalled`."""
        self._uncalled[session.id] = session
        if len(self._uncalled) > _MAX_UNCALLED:
            self._uncalled.popitem(last=False)

    def take_uncalled(self, name: str) -> Session | None:
        """Give out, once, a session that expired before anything was done with it.

        Nothing but its worker is lost: one that is opened with its seed and task is the same.
        """
        return self._uncalled.pop(name, None)

    def find(self, name: str) -> Session:
        """Return a live session. Raises its end's error (410), or UnknownSessionError (404)."""
        session = self.live.get(name)
        if session is not None:
            return session
        tombstone = self._tombstones.get(name)
        if tombstone is not None:
            raise ended_error(tombstone.state, name, tombstone.reason, tombstone.at)
        raise UnknownSessionError("No session has this id.", session_id=name[:200])

    def tombstone(self, name: str) -> Tombstone | None:
        """What is remembered of an ended session."""
        return self._tombstones.get(name)
