"""Who may start: whether the server has room for one more session, and why not.

draining? ─▶ 503      too many sessions?  ─┬▶ wait (waiting.py), then 429
                      too little memory?  ─┘        none? ─▶ a worker; its pool has a queue: 429
"""

from __future__ import annotations

from ..errors import AtCapacityError, DrainingError, SallyportError
from ..settings import MIB, SessionSettings
from ..types import JsonObject
from .memory import WORKER_BYTES, AvailableMemory
from .registry import Registry


class Admission:
    """Lets sessions start. `starting`: sessions that do now, and count as live ones do."""

    def __init__(
        self, limits: SessionSettings, registry: Registry, memory: AvailableMemory | None = None
    ) -> None:
        self.draining = False
        self.starting = 0
        self._limits = limits
        self._registry = registry
        self._memory = memory or AvailableMemory()

    def hindrance(self, count: int = 1) -> SallyportError | None:
        """Return what hinders `count` more sessions: DrainingError, AtCapacityError or None."""
        if self.draining:
            return DrainingError("The server is shutting down and starts no sessions.")
        limit = self._limits.max_sessions
        if len(self._registry.live) + self.starting + count > limit:
            return AtCapacityError(
                f"{limit} sessions may be open at once; close some or try again later.",
                retry_after_s=1,
                limit="sessions.max_sessions",
            )
        return self.short_of_memory()

    @property
    def has_memory(self) -> bool:
        """Whether enough memory is left for a session to start."""
        return self.short_of_memory() is None

    def short_of_memory(self, making: int = 0) -> SallyportError | None:
        """Return what memory hinders, if it does, beside `making` workers that still take theirs.

        Looked up anew where workers are being made: a burst takes a gigabyte between two looks.
        """
        least = self._limits.min_available_bytes
        available = self._memory.bytes(anew=making > 0)
        if available is None or available - making * WORKER_BYTES >= least:
            return None
        return AtCapacityError(
            f"The server's machine has {available // MIB:,} MB of memory left, and starts no "
            f"session below {least // MIB:,} MB; close some or try again later.",
            retry_after_s=5,
            limit="sessions.min_available_bytes",
            available_bytes=available,
        )

    def shown(self) -> JsonObject:
        """Return limits and what is used of them, and `refusing`: why no session starts, if so."""
        hindrance = self.hindrance()
        return {
            "max_sessions": self._limits.max_sessions,
            "available_bytes": self._memory.bytes(),
            "min_available_bytes": self._limits.min_available_bytes,
            "refusing": None if hindrance is None else hindrance.message,
        }
