"""Requests as bytes: for paths and bodies that a well-behaved client would not send."""

from __future__ import annotations

import http.client
import json
import socket
from typing import Any, NamedTuple
from urllib.parse import urlsplit


class RawReply(NamedTuple):
    """A reply: status, headers (lower case, repeated ones joined), and the decoded JSON body."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def error(self) -> str:
        """The type of the error that the body holds."""
        return str(self.body["error"]["type"])


def send(base: str, *parts: bytes) -> RawReply:
    """Send bytes to the server at `base` and read one reply."""
    address = urlsplit(base)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=30) as sock:
        for part in parts:
            sock.sendall(part)
        reply = http.client.HTTPResponse(sock)
        reply.begin()
        text = reply.read()
        reply.close()
    headers: dict[str, str] = {}
    for key, value in reply.getheaders():
        headers[key.lower()] = ", ".join(filter(None, [headers.get(key.lower()), value]))
    return RawReply(reply.status, headers, json.loads(text) if text else None)


def post(base: str, target: bytes, body: bytes = b"{}", cookie: str = "") -> RawReply:
    """POST a body to a request target as it stands, nothing escaped."""
    headers = [
        b"POST " + target + b" HTTP/1.1",
        b"Host: test",
        b"Content-Type: application/json",
        b"Content-Length: %d" % len(body),
    ]
    if cookie:
        headers.append(b"Cookie: " + cookie.encode())
    return send(base, b"\r\n".join([*headers, b"", body]))


def post_chunked(base: str, target: bytes, chunks: list[bytes], cookie: str = "") -> RawReply:
    """POST a body in chunks, without its length."""
    headers = [b"POST " + target + b" HTTP/1.1", b"Host: test", b"Transfer-Encoding: chunked"]
    if cookie:
        headers.append(b"Cookie: " + cookie.encode())
    framed = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks]
    return send(base, b"\r\n".join([*headers, b"", b""]), *framed, b"0\r\n\r\n")
