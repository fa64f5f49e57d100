"""What a server holds at one moment, and what of it is too much later.

before ─▶ whatever is done to the server, its sessions closed ─▶ after ─▶ differences
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from .tree import processes_of

_CGROUPS: Final = Path("/sys/fs/cgroup")
_PROC: Final = Path("/proc")

_PAUSE_S: Final = 0.2


class Holdings(NamedTuple):
    """Counts: processes, itself included; its own open descriptors; files and folders in its
    temporary folder; control groups of its sessions, in every hierarchy.
    """

    processes: int
    descriptors: int
    files: int
    groups: int


def holdings_of(server: int, folder: Path) -> Holdings:
    """Look at a server now; `folder` is its temporary one."""
    return Holdings(
        processes=1 + len(processes_of(server)),
        descriptors=sum(1 for _ in (_PROC / str(server) / "fd").iterdir()),
        files=files_below(folder),
        groups=groups_of(server),
    )


def settled(look: Callable[[], Holdings], patience_s: float) -> Holdings:
    """Look until twice in a row the same is seen, no longer than `patience_s` seconds."""
    deadline = time.monotonic() + patience_s
    before = look()
    while True:
        time.sleep(_PAUSE_S)
        after = look()
        if before == after or time.monotonic() > deadline:
            return after
        before = after


def settled_to(before: Holdings, look: Callable[[], Holdings], patience_s: float) -> Holdings:
    """Look until nothing is more than before, no longer than `patience_s` seconds."""
    deadline = time.monotonic() + patience_s
    while True:
        after = look()
        if not any(surplus(before, after)) or time.monotonic() > deadline:
            return after
        time.sleep(_PAUSE_S)


def surplus(before: Holdings, after: Holdings) -> Holdings:
    """Return by how much each count is above what it was; 0 where it is not.

    >>> surplus(Holdings(3, 10, 2, 4), Holdings(5, 9, 2, 4))
    Holdings(processes=2, descriptors=0, files=0, groups=0)
    """
    return Holdings(*(max(0, now - was) for was, now in zip(before, after, strict=True)))


def files_below(folder: Path) -> int:
    """Count what is in a folder at every depth; a folder that is gone holds nothing."""
    return sum(len(names) + len(folders) for _, folders, names in os.walk(folder))


def groups_of(server: int) -> int:
    """Count a server's control groups below those that it made for itself."""
    # Other servers make and remove groups meanwhile; os.walk passes over what is gone.
    return sum(
        len(names) for folder, names, _ in os.walk(_CGROUPS) if owner_of(folder) == str(server)
    )


def owner_of(group: str) -> str:
    """Return the pid in the name of a server's own group; empty for any other folder.

    >>> owner_of("/sys/fs/cgroup/pids/sallyport.123.0"), owner_of("/sys/fs/cgroup/pids")
    ('123', '')
    """
    prefix, _, rest = group.rpartition("/")[2].partition(".")
    return rest.partition(".")[0] if prefix == "sallyport" else ""
