"""The sweeper: expires what has been idle, judged or alive for too long, and freezes what is idle.

Times are given from outside, and are of the monotonic clock: no change of the wall clock ends or
prolongs a session. A session with a call in flight is never taken: it stays until that is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from ..settings import CallSettings, SessionSettings
from .registry import Registry
from .session import UNCALLED, Session


class Sweeper:
    """Looks through the live sessions of `registry`.

    `alone` are the environments whose sessions have a worker of their own; `bury` is called for
    every session, and takes out those that have ended.
    """

    def __init__(
        self,
        registry: Registry,
        sessions: SessionSettings,
        calls: CallSettings,
        alone: Collection[str],
        bury: Callable[[Session], None],
    ) -> None:
        self._registry = registry
        self._limits = sessions
        self._freeze_after_s = calls.freeze_after_s
        self._alone = alone
        self._bury = bury

    def sweep(self, now: float) -> None:
        """Expire sessions as of the time `now`, in seconds."""
        for session in list(self._registry.live.values()):
            ready = session.state == "ready" and not session.wanted
            idle_ttl_s, why = idle_limit(session, self._limits)
            if ready and now - session.used > idle_ttl_s:
                session.end("expired", why)
            elif now - session.created > self._limits.max_age_s:
                session.overdue = f"it was older than {self._limits.max_age_s:g} s."
                if ready:
                    session.end("expired", session.overdue)
            self._bury(session)

    def freeze(self, now: float) -> None:
        """Freeze sessions of untrusted code that are idle as of the time `now`, in seconds."""
        idle_since = now - self._freeze_after_s
        for session in self._registry.live.values():
            if session.used < idle_since and session.state == "ready" and session.lease is not None:
                worker = session.lease.worker
                if not worker.frozen and session.environment in self._alone:
                    worker.freeze()


def idle_limit(session: Session, limits: SessionSettings) -> tuple[float, str]:
    """How long a session may be idle, in seconds since `used`, and why it then expires."""
    if session.idle_ttl_s is not None:
        return session.idle_ttl_s, f"it was idle for {session.idle_ttl_s:g} s."
    if session.judged_at is not None:
        ttl_s = min(limits.judged_ttl_s, limits.idle_ttl_s)
        return (
            max(session.judged_at - session.used, 0.0) + ttl_s,
            f"it was judged, and nothing was done with it for {ttl_s:g} s.",
        )
    # A copy holds what was done before it was made.
    if not session.called and not session.effective and limits.uncalled_ttl_s < limits.idle_ttl_s:
        return limits.uncalled_ttl_s, f"{UNCALLED} for {limits.uncalled_ttl_s:g} s."
    return limits.idle_ttl_s, f"it was idle for {limits.idle_ttl_s:g} s."
