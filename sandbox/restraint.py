"""Holding a worker back from outside: its share of the cores, while it lives."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

LOWEST: Final = 19
"""The nice value of processes that get what others leave."""

_PROC: Final = Path("/proc")


def lower_priority(warden: int, nice: int) -> None:
    """Let the interpreter below a warden stand back behind others; for good.

    `nice` is 1 to LOWEST; with that it runs only where nobody else wants to. The kernel shares the
    cores among sessions first, if it has autogroups (sched(7)), and within them by niceness: so
    both are set, the session's only where it is the worker's own.
    """
    with contextlib.suppress(OSError, ValueError, IndexError):
        pid = interpreter_of(warden)
        os.setpriority(os.PRIO_PROCESS, pid, nice)
        if nice == LOWEST:
            os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
        if os.getsid(pid) == warden:
            (_PROC / str(pid) / "autogroup").write_text(str(nice), encoding="ascii")


def interpreter_of(warden: int) -> int:
    """Return the pid of the warden's only child. Raises OSError, IndexError when it is gone."""
    children = _PROC / str(warden) / "task" / str(warden) / "children"
    return int(children.read_text("ascii").split()[0])
