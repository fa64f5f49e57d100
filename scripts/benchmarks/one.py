"""One client that waits for each reply: a blocking socket, nothing between it and the server."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from .wire import Reply, ReplyReader, post

if TYPE_CHECKING:
    from types import TracebackType

_READ_BYTES = 1 << 16


class Client:
    """A connection that keeps the last reply's cookie, as agents of the rollout protocol do."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._socket = socket.create_connection((address.hostname, address.port or 80))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = ReplyReader()
        self.cookie: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def post(self, path: str, body: bytes = b"{}") -> bytes:
        """POST a JSON body and return the reply's. Raises RuntimeError unless it is a 200."""
        self._socket.sendall(post(path, body, self.cookie))
        reply = self._read()
        self.cookie = reply.cookie or self.cookie
        if reply.status != 200:
            raise RuntimeError(f"POST {path}: {reply.status} {reply.body[:500]!r}")
        return reply.body

    def forget(self) -> None:
        """Forget the cookie: the next request is of another rollout."""
        self.cookie = None

    def _read(self) -> Reply:
        while data := self._socket.recv(_READ_BYTES):
            if reply := self._reader.feed(data):
                return reply
        raise ConnectionError("the server closed the connection")
