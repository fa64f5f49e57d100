"""Playing a journal again in a fresh session, and finding where it first goes another way.

StoredJournal ─▶ session of the same seed and task ─▶ call ⇄ reply ─┬─ as recorded ─▶ next
                                                                    └─ else ─▶ Difference

Durations and addresses are no differences; everything else that an agent could read is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from ..errors import (
    ConfigurationError,
    SessionClosedError,
    SessionExpiredError,
    SessionLostError,
)
from ..sessions.journal_lines import CallLine, SeedLine
from ..sessions.restoring import comparable

if TYPE_CHECKING:
    from ..types import JsonObject
    from .session_client import SessionClient
    from .stored_journal import StoredJournal

_ENDED: Final = frozenset(
    {kind.type for kind in (SessionClosedError, SessionExpiredError, SessionLostError)}
)


class Difference(msgspec.Struct, frozen=True):
    """Where a replay first differs: call `number` (from 1), where in its reply, and both values."""

    number: int
    call: CallLine
    where: str
    recorded: Any
    now: Any


class Replay(msgspec.Struct, frozen=True):
    """What came of a replay: how many calls were as recorded before the difference, if any."""

    same: int
    difference: Difference | None = None


def replay(client: SessionClient, journal: StoredJournal, environment: str) -> Replay:
    """Play a journal in sessions of the served `environment`. Raises NotReadyError."""
    seed = journal.session.seed
    session = client.open(environment, seed, journal.session.task)
    same = 0
    try:
        for step in journal.steps:
            if isinstance(step, SeedLine):
                if step.restarted:
                    client.close(session)
                    session = client.open(environment, seed, step.task)
                continue
            if _had_ended(step):
                # Nothing was called any more: the recorded session had ended by then.
                break
            if _was_refused(step):
                continue
            difference = _play(client, session, step, same + 1)
            if difference is not None:
                return Replay(same, difference)
            same += 1
    finally:
        client.close(session)
    return Replay(same)


def served_as(client: SessionClient, journal: StoredJournal, chosen: str | None = None) -> str:
    """Return the name under which a server serves the journal's environment: `chosen`, if given.

    Raises ConfigurationError when it does not.
    """
    served = client.environments()
    if chosen is not None:
        served = {name: world for name, world in served.items() if name == chosen}
    if served.get(journal.session.environment) == journal.session.world:
        return journal.session.environment
    for name, world in served.items():
        if world == journal.session.world:
            return name
    raise ConfigurationError(
        f"the journal is of {journal.session.world}, and the server serves {', '.join(served)}"
    )


def _had_ended(step: CallLine) -> bool:
    return step.error is not None and step.status in _ENDED


def _was_refused(step: CallLine) -> bool:
    """Whether the call did not run, for want of room or time."""
    return step.error is not None and bool(step.error.get("retryable"))


def _play(
    client: SessionClient, session: JsonObject, step: CallLine, number: int
) -> Difference | None:
    reply = client.call(session, step.tool, bytes(step.arguments))
    if step.error is not None:
        recorded: Any = {"error": {"type": step.status}}
        now: Any = {"error": {"type": _error_type(reply.content)}}
    elif not bytes(step.observation):
        # Its observation was forgotten, for the session had made too many: nothing to compare.
        return None
    else:
        recorded, now = comparable(bytes(step.observation)), comparable(reply.content)
    found = first_difference(recorded, now)
    return None if found is None else Difference(number, step, *found)


def _error_type(body: bytes) -> str | None:
    """The type of the error in a reply; None when it holds an observation instead."""
    try:
        error = msgspec.json.decode(body)["error"]
        return str(error["type"])
    except (msgspec.DecodeError, KeyError, TypeError):
        return None


def first_difference(recorded: Any, now: Any, at: str = "") -> tuple[str, Any, Any] | None:
    """Return where two JSON values first differ, as a path, and what is there in each.

    >>> first_difference({"a": [1, 2]}, {"a": [1, 3]})
    ('.a[1]', 2, 3)
    """
    if isinstance(recorded, dict) and isinstance(now, dict):
        for key in [*recorded, *(key for key in now if key not in recorded)]:
            if key not in recorded or key not in now:
                return f"{at}.{key}", recorded.get(key, ABSENT), now.get(key, ABSENT)
            found = first_difference(recorded[key], now[key], f"{at}.{key}")
            if found is not None:
                return found
        return None
    if isinstance(recorded, list) and isinstance(now, list) and len(recorded) == len(now):
        pairs = enumerate(zip(recorded, now, strict=True))
        differences = (first_difference(one, other, f"{at}[{n}]") for n, (one, other) in pairs)
        return next((found for found in differences if found is not None), None)
    if type(recorded) is type(now) and recorded == now:
        return None
    return at or ".", recorded, now


ABSENT: Final = "(not there)"
"""Shown for a key that one of two objects lacks."""
