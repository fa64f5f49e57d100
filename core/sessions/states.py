"""The states of a session, and every way from one to another.

starting ─▶ ready ◀─▶ busy ─▶ closing       a call runs while it is `busy`; one that is closed then
    │         │         │        │          is `closing` until that call has been answered
    └─────────┴─────────┴────────┴──▶ closed | expired | lost         final, with a reason
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

SessionState: TypeAlias = Literal[
    "starting", "ready", "busy", "closing", "closed", "expired", "lost"
]

Ending: TypeAlias = Literal["closed", "expired", "lost"]

NEXT: Final[dict[SessionState, frozenset[SessionState]]] = {
    "starting": frozenset({"ready", "closed", "lost"}),
    "ready": frozenset({"busy", "closed", "expired", "lost"}),
    "busy": frozenset({"ready", "closing", "lost"}),
    "closing": frozenset({"closed"}),
    "closed": frozenset(),
    "expired": frozenset(),
    "lost": frozenset(),
}
"""Every transition there is. `busy` never expires: a call in flight keeps its session alive."""

LIVE: Final[frozenset[SessionState]] = frozenset({"starting", "ready", "busy"})
"""States of a session that has not been told to end."""

FINAL: Final[frozenset[SessionState]] = frozenset(
    state for state, following in NEXT.items() if not following
)
