"""Sessions whose rollout has its verdict: done with, as far as anybody knows.

    verdict ─▶ mark ─▶ unused for judged_ttl_s ─▶ expired (the sweeper)
                │  └─▶ room, memory or a worker is short ─▶ the longest judged is expired at once
                └─ its client uses it again ─▶ as before

Agents of the rollout protocol end no session: a verdict is the last that is heard of one.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from ...sandbox.pool import WorkerPool
from .session import Session

GAVE_WAY: Final = "it was judged, and gave way to another."


class Judged:
    """Marks sessions as judged, and ends them where others need what they hold.

    `bury` is called for each session that was ended; `pools` are looked at for workers.
    """

    def __init__(self, pools: Mapping[str, WorkerPool], bury: Callable[[Session], None]) -> None:
        self._pools = pools
        self._bury = bury
        self._marked: OrderedDict[str, Session] = OrderedDict()

    def mark(self, session: Session) -> None:
        """Note a session's verdict; whatever its client does with it later takes that back."""
        session.judged_at = time.monotonic()
        self._marked[session.id] = session
        self._marked.move_to_end(session.id)
        pool = self._pools[session.environment]
        if pool.is_short and pool.counts()["waiting"]:
            self.give_way(session.environment)

    def give_way(self, environment: str | None = None) -> bool:
        """End the session that was judged longest ago, of one environment or of any.

        Never one that a request holds or waits for. False when there is none to end.
        """
        for session in list(self._marked.values()):
            if session.judged_at is None or session.state != "ready":
                if not session.wanted:
                    del self._marked[session.id]
            elif not session.wanted and environment in (None, session.environment):
                del self._marked[session.id]
                session.end("expired", GAVE_WAY)
                self._bury(session)
                return True
        return False

    def forget(self, session: Session) -> None:
        """Keep no hold of a session that has ended."""
        self._marked.pop(session.id, None)
