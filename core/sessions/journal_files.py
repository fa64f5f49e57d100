"""Journals on disk: one file a session, each line written before the reply that it tells of.

    session starts ─▶ line ┐
    call answered ─▶ line ─┼─▶ LineWriter ─▶ <dir>/<session id>.jsonl
    session ends ──▶ line ─┘       └─ written ─▶ the reply goes out

Written means handed to the operating system: it survives the server's death, not the machine's. A
line that cannot be written costs no reply: it is logged, counted, and missed in the file by its
number.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec
import structlog

from ..errors import ConfigurationError, SallyportError
from ..settings import JournalSettings
from ..types import JsonObject
from .calls import Answer
from .journal import Entry
from .journal_lines import (
    NOTHING,
    VERSION,
    CallLine,
    EndLine,
    Line,
    SeedLine,
    SessionLine,
    encode_line,
)
from .line_writer import LineFile, LineWriter
from .session import Session

log = structlog.get_logger("sallyport.journal")

_ROLLOUT: Final = "rollout_id"


class _Book:
    """One session's file, and how many lines it was given."""

    def __init__(self, file: LineFile) -> None:
        self.file = file
        self.lines = 0
        self.failing = False
        self.full = False

    def next(self) -> int:
        self.lines += 1
        return self.lines - 1


class JournalFiles:
    """The journals of every session of a server, in the folder `settings.dir`.

    `on_failure` is called for each line that could not be written. Raises ConfigurationError when
    the folder cannot be made or written.
    """

    def __init__(self, settings: JournalSettings, on_failure: Callable[[], None]) -> None:
        assert settings.dir is not None, "no journal is wanted"
        self._folder = Path(settings.dir)
        _check_writable(self._folder)
        self._settings = settings
        self._on_failure = on_failure
        self._writer = LineWriter()
        self._books: dict[str, _Book] = {}

    def started(self, session: Session, world: str) -> None:
        """Open a session's journal, with the calls that it was copied with if it is a copy."""
        book = self._books[session.id] = _Book(LineFile(self._folder, session.id))
        past = session.journal.entries
        line = SessionLine(
            n=book.next(),
            version=VERSION,
            at=session.created_at,
            session_id=session.id,
            environment=session.environment,
            world=world,
            seed=session.seed,
            task=session.task,
            past=len(past),
            rooted=session.rooted,
            rollout_id=_rollout_id(),
        )
        effective = {id(entry) for entry in session.effective}
        self._write(session, book, line)
        for entry in past:
            self._write(session, book, _past_line(book, entry, id(entry) in effective))

    async def called(self, session: Session, tool: str, arguments: bytes, answer: Answer) -> None:
        """Write a call that gave an observation; returns when it is written, or cannot be."""
        await self._told(
            session,
            lambda book: CallLine(
                n=book.next(),
                at=time.time(),
                tool=tool,
                arguments=msgspec.Raw(arguments),
                status=answer.status,
                observation=msgspec.Raw(answer.body),
                took_effect=answer.took_effect,
                queued_s=answer.queued_s,
                duration_s=answer.duration_s,
                rollout_id=_rollout_id(),
            ),
        )

    async def call_failed(
        self, session: Session, tool: str, arguments: bytes, error: SallyportError
    ) -> None:
        """Write a call that ended in an error; like `called`."""
        await self._told(
            session,
            lambda book: CallLine(
                n=book.next(),
                at=time.time(),
                tool=tool,
                arguments=msgspec.Raw(arguments),
                status=error.type,
                error=_error(error),
                took_effect=False,
                rollout_id=_rollout_id(),
            ),
        )

    def seeded(self, session: Session, *, restarted: bool) -> None:
        """Write that a live session was seeded once more."""
        book = self._books.get(session.id)
        if book is not None:
            task = session.task if restarted else None
            line = SeedLine(n=book.next(), at=time.time(), restarted=restarted, task=task)
            self._write(session, book, line)

    def ended(self, session: Session) -> None:
        """Write a session's end, the last line."""
        book = self._books.pop(session.id, None)
        if book is not None:
            line = EndLine(
                n=book.next(), at=time.time(), state=session.state, reason=session.reason
            )
            self._write(session, book, line)

    async def close(self) -> None:
        """Write what waits; lines may follow all the same."""
        await self._writer.close(self._settings.flush_s)

    # ── within ───────────────────────────────────────────────────────────────────────────────────

    async def _told(self, session: Session, line: Callable[[_Book], Line]) -> None:
        book = self._books.get(session.id)
        if book is None:
            # The session ended while it was called, and its end is told already.
            return
        written = self._write(session, book, line(book))
        try:
            async with asyncio.timeout(self._settings.flush_s):
                await asyncio.shield(written)
        except TimeoutError:
            self._failed(session, book, f"not written within {self._settings.flush_s:g} s")

    def _write(self, session: Session, book: _Book, line: Line) -> asyncio.Future[None]:
        """Send a line on its way, in the order of these calls; the future never fails."""
        data = encode_line(line)
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        book.full = book.full or book.file.size + len(data) > self._settings.max_file_bytes
        if book.full:
            self._failed(session, book, "it has reached journal.max_file_bytes")
            told.set_result(None)
            return told
        book.file.size += len(data)

        def written(done: asyncio.Future[OSError | None]) -> None:
            error = done.result()
            if error is None:
                book.failing = False
            else:
                self._failed(session, book, error.strerror or str(error))
            if not told.done():
                told.set_result(None)

        self._writer.write(book.file, data).add_done_callback(written)
        return told

    def _failed(self, session: Session, book: _Book, why: str) -> None:
        """Count a line that is missing; log the first of several in a row."""
        self._on_failure()
        if not book.failing:
            book.failing = True
            log.error("journal_failed", session_id=session.id, error=why)


def _check_writable(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise ConfigurationError(
            f"journal.dir {folder}: no journal can be written: {os.strerror(error.errno or 0)}"
        )


def _rollout_id() -> str | None:
    """The caller's own name of its rollout, if the request came with one."""
    name = structlog.contextvars.get_contextvars().get(_ROLLOUT)
    return name if isinstance(name, str) else None


def _error(error: SallyportError) -> JsonObject:
    shown: JsonObject = error.as_json()["error"]
    return shown


def _past_line(book: _Book, entry: Entry, took_effect: bool) -> CallLine:
    seen = entry.observation
    return CallLine(
        n=book.next(),
        at=entry.at,
        tool=entry.tool,
        arguments=msgspec.Raw(entry.arguments),
        status=entry.status,
        observation=NOTHING if seen is None else msgspec.Raw(seen),
        took_effect=took_effect,
        queued_s=entry.queued_s,
        duration_s=entry.duration_s,
    )
