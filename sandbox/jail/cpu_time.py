"""The processor time of a whole session, counted from outside.

    warden ─▶ its children ─▶ theirs ... : of each what it used, and what its reaped children did

Counted are all threads, processes that run, and processes that ended and were waited for; what
nobody else waits for, the warden does. A process has one warden and cannot change it, so that what
a session uses is never another's. Not counted are short-lived children of a process that lets the
kernel reap them unseen (SIGCHLD ignored) between two looks; the limit of wall time holds for those.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
"""Parts of a second in which /proc counts, a hundred of them."""

_MOST: Final = 4096
"""Processes looked at; a jail has far fewer."""

_PARENT, _USED = 1, slice(11, 15)
"""Fields of /proc/<pid>/stat after the name, see proc(5): ppid; utime stime cutime cstime."""


def cpu_seconds(warden: int) -> float:
    """Return the processor time, in seconds, of a worker since it was forked; 0 when it is gone.

    Takes some 0.1 ms. `warden` is its pid as seen from here.
    """
    total, waiting, seen = 0, [(warden, 0)], 0
    while waiting and seen < _MOST:
        seen += 1
        pid, parent = waiting.pop()
        fields = _fields(pid)
        # Its number may be another's by now, whose parent is another.
        if fields is None or (parent and int(fields[_PARENT]) != parent):
            continue
        total += sum(map(int, fields[_USED]))
        waiting += [(child, pid) for child in _children(pid)]
    return total / _TICKS


def _fields(pid: int) -> list[bytes] | None:
    with contextlib.suppress(OSError):
        # The name may hold anything but is the only part in parentheses.
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return None


def _children(pid: int) -> list[int]:
    """Return the children of all threads; each thread has those that it forked."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                found += map(int, Path(thread, "children").read_bytes().split())
    return found
