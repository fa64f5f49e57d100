"""Capturing what a cell prints, at the price of printing to a file.

    print ─▶ TextIOWrapper ─▶ BufferedWriter (C, 32 kB) ─▶ Sink.write ─▶ BoundedBytes (head, tail)
                                                              └ gate shut (no cell runs): dropped

The stream object is the same for all cells of a session, so that whoever kept it (a logging
handler, `out = sys.stdout`) goes on being heard; only what it feeds is new for each cell. It is
replaced when a cell has closed, detached, reconfigured or patched it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from .bounded import BoundedBytes
from .encoding import as_utf8

if TYPE_CHECKING:
    from typing_extensions import Buffer

_BUFFER_BYTES: Final = 32 * 1024
"""Python code runs once per this many bytes; two such buffers are a session's fixed cost."""

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


class CapturedStream:
    """One of a session's two outputs. `open` before each cell, `shut` after it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._build()

    def _build(self) -> None:
        self._sink = Sink(self._name)
        self._buffer = io.BufferedWriter(self._sink, _BUFFER_BYTES)
        self.file = io.TextIOWrapper(self._buffer, _ENCODING, _ERRORS, newline="\n")

    def open(self, limit: int) -> None:
        """Begin a cell: drop what threads printed since the last one, then collect."""
        if self._is_untouched():
            self.file.flush()
        else:
            self._build()
        self._kept = self._sink.target = BoundedBytes(limit)

    def shut(self) -> BoundedBytes:
        """End the cell and return what it printed; later output is dropped until `open`."""
        try:
            self.file.flush()
        except ValueError:
            # The cell closed or detached the stream; closing has flushed what there was.
            self._flush_detached()
        self._sink.target = None
        return self._kept

    def add(self, text: str) -> None:
        """Append `text` after all that is printed so far."""
        self.shut().add(as_utf8(text))

    def _flush_detached(self) -> None:
        if not self._buffer.closed:
            self._buffer.flush()

    def _is_untouched(self) -> bool:
        """Whether the stream is as built: open, of our encoding, nothing patched or exchanged."""
        file = self.file
        try:
            return (
                not file.closed
                and file.buffer is self._buffer
                and self._buffer.raw is self._sink
                and file.encoding == _ENCODING
                and file.errors == _ERRORS
                and not vars(file)
                and not vars(self._buffer)
                and len(vars(self._sink)) == 2  # name and target
            )
        except ValueError:
            return False  # detached: no attribute of it can be read
