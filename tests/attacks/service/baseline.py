"""What a server has at one moment: processes, descriptors, files, groups, mounts, memory.

    before ─▶ a class of attacks, its sessions closed ─▶ after ─▶ what is more than before

A pool that is filling again is waited for; memory may be a little more, all else may not.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import Final, NamedTuple

_PATIENCE_S: Final = 5.0
"""How long killed processes, their groups and the pool may take, on a busy machine."""

_MORE_BYTES: Final = 48 << 20
"""By how much the memory of the whole server may have grown: allocators keep what they had, and
the largest frame of a worker is 16 MiB. A leak of a worker's would be twice that and more."""

_PROC: Final = Path("/proc")
_CGROUPS: Final = Path("/sys/fs/cgroup")


class Baseline(NamedTuple):
    """Counts, but for `memory` (bytes, shared pages split among their users)."""

    processes: int
    descriptors: int
    files: int
    groups: int
    mounts: int
    memory: int


def taken(server: int, folder: Path) -> Baseline:
    """Look at a server now; `folder` is its temporary one."""
    everybody = [server, *below(server)]
    return Baseline(
        processes=len(everybody),
        descriptors=len(os.listdir(_PROC / str(server) / "fd")),
        files=sum(len(names) + len(folders) for _, folders, names in os.walk(folder)),
        groups=_groups(server),
        mounts=len((_PROC / str(server) / "mountinfo").read_text().splitlines()),
        memory=sum(_pss(pid) for pid in everybody),
    )


def settled(server: int, folder: Path) -> Baseline:
    """Look at a server when it has come to rest: twice the same but for memory."""
    deadline = time.monotonic() + _PATIENCE_S
    before = taken(server, folder)
    while True:
        time.sleep(0.2)
        after = taken(server, folder)
        if before[:-1] == after[:-1] or time.monotonic() > deadline:
            return after
        before = after


def more_since(before: Baseline, server: int, folder: Path) -> list[str]:
    """Name what is more than before; waits for what is about to go."""
    deadline = time.monotonic() + _PATIENCE_S
    while found := _more(before, taken(server, folder)):
        if time.monotonic() > deadline:
            return found
        time.sleep(0.1)
    return []


def _more(before: Baseline, after: Baseline) -> list[str]:
    counts = [
        f"{was} {name} became {now}"
        for name, was, now in zip(Baseline._fields, before, after, strict=True)
        if name != "memory" and was != now
    ]
    grown = after.memory - before.memory
    return [*counts, *([f"{grown >> 20} MiB more memory"] if grown > _MORE_BYTES else [])]


def children_of(pid: int) -> set[int]:
    """Return a process's children."""
    found: set[int] = set()
    with contextlib.suppress(OSError):
        for task in (_PROC / str(pid) / "task").iterdir():
            with contextlib.suppress(OSError):
                found.update(map(int, (task / "children").read_text().split()))
    return found


def below(server: int) -> list[int]:
    """Every process below a server; of a session's own dead ones it alone knows whether it cares."""
    zygotes = children_of(server)
    below = [*zygotes, *(warden for zygote in zygotes for warden in children_of(zygote))]
    rest = below[len(zygotes) :]
    while rest:
        children = [pid for pid in children_of(rest.pop()) if _runs(pid)]
        below += children
        rest += children
    return below


def _runs(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return (_PROC / str(pid) / "stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    return False


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in (_PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    return 0


def _groups(server: int) -> int:
    """Count the groups of a server's sessions in every hierarchy that is mounted here."""
    # Other servers make and remove groups meanwhile; os.walk passes over what is gone.
    return sum(
        len(names) for folder, names, _ in os.walk(_CGROUPS) if _owner(folder) == str(server)
    )


def _owner(group: str) -> str:
    """The pid in the name of a server's own group, `sallyport.<pid>.<number>`; else nothing."""
    prefix, _, rest = group.rpartition("/")[2].partition(".")
    return rest.partition(".")[0] if prefix == "sallyport" else ""
