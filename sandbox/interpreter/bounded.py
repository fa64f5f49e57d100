"""Keeping the head and the tail of a text that may be of any length, in bounded memory.

A limit counts the bytes that are sent: those of the text as a JSON string, in which a NUL is six.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque

import msgspec

from .encoding import as_utf8, decoded


def sent_size(text: str) -> int:
    """Return the bytes of `text`, which has no lone surrogates, as a JSON string of a reply."""
    return len(msgspec.json.encode(text)) - 2


class BoundedBytes:
    """Takes UTF-8 in chunks; keeps the first and the last half of what `limit` bytes can show.

    Memory is at most about the limit plus one chunk, whatever is added. Whole chunks are dropped,
    none is moved: the price per chunk is one copy of it.
    """

    __slots__ = ("_half", "_head", "_limit", "_tail", "_tail_size", "_total")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._half = max(1, limit // 2)
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_size = 0
        self._total = 0

    def add(self, data: bytes | memoryview) -> None:
        """Append `data`, which is copied."""
        self._total += len(data)
        if (room := self._half - len(self._head)) > 0:
            self._head += data[:room]
            data = data[room:]
        if data:
            self._add_to_tail(bytes(data[-self._half :]))

    def _add_to_tail(self, chunk: bytes) -> None:
        self._tail.append(chunk)
        self._tail_size += len(chunk)
        while self._tail_size - len(self._tail[0]) >= self._half:
            self._tail_size -= len(self._tail.popleft())

    @property
    def cut(self) -> bool:
        """Whether something is missing from the middle."""
        return self._total > 2 * self._half or sent_size(self._whole()) > self._limit

    def text(self) -> str:
        """Return what was kept, with a mark in the middle that says how much is missing."""
        if not self.cut:
            return self._whole()
        if self._total <= 2 * self._half:
            head = tail = self._whole()
        else:
            head = decoded(_without_broken_end(bytes(self._head)))
            tail = decoded(_without_broken_start(b"".join(self._tail)[-self._half :]))
        head, tail = _first(head, self._half), _last(tail, self._half)
        missing = self._total - len(head.encode()) - len(tail.encode())
        return f"{head}\n{_mark(f'{max(1, missing):,} bytes', self._limit)}\n{tail}"

    def _whole(self) -> str:
        return decoded(b"".join((self._head, *self._tail)))


def bounded_text(text: str, limit: int) -> tuple[str, bool]:
    """Return `text` safe for UTF-8, at most `limit` bytes sent (and a mark); and if it was cut.

    Works on the two ends only, so that a text of a gigabyte is not copied.
    """
    half = max(1, limit // 2)
    if len(text) <= limit:
        whole = decoded(as_utf8(text))
        if sent_size(whole) <= limit:
            return whole, False
    head = _first(decoded(as_utf8(text[:half])), half)
    tail = _last(decoded(as_utf8(text[len(text) - half :])), half)
    missing = max(1, len(text) - len(head) - len(tail))
    return f"{head}\n{_mark(f'{missing:,} or more characters', limit)}\n{tail}", True


def _first(text: str, limit: int) -> str:
    """Return as much of the start of `text` as `limit` bytes sent can hold."""
    if sent_size(text) <= limit:
        return text
    return text[: bisect_right(range(len(text) + 1), limit, key=lambda n: sent_size(text[:n])) - 1]


def _last(text: str, limit: int) -> str:
    """Return as much of the end of `text` as `limit` bytes sent can hold."""
    size = len(text)
    if sent_size(text) <= limit:
        return text
    kept = bisect_right(range(size + 1), limit, key=lambda n: sent_size(text[size - n :])) - 1
    return text[size - kept :]


def shortened(text: str, limit: int) -> str:
    """Return `text` with its middle left out where it has more than `limit` characters."""
    if len(text) <= limit:
        return text
    half = max(1, limit // 2)
    missing = len(text) - 2 * half
    return f"{text[:half]} [... {missing:,} characters ...] {text[len(text) - half :]}"


def _mark(missing: str, limit: int) -> str:
    return f"[... {missing} cut out here: the output limit is {limit:,} bytes; print less ...]"


def _without_broken_end(data: bytes) -> bytes:
    """Drop the start of a character whose rest was cut off."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte & 0xC0 != 0x80:  # not a continuation byte: here a character starts
            size = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return data[:-back] if size > back else data
    return data


def _without_broken_start(data: bytes) -> bytes:
    """Drop the rest of a character whose start was cut off."""
    start = 0
    while start < min(3, len(data)) and data[start] & 0xC0 == 0x80:
        start += 1
    return data[start:]
