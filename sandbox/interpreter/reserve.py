"""Memory that no cell gets, so that a cell which takes all can still be answered.

    take ─▶ (a cell runs: its last allocation fails with the reserve untouched) ─▶ drop ─▶ our code

Only where the address space is limited (RLIMIT_AS): pages that are never touched cost nothing else.
"""

from __future__ import annotations

import mmap
import resource
from typing import Final

_MOST: Final = 16 << 20
_LEAST: Final = 1 << 20
"""Bytes. Describing an error and encoding a reply take under 1 MB, but what is left of it lies
scattered among the program's objects; so the reserve may shrink from one full cell to the next."""

_FLAGS: Final = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS


class Reserve:
    """A piece of address space, held while a cell runs."""

    def __init__(self) -> None:
        self._held: mmap.mmap | None = None
        self._at_start = _peak()

    def own_peak(self) -> int:
        """Return the most memory in bytes that was in use, beyond what the worker began with."""
        return _peak() - self._at_start

    def take(self) -> None:
        """Hold as much as there is; nothing when memory is not limited, or all is taken."""
        if resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY:
            return
        size = _MOST
        while self._held is None and size >= _LEAST:
            try:
                self._held = mmap.mmap(-1, size, flags=_FLAGS)
            except (OSError, MemoryError):
                size //= 2

    def drop(self) -> None:
        """Give it back to whoever allocates next; may be repeated."""
        if self._held is not None:
            self._held.close()
            self._held = None


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024  # Linux counts kilobytes
