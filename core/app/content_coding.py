"""Bodies that come compressed: unpacked within the limit that holds for plain ones.

    Content-Encoding: gzip, zstd ─▶ unpacked ─▶ the application reads a plain body
                      anything else ─▶ 415, with the codings that are read in `Accept-Encoding`

RFC 9110, sections 8.4 and 15.5.16. A body counts by what it is unpacked: a small one must not
become a large one beyond the limit.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Final

import zstandard
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from ..errors import MalformedRequestError, SallyportError, TooLargeError, UnsupportedCodingError
from .errors import send_error

_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS
"""zlib's word for a gzip stream."""

_MAX_ZSTD_WINDOW_BYTES: Final = 8 * 1024 * 1024
"""What RFC 8878 asks a reader to have for a window; a frame that wants more is refused."""

_ZSTD_PIECE_BYTES: Final = 512
"""Given at once: a block of four bytes may stand for 128 KiB, so a piece gives 16 MiB at most."""

_IN_THREAD_BYTES: Final = 64 * 1024
"""Packed bodies larger than this are unpacked in a thread: megabytes hold up the loop."""


def _gunzipped(packed: bytes, limit: int) -> bytes:
    """Unpack gzip members one after the other, as RFC 1952 has it, up to `limit` + 1 bytes."""
    plain, rest = b"", packed
    while rest and len(plain) <= limit:
        member = zlib.decompressobj(_GZIP_WINDOW)
        plain += member.decompress(rest, limit + 1 - len(plain))
        if not member.eof:
            if len(plain) <= limit:
                raise MalformedRequestError("The body's gzip stream ends too soon.")
            break
        rest = member.unused_data
    return plain


def _unzstd(packed: bytes, limit: int) -> bytes:
    """Unpack zstd frames one after the other (RFC 8878), up to some bytes over `limit`.

    In pieces: what an object is given it unpacks whole, and its reader of streams takes a frame
    that was cut off for a whole one.
    """
    reader = zstandard.ZstdDecompressor(max_window_size=_MAX_ZSTD_WINDOW_BYTES)
    frame = reader.decompressobj()
    chunks: list[bytes] = []
    size = at = 0
    while at < len(packed) and size <= limit:
        if frame.eof:
            frame = reader.decompressobj()
        piece = packed[at : at + _ZSTD_PIECE_BYTES]
        chunks.append(frame.decompress(piece))
        size += len(chunks[-1])
        at += len(piece) - len(frame.unused_data)
    if size <= limit and not frame.eof:
        raise MalformedRequestError("The body's zstd stream ends too soon.")
    return b"".join(chunks)


_CODINGS: Final[Mapping[str, Callable[[bytes, int], bytes]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "zstd": _unzstd,
}


def unpacked(coding: str, packed: bytes, limit: int) -> bytes:
    """Unpack a body. Raises TooLargeError over `limit` bytes, MalformedRequestError for no such
    stream.
    """
    try:
        plain = _CODINGS[coding](packed, limit)
    except (zlib.error, zstandard.ZstdError) as error:
        raise MalformedRequestError(f"The body cannot be unpacked as {coding}: {error}.")
    if len(plain) > limit:
        raise TooLargeError(f"Unpacked, the body is larger than the {limit:,} bytes taken here.")
    return plain


class ContentCoding:
    """Unpacks the bodies of requests; `limit_of` gives the bytes that a path takes."""

    def __init__(
        self, app: ASGIApp, limit_of: Callable[[str], int], count: Callable[[SallyportError], None]
    ) -> None:
        self._app = app
        self._limit_of = limit_of
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        coding = _coding(scope) if scope["type"] == ScopeType.HTTP else ""
        if not coding:
            await self._app(scope, receive, send)
            return
        try:
            if coding not in _CODINGS:
                raise UnsupportedCodingError(
                    f"A body of Content-Encoding {coding[:100]!r} is not read here; send it plain, "
                    "or as gzip or zstd.",
                    accepted=["gzip", "zstd"],
                )
            limit = self._limit_of(scope["path"])
            packed = await _whole_body(receive, limit)
            if packed is None:
                return
            if len(packed) > _IN_THREAD_BYTES:
                plain = await asyncio.to_thread(unpacked, coding, packed, limit)
            else:
                plain = unpacked(coding, packed, limit)
        except SallyportError as error:
            # The framework is behind this, and would read the body again.
            self._count(error)
            await send_error(send, error)
            return
        given = {b"content-encoding", b"content-length", b"transfer-encoding"}
        scope["headers"] = [
            *((name, value) for name, value in scope["headers"] if name not in given),
            (b"content-length", str(len(plain)).encode()),
        ]
        told = False

        async def receive_plain() -> Any:
            nonlocal told
            if told:
                return await receive()
            told = True
            return {"type": "http.request", "body": plain, "more_body": False}

        await self._app(scope, receive_plain, send)


def _coding(scope: Scope) -> str:
    """The coding of the body in lower case; several, or one that is unknown, as they were sent."""
    codings = [value for name, value in scope["headers"] if name == b"content-encoding"]
    coding = b",".join(codings).decode("latin-1").strip().lower()
    return "" if coding == "identity" else coding


async def _whole_body(receive: Receive, limit: int) -> bytes | None:
    """Read the packed body; None when the client has gone. Raises TooLargeError."""
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise TooLargeError(f"The body is larger than the {limit:,} bytes taken here.")
        if not message.get("more_body"):
            return b"".join(chunks)
