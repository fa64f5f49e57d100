"""What the front door knows of a session that others are to go on from; its world is elsewhere.

Session ─▶ Origin ─┬─▶ Session, Session ...     forks: in memory
└─▶ sealed with the world's bytes ─▶ (client) ─▶ Session of a later server
"""

from __future__ import annotations

import msgspec

from ..types import JsonObject
from .journal import Entry, Journal, Seeding
from .session import Session


class Origin(msgspec.Struct, frozen=True):
    """A session at one moment, as plain values; `effective` counts entries of the journal.

    The rest is named as in Session. `python` is the version that its world's bytes are for.
    """

    environment: str
    python: tuple[int, int]
    seed: int
    task: JsonObject | None
    calls: int
    rooted: bool
    entries: tuple[Entry, ...]
    effective: tuple[int, ...]
    seedings: tuple[Seeding, ...]
    left_out: dict[str, str] = {}


def origin_of(session: Session, python: tuple[int, int], left_out: dict[str, str]) -> Origin:
    """Return a session's origin; whatever the session does then changes nothing of it."""
    numbers = {id(entry): number for number, entry in enumerate(session.journal.entries)}
    return Origin(
        environment=session.environment,
        python=python,
        seed=session.seed,
        task=session.task,
        calls=session.calls,
        rooted=session.rooted,
        entries=tuple(map(msgspec.structs.replace, session.journal.entries)),
        effective=tuple(numbers[id(entry)] for entry in session.effective),
        seedings=tuple(session.journal.seedings),
        left_out=left_out,
    )


def session_from(origin: Origin, name: str) -> Session:
    """Return a new session of that past, without a world yet."""
    session = Session(name, origin.environment, origin.seed, origin.task)
    # Each session forgets observations on its own.
    entries = list(map(msgspec.structs.replace, origin.entries))
    session.journal = Journal.of(entries, list(origin.seedings))
    session.effective = [entries[number] for number in origin.effective]
    session.calls = origin.calls
    session.rooted = origin.rooted
    return session
