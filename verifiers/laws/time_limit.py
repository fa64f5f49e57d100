"""A limit of wall time for code of an author's that runs in this very process.

with time_limit(10.0): call ─▶ SIGALRM after 10 s ─▶ TooSlowError, raised where it then is
"""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_AGAIN_S: Final = 0.1
"""How often it is raised once more where something caught it."""


class TooSlowError(BaseException):
    """Code did not end in time.

    No Exception: neither a clause of the author's that catches those may keep it, nor Hypothesis,
    which would try the like of it again and again.
    """


@contextlib.contextmanager
def time_limit(limit_s: float | None) -> Iterator[None]:
    """Raise TooSlowError in the block when it takes longer than `limit_s` seconds.

    Signals come to the main thread only: in another, and with None, there is no limit.
    """
    if limit_s is None or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"it did not end within {limit_s:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit_s, _AGAIN_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
