"""Keeping the head and the tail of a text that may be of any length, in bounded memory."""

from __future__ import annotations

from collections import deque

from .encoding import as_utf8, decoded


class BoundedBytes:
    """Takes UTF-8 in chunks; keeps the first and the last half of `limit` bytes.

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
        """Whether something will be missing from the middle."""
        return self._total > 2 * self._half

    def text(self) -> str:
        """Return what was kept, with a mark in the middle that says how much is missing."""
        if not self._total:
            return ""
        if not self.cut:
            return decoded(b"".join((self._head, *self._tail)))
        head = _without_broken_end(bytes(self._head))
        tail = _without_broken_start(b"".join(self._tail)[-self._half :])
        missing = self._total - len(head) - len(tail)
        return f"{decoded(head)}\n{_mark(missing, self._limit)}\n{decoded(tail)}"


def bounded_text(text: str, limit: int) -> tuple[str, bool]:
    """Return `text` safe for UTF-8 and at most `limit` bytes (and a mark) of it; and if it was cut.

    Works on the two ends only, so that a text of a gigabyte is not copied.
    """
    if len(text) <= limit and text.isascii():
        return text, False
    half = max(1, limit // 2)
    if len(text) <= limit:
        data = as_utf8(text)
        if len(data) <= limit:
            return decoded(data), False
        missing = f"{len(data) - 2 * half:,} bytes"
    else:
        missing = f"{len(text) - 2 * half:,} or more characters"
    head = _without_broken_end(as_utf8(text[:half])[:half])
    tail = as_utf8(text[len(text) - half :])
    tail = _without_broken_start(tail[len(tail) - half :])
    return f"{decoded(head)}\n{_mark(missing, limit)}\n{decoded(tail)}", True


def shortened(text: str, limit: int) -> str:
    """Return `text` with its middle left out where it has more than `limit` characters."""
    if len(text) <= limit:
        return text
    half = max(1, limit // 2)
    missing = len(text) - 2 * half
    return f"{text[:half]} [... {missing:,} characters ...] {text[len(text) - half :]}"


def _mark(missing: int | str, limit: int) -> str:
    amount = missing if isinstance(missing, str) else f"{missing:,} bytes"
    return f"[... {amount} cut out here: the output limit is {limit:,} bytes; print less ...]"


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
