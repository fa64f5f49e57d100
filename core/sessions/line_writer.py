"""Appending lines to files from the event loop, without ever waiting for the disk in it.

    loop                                        thread
      write(file, line) ── queue ─────────────▶ all that wait, one write(2) a file
      future ◀── call_soon_threadsafe, once ─── None, or the OSError

A file is opened for each write, so that thousands of sessions hold no descriptors. One that failed
may end in half a line: the next write begins with a line break, and readers skip what does not
decode.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

MAX_PENDING_BYTES: Final = 64 * 1024 * 1024
"""Lines that wait for the disk: a disk that hangs for longer than this lasts loses lines, not the
server its memory."""

_MAX_BATCH: Final = 1000

_NAMES: Final = 1000
"""Files of one name that are looked past: as many servers have had a session of that id."""


class LineFile:
    """A file that lines are appended to; it is made with the first one, under a name not in use.

    `path` is where; used by the writer's thread alone, but for `size`, which is the loop's.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.path: Path | None = None
        self.size = 0
        self._folder = folder
        self._name = name
        self._torn = False

    def append(self, data: bytes) -> None:
        """Append. Raises OSError; then part of `data` may be there."""
        handle = self._open()
        try:
            rest = memoryview(b"\n" + data if self._torn else data)
            self._torn = True
            while rest:
                rest = rest[os.write(handle, rest) :]
            self._torn = False
        finally:
            os.close(handle)

    def _open(self) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        if self.path is not None:
            return os.open(self.path, flags)
        for number in range(1, _NAMES + 1):
            path = self._folder / f"{self._name}{'' if number == 1 else f'.{number}'}.jsonl"
            try:
                # For its owner alone: tasks hold their solutions.
                handle = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                continue
            self.path = path
            return handle
        raise FileExistsError(f"{self._name} names {_NAMES} journals already")


class _Write:
    """One line on its way; `done` gives the error that kept it from the disk, or None."""

    def __init__(self, file: LineFile, data: bytes, loop: asyncio.AbstractEventLoop) -> None:
        self.file = file
        self.data = data
        self.done: asyncio.Future[OSError | None] = loop.create_future()


class LineWriter:
    """Writes in a thread of its own, which lives from the first line to `close`."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[_Write | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._pending = 0
        self._last: Callable[[], None] = lambda: None

    def write(self, file: LineFile, data: bytes) -> asyncio.Future[OSError | None]:
        """Append `data` to `file`, after all that was given before; never raises."""
        loop = asyncio.get_running_loop()
        line = _Write(file, data, loop)
        if self._pending + len(data) > MAX_PENDING_BYTES:
            line.done.set_result(OSError("the disk does not keep up"))
            return line.done
        self._pending += len(data)
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._run, args=(loop,), name="journal", daemon=True
            )
            self._thread.start()
        self._queue.put(line)
        return line.done

    async def close(self, within_s: float) -> None:
        """Write what is left and end the thread; one whose disk hangs is left behind."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        written = asyncio.Event()
        self._last = written.set
        self._queue.put(None)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await written.wait()
            # All that it still does is to end.
            thread.join()

    # ── in the thread ────────────────────────────────────────────────────────────────────────────

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            batch, last = self._batch()
            results = _write_all(batch)
            try:
                loop.call_soon_threadsafe(self._settle, results)
                if last:
                    loop.call_soon_threadsafe(self._last)
                    return
            except RuntimeError:
                # The loop was closed meanwhile: nobody waits any more.
                return

    def _batch(self) -> tuple[list[_Write], bool]:
        """Wait for a line and take all that wait behind it; whether it was the last batch."""
        batch: list[_Write] = []
        line = self._queue.get()
        while line is not None:
            batch.append(line)
            if len(batch) == _MAX_BATCH:
                return batch, False
            try:
                line = self._queue.get_nowait()
            except queue.Empty:
                return batch, False
        return batch, True

    def _settle(self, results: list[tuple[_Write, OSError | None]]) -> None:
        for line, error in results:
            self._pending -= len(line.data)
            if not line.done.done():
                line.done.set_result(error)


def _write_all(batch: list[_Write]) -> list[tuple[_Write, OSError | None]]:
    by_file: dict[LineFile, list[_Write]] = {}
    for line in batch:
        by_file.setdefault(line.file, []).append(line)
    results: list[tuple[_Write, OSError | None]] = []
    for file, lines in by_file.items():
        error = None
        try:
            file.append(b"".join(line.data for line in lines))
        except OSError as failure:
            error = failure
        results.extend((line, error) for line in lines)
    return results
