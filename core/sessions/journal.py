"""A session's journal: every call it made and what it was told, in order, bounded in memory."""

from __future__ import annotations

import time
from typing import Any

import msgspec

from ..errors import TooLargeError
from ..types import JsonObject

MAX_JOURNAL_BYTES = 4 * 1024 * 1024
"""Bytes of arguments and observations kept for one session: about sixty calls of full output. The
oldest observations are forgotten first; arguments are kept, for they are what is judged."""


MAX_ARGUMENT_BYTES = 32 * 1024 * 1024
MAX_CALLS = 20_000
"""Of one session, since arguments are never forgotten: a rollout makes tens of calls, of kilobytes.
A session that has made so many takes no more."""


class Entry(msgspec.Struct):
    """One call. `arguments` and `observation` are JSON; the latter None once forgotten.

    `at` is the Unix time of its arrival; `queued_s` waiting for its turn, `duration_s` running.
    """

    at: float
    tool: str
    arguments: bytes
    observation: bytes | None
    status: str
    queued_s: float
    duration_s: float


class Seeding(msgspec.Struct, frozen=True):
    """The session was seeded again after `calls` calls; `restarted`: its world began anew."""

    at: float
    calls: int
    restarted: bool


MAX_SEEDINGS = 1000
"""Seedings kept: a model can ask for as many as it likes. The first ones are."""


class Journal:
    """Entries in order of calls, with a cap on the bytes they hold."""

    def __init__(self, max_bytes: int = MAX_JOURNAL_BYTES) -> None:
        self.entries: list[Entry] = []
        self.seedings: list[Seeding] = []
        self._max_bytes = max_bytes
        self._bytes = 0
        self._argument_bytes = 0
        self._forgotten = 0

    @classmethod
    def of(cls, entries: list[Entry], seedings: list[Seeding]) -> Journal:
        """Return a journal that holds these and goes on; the entries are its own from now on."""
        journal = cls()
        journal.entries, journal.seedings = entries, seedings
        journal._bytes = sum(
            len(entry.arguments) + len(entry.observation or b"") for entry in entries
        )
        journal._argument_bytes = sum(len(entry.arguments) for entry in entries)
        known = (n for n, entry in enumerate(entries) if entry.observation is not None)
        journal._forgotten = next(known, 0)
        return journal

    def check_room(self, size: int) -> None:
        """Raise TooLargeError when a call with `size` bytes of arguments is one too many."""
        if self._argument_bytes + size > MAX_ARGUMENT_BYTES or len(self.entries) >= MAX_CALLS:
            raise TooLargeError(
                f"A session makes up to {MAX_CALLS:,} calls with {MAX_ARGUMENT_BYTES:,} bytes of "
                "arguments in all, and this one has; start a new session."
            )

    def record(
        self,
        tool: str,
        arguments: bytes,
        observation: bytes,
        status: str,
        queued_s: float,
        duration_s: float,
    ) -> Entry:
        """Append one call and return its entry."""
        entry = Entry(time.time(), tool, arguments, observation, status, queued_s, duration_s)
        self.entries.append(entry)
        self._argument_bytes += len(arguments)
        self._bytes += len(arguments) + len(observation)
        while self._bytes > self._max_bytes and self._forgotten < len(self.entries) - 1:
            oldest = self.entries[self._forgotten]
            self._bytes -= len(oldest.observation or b"")
            oldest.observation = None
            self._forgotten += 1
        return entry

    def seeded_again(self, *, restarted: bool) -> None:
        """Note that a live session was seeded once more."""
        if len(self.seedings) < MAX_SEEDINGS:
            self.seedings.append(Seeding(time.time(), len(self.entries), restarted))

    def items(self) -> list[JsonObject]:
        """The calls as items of an OpenAI Responses output."""
        return [item for n, entry in enumerate(self.entries) for item in _items(n, entry)]


def _items(number: int, entry: Entry) -> list[dict[str, Any]]:
    call_id = f"call_{number}"
    call = {
        "type": "function_call",
        "name": entry.tool,
        "arguments": entry.arguments.decode(),
        "call_id": call_id,
    }
    output = (entry.observation or b"").decode()
    return [call, {"type": "function_call_output", "call_id": call_id, "output": output}]
