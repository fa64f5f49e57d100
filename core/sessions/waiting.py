"""Who waits for room at the door, in the order in which they came.

    enter ─▶ room? ─▶ in                    a session ends, starts, is judged ─┐
               │ no                         every so often, for memory        ─┴▶ look ─▶ the first
               └▶ the line ─▶ in, or after max_wait_s why there was no room

Few agents try a 429 again: most end their run with it. Who has come is let in before who comes, and
where judged sessions hold what is short, they give way.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from typing import Final

import msgspec

from ..errors import AtCapacityError, SallyportError
from ..settings import SessionSettings
from .admission import Admission
from .judged import Judged

_LOOK_S: Final = 0.25
"""How often room is looked for that nobody tells of: memory, as often as it is measured."""


class _Place(msgspec.Struct, eq=False):
    """A place in the line: `count` sessions of one environment that are to start together."""

    environment: str
    count: int
    admitted: asyncio.Future[None]

    @property
    def is_in(self) -> bool:
        """Whether it was let in."""
        done = self.admitted.done() and not self.admitted.cancelled()
        return done and self.admitted.exception() is None


class Waiting:
    """Lets sessions start as there is room, and counts those in that it lets in (`starting`)."""

    def __init__(self, limits: SessionSettings, admission: Admission, judged: Judged) -> None:
        self._limits = limits
        self._admission = admission
        self._judged = judged
        self._line: deque[_Place] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._looking = False
        self._gave_at = float("-inf")

    async def enter(self, environment: str, count: int, *, wait: bool = True) -> None:
        """Wait for room for `count` sessions, and take it; `leave` gives it back.

        Who does not `wait` gets it now or never.

        Raises AtCapacityError when none came in time, too many wait already, or there never can be;
        DrainingError when the server shuts down. Cancelled, it leaves the line.
        """
        place = _Place(environment, count, asyncio.get_running_loop().create_future())
        self._line.append(place)
        self.look()
        if place.admitted.done():
            return place.admitted.result()
        try:
            if not wait:
                raise self._refusal(count)
            self._check_line(count)
            async with asyncio.timeout(self._limits.max_wait_s):
                await place.admitted
        except TimeoutError:
            if not place.is_in:
                raise self._refusal(count)
        except BaseException:
            if place.is_in:
                # Let in, and called off in the same moment.
                self.leave(count)
            raise
        finally:
            if place in self._line:
                self._line.remove(place)
                self.look()

    def leave(self, count: int) -> None:
        """Give back the room of sessions that count by themselves by now, or never will."""
        self._admission.starting -= count
        self.look()

    def look(self) -> None:
        """Let in whoever is first and has room, for as long as there is any."""
        if self._looking:
            # A session that gives way ends, and that is told here: to who looks already.
            return
        self._looking = True
        try:
            while self._line and self._let_in(self._line[0]):
                self._line.popleft()
        finally:
            self._looking = False
        self._look_later()

    def _let_in(self, first: _Place) -> bool:
        """Let a place in, or send it away; false when it has to wait."""
        if first.admitted.done():
            return True
        hindrance = self._admission.hindrance(first.count)
        while isinstance(hindrance, AtCapacityError):
            if not self._can_ever(first.count) or not self._make_way(hindrance):
                return False
            hindrance = self._admission.hindrance(first.count)
        if hindrance is None:
            self._admission.starting += first.count
            first.admitted.set_result(None)
        else:
            first.admitted.set_exception(hindrance)
        return True

    @property
    def count(self) -> Counter[str]:
        """Sessions that wait, by environment."""
        found: Counter[str] = Counter()
        for place in self._line:
            found[place.environment] += place.count
        return found

    def _make_way(self, hindrance: SallyportError) -> bool:
        """End a judged session; whether that gives room now, and not once its worker is gone."""
        if hindrance.details["limit"] == "sessions.max_sessions":
            return self._judged.give_way()
        now = time.monotonic()
        if now - self._gave_at >= _LOOK_S and self._judged.give_way():
            self._gave_at = now
        return False

    def _can_ever(self, count: int) -> bool:
        return count <= self._limits.max_sessions

    def _check_line(self, count: int) -> None:
        if not self._can_ever(count):
            raise self._refusal(count)
        most = self._limits.max_waiting
        if sum(place.count for place in self._line) > most:
            raise AtCapacityError(
                f"{most} sessions wait for room already; try again later.",
                retry_after_s=1,
                limit="sessions.max_waiting",
            )

    def _refusal(self, count: int) -> SallyportError:
        """Why there is no room still; at the very least, others are first in the line."""
        return self._admission.hindrance(count) or AtCapacityError(
            f"Others waited before this session, for {self._limits.max_wait_s:g} s and longer; "
            "try again later.",
            retry_after_s=1,
            limit="sessions.max_wait_s",
        )

    def _look_later(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._line:
            self._timer = asyncio.get_running_loop().call_later(_LOOK_S, self.look)
