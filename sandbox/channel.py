"""The front door's end of a worker's data socket: requests out, replies in, lockstep kept.

    request() ─▶ transport ─▶ worker ─▶ data_received ─▶ FrameReader ─▶ decode_reply ─▶ its future

Guarantees. A reply is believed only when it answers the oldest open request; bytes that nobody
asked for, a frame over the cap, one that does not decode, or a stream that ends break the channel:
its owner is told, settles the cause, and fails what is open with `fail`. Nothing here waits for the
worker: writes are buffered by the transport, deadlines are the caller's.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable
from typing import cast

import msgspec

from ..core.errors import InternalError, ProtocolError, SallyportError, WorkerDiedError
from .frames import Failed, FrameReader, Reply, Request, decode_reply, encode

READY_CALL_ID = 0
"""The call that nobody makes: the worker's first frame answers it."""


class Channel(asyncio.Protocol):
    """Frames over one socket. `on_broken` is called when it can be used no more, at least once
    before `fail` and never after it.
    """

    def __init__(self, max_frame_bytes: int, on_broken: Callable[[SallyportError], None]) -> None:
        self._reader = FrameReader(max_frame_bytes)
        self._on_broken = on_broken
        self._transport: asyncio.Transport | None = None
        self._open: deque[tuple[int, asyncio.Future[Reply]]] = deque()
        self._broken: SallyportError | None = None

    @classmethod
    async def connect(
        cls, sock: socket.socket, max_frame_bytes: int, on_broken: Callable[[SallyportError], None]
    ) -> Channel:
        """Take over a connected socket, and its closing."""
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        channel = cls(max_frame_bytes, on_broken)
        await loop.create_unix_connection(lambda: channel, sock=sock)
        return channel

    @property
    def open_requests(self) -> int:
        """How many requests still wait for their reply."""
        return len(self._open)

    def expect(self, call_id: int) -> asyncio.Future[Reply]:
        """Return the future of a reply that the worker owes without being asked."""
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        if self._broken is not None:
            future.set_exception(self._broken)
        else:
            self._open.append((call_id, future))
        return future

    def request(self, frame: Request) -> asyncio.Future[Reply]:
        """Send a frame; the future gives its reply, or raises WorkerDiedError or a kin.

        Cancelling the future gives the reply up, not the request: the reply is still awaited and
        then dropped, so that the lockstep holds.
        """
        future = self.expect(frame.call_id)
        transport = self._transport
        # One whose peer has just ended closes before it tells so, and uvloop's then raises on a
        # write; the future fails with all others as soon as the end is told.
        if self._broken is None and transport is not None and not transport.is_closing():
            transport.write(encode(frame))
        return future

    def fail(self, error: SallyportError) -> None:
        """Break the channel: fail what is open with `error`, close the socket. Idempotent."""
        if self._broken is not None:
            return
        self._broken = error
        if self._transport is not None:
            self._transport.abort()
        while self._open:
            _, future = self._open.popleft()
            if not future.done():
                future.set_exception(error)
                # Marked as seen: a caller that gave up must not make the loop log it as lost.
                future.exception()

    # ── asyncio.Protocol ─────────────────────────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Match what came against what is owed."""
        try:
            for payload in self._reader.feed(data):
                self._take(decode_reply(payload))
        except ProtocolError as error:
            self._report(error)
        except msgspec.DecodeError as error:
            self._report(ProtocolError(f"the worker's last words are no JSON object: {error}"))

    def connection_lost(self, exc: Exception | None) -> None:
        """Report the end of the stream."""
        if self._reader.pending:
            self._report(ProtocolError("the worker's stream ended within a frame"))
        else:
            self._report(WorkerDiedError("the worker closed its connection"))

    def _report(self, error: SallyportError) -> None:
        if self._broken is None:
            self._on_broken(error)

    def _take(self, reply: Reply) -> None:
        owed = self._open[0][0] if self._open else None
        if isinstance(reply, Failed) and reply.call_id == READY_CALL_ID != owed:
            # Its last words: what it fails of, by its own account, in answer to no call.
            details = msgspec.json.decode(reply.details, type=dict[str, str])
            self._report(InternalError(reply.message, **details))
            return
        if not self._open:
            raise ProtocolError("the worker sent a reply that nobody asked for")
        call_id, future = self._open[0]
        if reply.call_id != call_id:
            raise ProtocolError(f"the worker answered call {reply.call_id} instead of {call_id}")
        self._open.popleft()
        if not future.done():
            future.set_result(reply)
