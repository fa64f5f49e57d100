"""Resource limits of one process (setrlimit): soft and hard alike, so they cannot be raised."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .spec import Limits


def address_space() -> int:
    """Return the bytes that this process has mapped, from /proc/self/statm."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def impose(limits: Limits, mapped: int) -> None:
    """Limit this process; `mapped` is the address space it was born with, in bytes.

    RLIMIT_NPROC counts all of a user, so it bounds a session only when each has its own user (or
    user namespace). A hard limit of the machine that is lower than asked stays in force.
    """
    for kind, value in (
        (resource.RLIMIT_AS, mapped + limits.memory_bytes),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_NPROC, limits.tasks),
        (resource.RLIMIT_STACK, limits.stack_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_NICE, 0),
        (resource.RLIMIT_RTPRIO, 0),
    ):
        _, hard = resource.getrlimit(kind)
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bound, bound))
