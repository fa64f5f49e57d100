"""What the kernel says of the machine and of process trees (Linux: /proc)."""

from __future__ import annotations

import contextlib
import os
import platform
from pathlib import Path

_PROC = Path("/proc")
_KIB = 1024


def available_bytes() -> int:
    """Return MemAvailable: what could be given out without swapping."""
    return field_bytes((_PROC / "meminfo").read_text(), "MemAvailable")


def pss_bytes(pids: list[int]) -> int:
    """Return the proportional set size of processes: shared pages are split among their users."""
    total = 0
    for pid in pids:
        # One may have ended since it was listed.
        with contextlib.suppress(OSError):
            total += field_bytes((_PROC / str(pid) / "smaps_rollup").read_text(), "Pss")
    return total


def cpu_seconds(pids: list[int]) -> float:
    """Return the time that processes have run on a core, to the nanosecond (schedstat)."""
    nanoseconds = 0
    for pid in pids:
        for file in (_PROC / str(pid) / "task").glob("*/schedstat"):
            with contextlib.suppress(OSError):
                nanoseconds += int(file.read_text().split()[0])
    return nanoseconds / 1e9


def descendants(root: int) -> list[int]:
    """Return the processes below `root`, it itself not, in no order."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                children.setdefault(parent_of((entry / "stat").read_text()), []).append(
                    int(entry.name)
                )
    found: list[int] = []
    rest = [root]
    while rest:
        below = children.get(rest.pop(), [])
        found += below
        rest += below
    return found


def own_tree() -> list[int]:
    """Return every process that this one has started, and theirs."""
    return descendants(os.getpid())


def parent_of(stat: str) -> int:
    """Read the parent's pid from a `stat` line, whose second field may hold spaces and brackets.

    >>> parent_of("7 (a ) b) S 3 7 7 0")
    3
    """
    return int(stat.rpartition(")")[2].split()[1])


def field_bytes(text: str, name: str) -> int:
    """Read a `Name:   12 kB` line.

    >>> field_bytes("Rss: 9 kB" + chr(10) + "Pss:   2 kB", "Pss")
    2048
    """
    for line in text.splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * _KIB
    raise ValueError(f"no field {name}")


def description() -> dict[str, str | int | float]:
    """Return what a reader of the figures must know of the machine."""
    return {
        "cores": os.cpu_count() or 1,
        "load": round(os.getloadavg()[0], 2),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }
