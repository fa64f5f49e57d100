"""Open descriptors: private standard streams, few others, and all of them of low numbers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from .libc import syscall

if TYPE_CHECKING:
    from collections.abc import Collection

_LAST: Final = 0xFFFF_FFFF


def keep_only(wanted: Collection[int]) -> None:
    """Point 0, 1 and 2 at /dev/null and close everything else but `wanted`.

    Inherited descriptors share their file offset with their owner: a jailed lseek or ftruncate
    would reach the server's log, so this comes before anything else. Standard streams that are in
    `wanted` are left alone. Raises OSError without /dev/null, JailError before Linux 5.9.
    """
    null = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
    for stream in {0, 1, 2} - set(wanted):
        os.dup2(null, stream)
    first = 3
    for descriptor in sorted(set(wanted) - {0, 1, 2}):
        _close(first, descriptor - 1)
        first = descriptor + 1
    _close(first, _LAST)


def lowered(descriptor: int) -> int:
    """The lowest free number, to which a descriptor is moved; its own where that is lower.

    A forked process has the numbers of its parent, who may hold thousands: more than select(2),
    in whatever library, can name (FD_SETSIZE, 1,024). Raises OSError.
    """
    lowest = os.dup(descriptor)
    os.close(max(descriptor, lowest))
    return min(descriptor, lowest)


def _close(first: int, last: int) -> None:
    if first <= last:
        syscall("close_range", first, last, 0)
