"""Who waits for a call, and may go away before it is answered.

    request ─▶ Caller ─ CALLER ─▶ the call      leave() ─▶ the call is stopped as at its limit: an
                                                           interrupt, and after the grace a kill

Only where the server is told so (`calls.on_disconnect: stop`) is there a caller at all; elsewhere
a call is finished whoever listens, and what it did to its session stays.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

from ..errors import DeadlineExceededError


class Caller:
    """A client while its request is served; `on_leave`, if set, is called when it goes away."""

    def __init__(self) -> None:
        self.has_left = False
        self.on_leave: Callable[[], None] | None = None

    def leave(self) -> None:
        """The client has gone away."""
        self.has_left = True
        if self.on_leave is not None:
            self.on_leave()

    def check_there(self) -> None:
        """Raise DeadlineExceededError when nobody waits for the call that is to begin."""
        if self.has_left:
            raise DeadlineExceededError("The call was not made: its client had gone away.")


CALLER: Final[ContextVar[Caller | None]] = ContextVar("CALLER", default=None)
"""The caller of the request that is being served, where it matters that it may leave."""
