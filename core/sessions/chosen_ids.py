"""Session ids that clients chose: each makes one session, ever.

first request ─▶ make ─▶ reply, kept ──▶ the same request again ─▶ the same reply
                   │       while it lives             another one ─▶ ConflictError
                   └ fails: the id is free again
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from ..errors import ConflictError
from ..types import JsonObject
from .registry import MAX_TOMBSTONES, Registry


class ChosenIds:
    """Which request first used an id; what was replied to it, its session keeps.

    As many are kept as tombstones of sessions: a replay of an older one finds no session either.
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def once(
        self, name: str, request: bytes, make: Callable[[], Awaitable[JsonObject]]
    ) -> tuple[bool, JsonObject]:
        """Return whether the session was made now, and the reply to its making.

        Raises ConflictError when the id was used for another request, the error of the session's
        end when it has ended, and what `make` raises: then nothing has become of the id.
        """
        fingerprint = hashlib.sha256(request).digest()
        # Held while the session is made: a retry that overtakes its first try waits for it.
        lock = self._locks.setdefault(name, asyncio.Lock())
        async with lock:
            if name in self._made:
                return False, self._replay(name, fingerprint)
            if name in self._registry.live or self._registry.tombstone(name) is not None:
                raise _conflict(name)
            reply = await make()
            self._keep(name, fingerprint, reply)
            return True, reply

    def _replay(self, name: str, fingerprint: bytes) -> JsonObject:
        if self._made[name] != fingerprint:
            raise _conflict(name)
        session = self._registry.find(name)
        session.check_live()
        assert session.shown is not None, "kept when it was made"
        return session.shown

    def _keep(self, name: str, fingerprint: bytes, reply: JsonObject) -> None:
        session = self._registry.live.get(name)
        if session is not None:
            session.shown = reply
        self._made[name] = fingerprint
        if len(self._made) > MAX_TOMBSTONES:
            self._made.popitem(last=False)


def _conflict(name: str) -> ConflictError:
    return ConflictError(
        "This session_id was used for another request; ids are never reused.", session_id=name
    )
