"""One session: its state, its hold on a worker, its turn-taking, its journal.

starting ─▶ ready ◀─▶ busy            one call at a time; the others queue in order
    │         │         │
    └─────────┴─────────┴──▶ closed | expired | lost        final, with a reason
"""

from __future__ import annotations

import asyncio
import time
from typing import Final, Literal, TypeAlias

from ...sandbox.lease import Lease
from ..errors import (
    SallyportError,
    SessionBusyError,
    SessionClosedError,
    SessionExpiredError,
    SessionLostError,
)
from ..types import JsonObject
from .journal import Entry, Journal

SessionState: TypeAlias = Literal["starting", "ready", "busy", "closed", "expired", "lost"]

_NEXT: Final[dict[SessionState, frozenset[SessionState]]] = {
    "starting": frozenset({"ready", "closed", "lost"}),
    "ready": frozenset({"busy", "closed", "expired", "lost"}),
    "busy": frozenset({"ready", "closed", "lost"}),
    "closed": frozenset(),
    "expired": frozenset(),
    "lost": frozenset(),
}
"""Every transition there is. `busy` never expires: a call in flight keeps its session alive."""


class Session:
    """A session. `environment` is the served name; `task` the row it was made for, if any.

    `effective` are the calls since its world was opened whose effects its state holds;
    `recoverable` says whether they may be made again when its worker dies. `rooted`: made in a
    fresh world of the same seed they give its state; else (they drew on a clock, say, or it began
    as a copy) only its checkpoints do.
    """

    def __init__(self, name: str, environment: str, seed: int, task: JsonObject | None) -> None:
        self.id = name
        self.environment = environment
        self.seed = seed
        self.task = task
        self.created_at = time.time()
        self.created = self.used = time.monotonic()
        self.journal = Journal()
        self.effective: list[Entry] = []
        self.recoverable = False
        self.rooted = True
        self.calls = 0
        self.idle_ttl_s: float | None = None
        self.reason = ""
        self.lease: Lease | None = None
        self._state: SessionState = "starting"
        self._turn = asyncio.Lock()

    @property
    def state(self) -> SessionState:
        """The state now; a worker that died between calls is noticed here."""
        if self._state in {"ready", "busy"} and self.lease is not None:
            ended = self.lease.worker.ended
            if ended is not None and self._state == "ready" and not self.recoverable:
                self.end("lost", ended.message)
        return self._state

    def move(self, state: SessionState) -> None:
        """Go to another state; a transition that is not in the table is a bug and raises."""
        if state not in _NEXT[self._state]:
            raise AssertionError(f"session {self.id}: no way from {self._state} to {state}")
        self._state = state

    def end(self, state: Literal["closed", "expired", "lost"], reason: str) -> bool:
        """End the session and give its worker up; False when it had ended before."""
        if not _NEXT[self._state]:
            return False
        self.move(state)
        self.reason = reason
        if self.lease is not None:
            self.lease.retire()
        return True

    def check_live(self) -> None:
        """Raise the error that says why the session takes no more calls, if it does not."""
        state = self.state
        if not _NEXT[state]:
            raise ended_error(state, self.id, self.reason)

    async def take_turn(self, wait_s: float, *, refuse: bool) -> None:
        """Wait for the turn to call, at most `wait_s` seconds; `give_turn` must follow.

        Raises SessionBusyError when it did not come (at once when `refuse`), or the error of a
        session that has ended meanwhile.
        """
        self.check_live()
        if self._turn.locked() or self._state == "busy":
            if refuse:
                raise SessionBusyError("Another call of this session is running.", retry_after_s=1)
            try:
                await asyncio.wait_for(self._turn.acquire(), wait_s)
            except TimeoutError:
                raise SessionBusyError(
                    f"Another call of this session ran for the {wait_s:g} s that this one waited.",
                    retry_after_s=1,
                )
        else:
            await self._turn.acquire()
        try:
            self.check_live()
            self.move("busy")
        except SallyportError:
            self._turn.release()
            raise

    def give_turn(self) -> None:
        """End the turn."""
        self.used = time.monotonic()
        if self._state == "busy":
            self.move("ready")
        self._turn.release()


def ended_error(state: str, name: str, reason: str) -> SallyportError:
    """The error for using a session that has ended."""
    kinds: dict[str, type[SallyportError]] = {
        "closed": SessionClosedError,
        "expired": SessionExpiredError,
        "lost": SessionLostError,
    }
    return kinds[state](
        f"The session is {state}: {reason} Start a new session.", session_id=name, state=state
    )
