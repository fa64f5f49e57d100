"""uvicorn's HTTP protocol, with each reply's head and body in one packet.

    uvicorn ── write(head) ─▶ held ── write(body) ─▶ head + body ─▶ socket

uvicorn writes twice, and uvloop sends at once what it is given: that wakes the client for a head
that it can do nothing with, and costs a second system call.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_STATUS_LINE = b"HTTP/1.1 "


class OneWriteProtocol(HttpToolsProtocol):
    """The protocol to give to uvicorn as `http`."""

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
