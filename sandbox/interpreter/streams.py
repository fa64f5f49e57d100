"""Capturing what a cell prints, at the price of printing to a file.

    print ─▶ TextIOWrapper ─▶ BufferedWriter (C, 32 kB) ─▶ Sink.write ─▶ BoundedBytes (head, tail)
                                                              └ gate shut (no cell runs): dropped

The stream object is the same for all cells of a session, so that whoever kept it (a logging
handler, `out = sys.stdout`) goes on being heard; only what it feeds is new for each cell. It is
replaced when a cell has detached, reconfigured or patched it, and once when a cell leaves a thread
behind: from then on each write asks who writes, and threads of earlier cells are not heard.

Not captured: what is written to descriptors 1 and 2 below Python, and by processes that it forks.
"""

from __future__ import annotations

import io
from threading import get_ident
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

from .bounded import BoundedBytes
from .encoding import as_utf8

if TYPE_CHECKING:
    from typing_extensions import Buffer

_BUFFER_BYTES: Final = 32 * 1024
"""Python code runs once per this many bytes; two such buffers are a session's fixed cost."""

_WRITE_S: Final = 0.2
"""That a new cell waits for a line which a thread of an earlier one is writing."""

_ENCODING: Final = "utf-8"
_ERRORS: Final = "backslashreplace"


class Sink(io.RawIOBase):
    """The raw end of a stream: hands chunks to the running cell's buffer, or drops them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.target: BoundedBytes | None = None

    def writable(self) -> bool:
        """Say yes: this is an output."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Take a whole chunk; never blocks, never fails for size."""
        view = memoryview(data).cast("B")
        if self.target is not None:
            self.target.add(view)
        return len(view)

    def close(self) -> None:
        """Stay open: a program's `sys.stdout.close()` only flushes."""


class _Buffer(io.BufferedWriter):
    """A buffer that cannot be closed.

    Each print asks the stream whether it is closed, and that asks its buffer: an attribute of the
    class is the quickest answer, as quick as what CPython does for a real file.
    """

    closed = False

    def close(self) -> None:
        """Flush only: also what a program's own wrapper does to it when it is forgotten."""
        self.flush()


class _SelectiveFile(io.TextIOWrapper):
    """A stream that drops what the threads of `unheard`, by their idents, write."""

    unheard: frozenset[int] = frozenset()

    def __init__(self, buffer: _Buffer, encoding: str, errors: str, newline: str) -> None:
        super().__init__(buffer, encoding, errors, newline)
        self._writing: set[int] = set()

    def write(self, text: str, /) -> int:
        """Write, or drop."""
        me = get_ident()
        self._writing.add(me)  # before the question: `hear` looks here after it has set `unheard`
        try:
            return len(text) if me in self.unheard else super().write(text)
        finally:
            self._writing.discard(me)

    def hear(self, unheard: frozenset[int]) -> None:
        """Drop from now on what these threads write, and wait for what they are just writing.

        A write ends soon, since its sink never blocks; one that has not after some time is a
        thread that gets no processor, whose line the next cell may then show.
        """
        self.unheard = unheard
        end = monotonic() + _WRITE_S
        while self._writing & unheard and monotonic() < end:
            sleep(0.0002)


class CapturedStream:
    """One of a session's two outputs. `open` before each cell, `shut` after it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._build(io.TextIOWrapper)

    def _build(self, kind: type[io.TextIOWrapper]) -> None:
        self._sink = Sink(self._name)
        self._buffer = _Buffer(self._sink, _BUFFER_BYTES)
        self.file = kind(self._buffer, _ENCODING, _ERRORS, newline="\n")

    def open(self, limit: int, unheard: frozenset[int] = frozenset()) -> None:
        """Begin a cell: drop what threads printed since the last one, then collect.

        `unheard`: idents of the threads that earlier cells left running.
        """
        if isinstance(self.file, _SelectiveFile):
            # Before the flush: what such a thread writes after it would be the new cell's.
            self.file.hear(unheard)
        if unheard and type(self.file) is not _SelectiveFile:
            self._build(_SelectiveFile)
        elif self._is_untouched():
            self.file.flush()
        else:
            self._build(type(self.file))
        if isinstance(self.file, _SelectiveFile):
            self.file.unheard = unheard
        self._kept = self._sink.target = BoundedBytes(limit)

    def shut(self) -> BoundedBytes:
        """End the cell and return what it printed; later output is dropped until `open`."""
        try:
            self.file.flush()
        except ValueError:
            self._buffer.flush()  # the cell detached the file, which has flushed into the buffer
        self._sink.target = None
        return self._kept

    def add(self, text: str) -> None:
        """Append `text` after all that is printed so far."""
        self.shut().add(as_utf8(text))

    def _is_untouched(self) -> bool:
        """Whether the stream is as built: whole, of our encoding, no part patched or exchanged.

        Its `__dict__` is not looked at: to ask for one is to make one, and prints are slower then.
        """
        file, buffer, sink = self.file, self._buffer, self._sink
        try:
            return (
                file.buffer is buffer
                and buffer.raw is sink
                and file.encoding == _ENCODING
                and file.errors == _ERRORS
                and _belong(file.write, file.flush, file)
                and _belong(buffer.write, buffer.flush, buffer)
                and _belong(sink.write, sink.flush, sink)
            )
        except ValueError:
            return False  # detached: no attribute of it can be read


def _belong(first: object, second: object, owner: object) -> bool:
    """Whether both are methods of `owner`, not something put in their place."""
    return getattr(first, "__self__", None) is owner and getattr(second, "__self__", None) is owner
