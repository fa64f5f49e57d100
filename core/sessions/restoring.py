"""Making calls again that a restored state does not hold yet, and seeing that they give the same.

    checkpoint of 5 calls, 7 were made ─▶ call 6, call 7 again ─▶ same observations? ─▶ as before
                                                                └ no ─▶ the session is lost

Between two checkpoints there are only short calls, whose worlds say that they are repeatable. What
they show must be equal to the letter (but for durations and addresses), else the state is not what
the agent believes it to be.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from ..errors import SessionLostError
from .calls import done_or_raise
from .journal import Entry
from .session import Session

MAX_REPEATED_S: Final = 2.0
"""Calls that took longer than this in all are not made again: an agent waits for this."""

_GRACE: Final = 5.0
"""How many times longer than the first time they may take; the machine may be busier now."""

_VARYING: Final = frozenset({"duration_s"})

_ADDRESS: Final = re.compile(rb"\bat 0x[0-9a-f]+")
"""As Python shows an object that has no other text: another in each process, and no state."""


def unsaved(session: Session, calls: int) -> Sequence[Entry]:
    """Return the calls that a state of `calls` calls lacks.

    Raises SessionLostError when that is no number of calls that this session has made.
    """
    if not 0 <= calls <= len(session.effective):
        raise SessionLostError(f"its checkpoint claims {calls} calls.")
    return session.effective[calls:]


def check_rooted(session: Session) -> None:
    """Raise SessionLostError when a fresh world is not where the session's calls began."""
    if not session.rooted:
        raise SessionLostError(
            "there is no checkpoint, and its calls made again may not give the same: they may have"
            " drawn on a clock or the system's random numbers, or it began as a copy."
        )


def check_repeatable(session: Session, calls: int) -> None:
    """Raise SessionLostError when making the calls since `calls` again would take too long."""
    took_s = sum(entry.duration_s for entry in unsaved(session, calls))
    if took_s > MAX_REPEATED_S:
        raise SessionLostError(f"there is no checkpoint, and its calls took {took_s:.1f} s.")


async def repeat_calls(session: Session, calls: int) -> int:
    """Make the calls since `calls` again; return how many there were.

    Raises SessionLostError when one gives another observation, or WorkerDiedError and kin.
    """
    assert session.lease is not None, "it was restored into a lease"
    check_repeatable(session, calls)
    entries = unsaved(session, calls)
    try:
        async with asyncio.timeout(MAX_REPEATED_S * _GRACE):
            for entry in entries:
                reply = await asyncio.shield(session.lease.call(entry.tool, entry.arguments))
                _check_same(entry, done_or_raise(reply).body)
    except TimeoutError:
        session.lease.worker.kill()
        raise SessionLostError("making its last calls again took too long.")
    return len(entries)


def _check_same(entry: Entry, body: bytes) -> None:
    if entry.observation is None or _shown(entry.observation) != _shown(body):
        raise SessionLostError(f"a call of {entry.tool} made again gave something else.")


def _shown(body: bytes) -> Any:
    body = _ADDRESS.sub(b"at an address", body)
    try:
        value = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return body
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if key not in _VARYING}
    return value
