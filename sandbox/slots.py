"""Numbers for workers: each live one has its own, from which its user id is made."""

from __future__ import annotations

import heapq


class Slots:
    """The smallest free number from 0 up; a number is free again once its worker is gone."""

    def __init__(self) -> None:
        self._free: list[int] = []
        self._next = 0

    def take(self) -> int:
        """Return a number that nobody holds."""
        if self._free:
            return heapq.heappop(self._free)
        self._next += 1
        return self._next - 1

    def give(self, slot: int) -> None:
        """Take a number back; its holder must be gone."""
        heapq.heappush(self._free, slot)
