"""How much memory is left for more sessions, to the machine and to the groups that hold the server.

/proc/meminfo: MemAvailable ──────────────────────────────┐
our control group and those above it: limit - use + cache ─┴─▶ the least of them, looked up
                                                               at most every so often
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from ...sandbox.jail.hierarchies import Place, own_places

LOOK_S: Final = 0.25
"""How old a look may be: one takes some 50 µs, and no worker takes up a gigabyte that fast."""

WORKER_BYTES: Final = 8 << 20
"""What a worker that is being made will have taken by the end of its first calls, a checkpoint
included; a session whose cells keep large data takes more, and is bounded by its own limit."""

_NAMES: Final = {
    1: ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    2: ("memory.max", "memory.current", "inactive_file"),
}
"""What each version of cgroups calls limit and use, and in `memory.stat` what can be given back."""


class _Group(msgspec.Struct, frozen=True):
    """The files of one group."""

    limit: Path
    used: Path
    stat: Path
    cache: str

    def available(self) -> int | None:
        """Bytes left to this group; None without a limit, or when it cannot be read."""
        with contextlib.suppress(OSError, ValueError):
            # v2 says `max` where there is no limit, which is no number.
            limit = int(self.limit.read_bytes())
            return limit - int(self.used.read_bytes()) + self._reclaimable()
        return None

    def _reclaimable(self) -> int:
        for line in self.stat.read_text("ascii").splitlines():
            name, _, value = line.partition(" ")
            if name == self.cache:
                return int(value)
        return 0


class AvailableMemory:
    """Memory that is available now, in bytes; `look` finds it out, or cannot (None)."""

    def __init__(
        self,
        look: Callable[[], int | None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look = look or _look_at(list(_groups()))
        self._clock = clock
        self._until = float("-inf")
        self._found: int | None = None

    def bytes(self, *, anew: bool = False) -> int | None:
        """What was available at most `LOOK_S` ago, or is now; None where nothing tells it."""
        now = self._clock()
        if anew or now >= self._until:
            self._found = self._look()
            self._until = now + LOOK_S
        return self._found


def _groups(places: Callable[[], list[Place]] = own_places) -> Iterator[_Group]:
    """Our memory group and every group above it: the tightest limit is what counts."""
    with contextlib.suppress(OSError):
        for place in places():
            if "memory" not in place.controllers:
                continue
            limit, used, cache = _NAMES[place.version]
            for folder in (Path(place.path), *Path(place.path).parents):
                if (folder / limit).exists():
                    yield _Group(folder / limit, folder / used, folder / "memory.stat", cache)


def _look_at(groups: list[_Group]) -> Callable[[], int | None]:
    def look() -> int | None:
        found = [_of_machine(), *(group.available() for group in groups)]
        return min((each for each in found if each is not None), default=None)

    return look


def _of_machine() -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in Path("/proc/meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return None
