"""One session: its state, its hold on a worker, its turn-taking, its journal.

One call at a time; the others queue in order. `states.py` has the states and the ways between them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final, TypeAlias

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
from .states import LIVE, NEXT, Ending, SessionState

UNCALLED: Final = "nothing was done with it"
"""Begins the reason of an end at which a session was as it had been opened."""


class Session:
    """A session. `environment` is the served name; `task` the row it was made for, if any.

    `created` and `used`, its age and idleness, are of the monotonic clock, which no change of the
    wall clock moves; `created_at` and `ended_at` are Unix times, to be shown. `queued_s` is how
    long it waited for room and its worker, `opened_s` how long its world took to open. `overdue`:
    why it is to expire once the call that runs is answered. `shown` is what its client was told of
    it at the start. `on_move`, if any, is told of each transition.

    `called`: its client has done something with it. `judged_at`: when its rollout was judged, of
    the monotonic clock, if nothing was done with it since. `wanted`: requests that hold its turn or
    wait for it.

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
        self.queued_s = self.opened_s = 0.0
        self.journal = Journal()
        self.effective: list[Entry] = []
        self.recoverable = False
        self.rooted = True
        self.calls = self.wanted = 0
        self.called = False
        self.judged_at: float | None = None
        self.idle_ttl_s: float | None = None
        self.reason = ""
        self.overdue = ""
        self.ended_at = 0.0
        self.shown: JsonObject | None = None
        self.on_move: OnMove | None = None
        self.lease: Lease | None = None
        self._state: SessionState = "starting"
        self._turn = asyncio.Lock()

    @property
    def state(self) -> SessionState:
        """The state now; a worker that died between calls is noticed here."""
        if self._state == "ready" and self.lease is not None and not self.recoverable:
            ended = self.lease.worker.ended
            if ended is not None:
                self.end("lost", ended.message)
        return self._state

    def move(self, state: SessionState) -> None:
        """Go to another state; a transition that is not in the table is a bug and raises."""
        before = self._state
        if state not in NEXT[before]:
            raise AssertionError(f"session {self.id}: no way from {before} to {state}")
        self._state = state
        if self.on_move is not None:
            self.on_move(self, before, state)

    def end(self, state: Ending, reason: str) -> bool:
        """End the session and give its worker up; False when it had been ended before.

        One that is closed while its call runs is `closing` until `give_turn`.
        """
        if self._state not in LIVE:
            return False
        self.reason = reason
        self.ended_at = time.time()
        self.move("closing" if state == "closed" and self._state == "busy" else state)
        if self.lease is not None:
            self.lease.retire()
        return True

    def check_live(self) -> None:
        """Raise the error that says why the session takes no more calls, if it does not."""
        state = self.state
        if state not in LIVE:
            raise ended_error(state, self.id, self.reason, self.ended_at)

    async def take_turn(self, wait_s: float, *, refuse: bool) -> None:
        """Wait for the turn to call, at most `wait_s` seconds; `give_turn` must follow.

        Raises SessionBusyError when it did not come (at once when `refuse`), or the error of a
        session that has ended meanwhile.
        """
        self.check_live()
        self.touch()
        if refuse and self.wanted:
            raise SessionBusyError("Another call of this session is running.", retry_after_s=1)
        # From before the wait: in the moment between two turns the session must not seem idle.
        self.wanted += 1
        try:
            await self._acquire(wait_s)
            try:
                self.check_live()
                self.move("busy")
            except SallyportError:
                self._turn.release()
                raise
        except BaseException:
            self.wanted -= 1
            raise
        self.touch()

    async def _acquire(self, wait_s: float) -> None:
        if self.wanted == 1:
            await self._turn.acquire()
            return
        try:
            await asyncio.wait_for(self._turn.acquire(), wait_s)
        except TimeoutError:
            raise SessionBusyError(
                f"Another call of this session ran for the {wait_s:g} s that this one waited.",
                retry_after_s=1,
            )

    def touch(self) -> None:
        """Its client does something with it: it was called, and is judged no longer."""
        self.used = time.monotonic()
        self.called = True
        self.judged_at = None

    def give_turn(self) -> None:
        """End the turn."""
        self.used = time.monotonic()
        self.wanted -= 1
        if self._state == "busy":
            self.move("ready")
            if self.overdue:
                self.end("expired", self.overdue)
        elif self._state == "closing":
            self.move("closed")
        self._turn.release()


OnMove: TypeAlias = Callable[[Session, SessionState, SessionState], None]
"""Called after a transition, with the state before it and the new one."""


def ended_error(state: str, name: str, reason: str, at: float) -> SallyportError:
    """The error for using a session that has ended; `at` is the Unix time of its end."""
    kinds: dict[str, type[SallyportError]] = {
        "closing": SessionClosedError,
        "closed": SessionClosedError,
        "expired": SessionExpiredError,
        "lost": SessionLostError,
    }
    return kinds[state](
        f"The session is {state}: {reason} Start a new session.",
        session_id=name,
        state=state,
        reason=reason,
        ended_at=at,
    )
