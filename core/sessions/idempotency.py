"""Calls that carry a key of their client's: each runs once, however often it is sent.

    first ─▶ running ──▶ reply, kept ──▶ the same again ─▶ the same reply
               │  again, meanwhile ─▶ waits for it      └▶ with another body ─▶ ConflictError
               └ refused for now (busy, full): the key is free again

The call is a task of its own: it goes on when the client that sent it first goes away. Keys live as
long as their session here, and a while longer; they do not survive the server, as sessions do not.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any, Final

from ..errors import ConflictError, InvalidRequestError, SallyportError
from .calls import Answer
from .registry import Registry

MAX_KEY_CHARACTERS: Final = 255

MAX_REPLIES: Final = 64
"""Replies kept for one session: it makes one call at a time, so a retry is of one of the last."""

MAX_REPLY_BYTES: Final = 1024 * 1024
"""Bytes of replies kept for one session; the newest is kept whatever its size."""

MAX_KEYS: Final = 4096
"""Keys of one session that are remembered, with or without their reply: a retry that comes later
than that many calls is taken for a new call."""

MAX_ENDED: Final = 256
"""Ended sessions whose replies are kept: of the call that lost a session, the reply may be lost."""


class Keys:
    """The keys of every session's calls."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._sessions: OrderedDict[str, _Replies] = OrderedDict()

    async def once(
        self,
        session: str,
        key: str,
        request: bytes,
        run: Callable[[], Coroutine[Any, Any, Answer]],
    ) -> tuple[Answer, bool]:
        """Return the answer to `request`, and whether it was given before.

        Raises InvalidRequestError for a key that is none, ConflictError for one that was used for
        another request (or whose reply is no longer kept), and what `run` raises or raised.
        """
        if not 0 < len(key) <= MAX_KEY_CHARACTERS:
            raise InvalidRequestError(
                f"An Idempotency-Key has 1 to {MAX_KEY_CHARACTERS} characters.",
                header="Idempotency-Key",
            )
        replies = self._of(session)
        digest = hashlib.sha256(request).digest()
        call = replies.find(key, digest)
        again = call is not None
        if call is None:
            call = asyncio.get_running_loop().create_task(run())
            replies.keep(key, digest, call)
        # Shielded: the call is not this request's alone.
        return await asyncio.shield(call), again

    def _of(self, session: str) -> _Replies:
        replies = self._sessions.get(session)
        if replies is None:
            replies = self._sessions[session] = _Replies()
            self._forget_ended()
        self._sessions.move_to_end(session)
        return replies

    def _forget_ended(self) -> None:
        live = self._registry.live
        # The oldest first; a live session that is met goes to the back of the line.
        for _ in range(len(self._sessions) - len(live) - MAX_ENDED):
            name = next(iter(self._sessions))
            if name in live:
                self._sessions.move_to_end(name)
            else:
                del self._sessions[name]


class _Replies:
    """The keys of one session, in order of their first use."""

    def __init__(self) -> None:
        self._digests: OrderedDict[str, bytes] = OrderedDict()
        self._calls: OrderedDict[str, asyncio.Task[Answer]] = OrderedDict()
        self._bytes = 0

    def find(self, key: str, digest: bytes) -> asyncio.Task[Answer] | None:
        """Return the call of a key, None for a new one. Raises ConflictError."""
        known = self._digests.get(key)
        if known is None:
            return None
        if known != digest:
            raise ConflictError(
                "This Idempotency-Key was used for another call; give each call a key of its own."
            )
        call = self._calls.get(key)
        if call is None:
            raise ConflictError(
                "The call of this Idempotency-Key ran, and its reply is no longer kept: it is not "
                "run again."
            )
        return call

    def keep(self, key: str, digest: bytes, call: asyncio.Task[Answer]) -> None:
        """Remember a call that begins, until its key is forgotten."""
        self._digests[key] = digest
        self._calls[key] = call
        call.add_done_callback(lambda done: self._done(key, done))
        while len(self._digests) > MAX_KEYS:
            oldest, _ = self._digests.popitem(last=False)
            self._drop(oldest)

    def _done(self, key: str, call: asyncio.Task[Answer]) -> None:
        if self._calls.get(key) is not call:
            return
        if _may_be_tried_again(call):
            del self._digests[key], self._calls[key]
            return
        self._bytes += _size(call)
        ended = [each for each, other in self._calls.items() if other.done() and each != key]
        for oldest in ended:
            if self._bytes <= MAX_REPLY_BYTES and len(self._calls) <= MAX_REPLIES:
                return
            self._drop(oldest)

    def _drop(self, key: str) -> None:
        """Forget a reply, but not that its call ran."""
        call = self._calls.pop(key, None)
        if call is not None and call.done():
            self._bytes -= _size(call)


def _may_be_tried_again(call: asyncio.Task[Answer]) -> bool:
    """Whether a call did not run, and may run another time."""
    if call.cancelled():
        return True
    error = call.exception()
    return isinstance(error, SallyportError) and error.retryable


def _size(call: asyncio.Task[Answer]) -> int:
    return 0 if call.cancelled() or call.exception() is not None else len(call.result().body)
