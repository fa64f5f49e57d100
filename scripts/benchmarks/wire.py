"""HTTP/1.1 as far as the measured servers speak it: keep-alive, bodies with a length.

A client of the shelf costs about a millisecond a request, several times what is measured.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r]+)", re.IGNORECASE)
_END = b"\r\n\r\n"


class Reply(NamedTuple):
    """One reply; `cookie` is `name=value` of the last Set-Cookie, None when there was none."""

    status: int
    body: bytes
    cookie: str | None


def post(path: str, body: bytes, cookie: str | None = None) -> bytes:
    """Return the bytes of a POST with a JSON body."""
    return request("POST", path, body, f"cookie: {cookie}" if cookie else "")


def request(method: str, path: str, body: bytes, header: str = "") -> bytes:
    """Return the bytes of a request with a JSON body; `header` is one more line of its head."""
    more = f"{header}\r\n" if header else ""
    head = (
        f"{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
        f"{more}content-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class ReplyReader:
    """Collects the bytes of one reply after the other."""

    def __init__(self) -> None:
        self._bytes = b""

    def feed(self, data: bytes) -> Reply | None:
        """Take bytes in; return the reply once it is complete.

        Raises ValueError for a reply without a length.
        """
        self._bytes += data
        end = self._bytes.find(_END)
        if end < 0:
            return None
        length = _LENGTH.search(self._bytes, 0, end)
        if length is None:
            raise ValueError("the server sent a reply without Content-Length")
        start = end + len(_END)
        stop = start + int(length[1])
        if len(self._bytes) < stop:
            return None
        cookies = _COOKIE.findall(self._bytes, 0, end)
        reply = Reply(
            int(self._bytes[9:12]),
            self._bytes[start:stop],
            cookies[-1].decode() if cookies else None,
        )
        self._bytes = self._bytes[stop:]
        return reply
