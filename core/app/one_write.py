"""uvicorn's HTTP protocol, with each reply's head and body in one packet.

    uvicorn ── write(head) ─▶ held ── write(body) ─▶ head + body ─▶ socket

uvicorn writes twice, and uvloop sends at once what it is given: that wakes the client for a head
that it can do nothing with, and costs a second system call.
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import Callable
from typing import Any, Final, cast

from litestar.types import Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_STATUS_LINE: Final = b"HTTP/1.1 "

_TRANSPORT: Final = "sallyport_transport"

_ON_UNREAD: Final = "sallyport_on_unread"

_GONE: Final = select.POLLRDHUP | select.POLLHUP | select.POLLERR


def on_unread(scope: Scope, act: Callable[[], None]) -> None:
    """Act if the connection of this request is reset before another request comes over it.

    So ends one whose client closes it with the reply still in its buffer, unread (RFC 1122,
    section 4.2.2.13); who has read it closes in the ordinary way. Nothing without a connection.
    """
    scope["state"][_ON_UNREAD] = act


def is_closed_by_peer(scope: Scope) -> bool:
    """Whether the client has closed the connection of this request, as the kernel knows it now.

    A close is read like any data, when the loop comes to it; a busy one comes to it late, and by
    then the reply has been written to nobody. False without a connection.
    """
    transport = scope["state"].get(_TRANSPORT)
    if transport is None:
        return False
    if transport.is_closing():
        return True
    poll = select.poll()
    poll.register(transport.get_extra_info("socket").fileno(), _GONE)
    return bool(poll.poll(0))


class OneWriteProtocol(HttpToolsProtocol):
    """The protocol to give to uvicorn as `http`."""

    def on_message_begin(self) -> None:
        """Note in the request's scope which connection it came over."""
        super().on_message_begin()
        self.scope["state"][_TRANSPORT] = self.transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Do what was asked for the case that the last reply is not read."""
        super().connection_lost(exc)
        act = self.scope["state"].pop(_ON_UNREAD, None) if self.scope is not None else None
        if act is not None and isinstance(exc, ConnectionError):
            act()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        """Put the holding transport between uvicorn and the socket's."""
        super().connection_made(cast(asyncio.Transport, HoldingTransport(transport)))


class HoldingTransport:
    """A transport that holds a reply's head back until its body is written.

    A head that no body follows in the same turn of the loop goes out by itself. All but writing
    and closing is the socket's transport's own.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write, or hold a head."""
        if self._head:
            data = self._head + data
            self._head = b""
        elif data.startswith(_STATUS_LINE):
            self._head = data
            asyncio.get_running_loop().call_soon(self._release)
            return
        self._transport.write(data)

    def close(self) -> None:
        """Close once everything is written."""
        self._release()
        self._transport.close()

    def _release(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)
