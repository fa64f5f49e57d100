"""The processes of a server, by what they are (Linux: /proc).

server ─▶ zygote ─▶ warden, pid 1 of its namespace ─▶ inside: interpreter, checkpoints, theirs
us     ─▶ wardens whose zygote has died                 (we are the next subreaper above them)
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["zygote", "warden", "inside"]

_PROC: Final = Path("/proc")

_PR_SET_CHILD_SUBREAPER: Final = 36
"""From <linux/prctl.h>."""


class Process(NamedTuple):
    """One process below a server."""

    pid: int
    kind: Kind


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent ends, so that none is out of sight."""
    # prctl(2) with this option takes a number and touches no memory.
    if ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError("this process cannot become a child subreaper")


def processes_of(server: int) -> list[Process]:
    """Return every process of a server but itself; ended ones of ours are reaped by the way."""
    found: list[Process] = []
    orphans = [pid for pid in children_of(os.getpid()) if pid != server]
    top = [(pid, "zygote") for pid in children_of(server)]
    rest: list[tuple[int, str]] = [*top, *((pid, "orphan") for pid in orphans)]
    while rest:
        pid, place = rest.pop()
        if _has_ended(pid, ours=place == "orphan"):
            continue
        kind = _kind(pid, place)
        found.append(Process(pid, kind))
        below = "warden" if kind == "zygote" else "inside"
        rest += [(child, below) for child in children_of(pid)]
    return found


def wardens_of(server: int) -> list[int]:
    """Return the wardens of a server, or at weaker levels its workers; quick, without a look at
    each of them, so that one may have ended.
    """
    below = [warden for zygote in children_of(server) for warden in children_of(zygote)]
    return below + [pid for pid in children_of(os.getpid()) if pid != server]


def below(pid: int) -> list[int]:
    """Return every process below one."""
    found = children_of(pid)
    for child in found:
        found += children_of(child)
    return found


def children_of(pid: int) -> list[int]:
    """Return a process's children; none for one that is gone."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in (_PROC / str(pid) / "task").iterdir():
            with contextlib.suppress(OSError):
                found += map(int, (task / "children").read_text().split())
    return found


def kill(server: int, victim: int) -> bool:
    """SIGKILL a process of a server; False when it was gone already.

    A pid is used again some day, by anybody: the process is held first and then looked at anew.
    """
    try:
        handle = os.pidfd_open(victim)
    except OSError:
        return False
    try:
        if not _is_below(server, victim):
            return False
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    except ProcessLookupError:
        return False
    else:
        return True
    finally:
        os.close(handle)


def _is_below(server: int, pid: int) -> bool:
    """Whether a process is one of a server's, or an orphan that came to us."""
    ours = os.getpid()
    if pid in (server, ours):
        return False
    child, parent = pid, _parent_of(pid)
    while parent not in (0, 1, server, ours):
        child, parent = parent, _parent_of(parent)
    return parent == server or (parent == ours and child != server)


def _parent_of(pid: int) -> int:
    try:
        stat = (_PROC / str(pid) / "stat").read_bytes()
    except OSError:
        return 0
    return int(stat.rpartition(b")")[2].split()[1])


def pids_in_namespaces(status: str) -> list[int]:
    """Read a process's pids from its `status`, from our namespace inwards.

    >>> pids_in_namespaces("Name:\\tpython" + chr(10) + "NSpid:\\t24213\\t1")
    [24213, 1]
    """
    for line in status.splitlines():
        if line.startswith("NSpid:"):
            return [int(word) for word in line.split()[1:]]
    return []


def _kind(pid: int, place: str) -> Kind:
    """What a process is: by its namespace where it has one of its own, else by its place."""
    try:
        pids = pids_in_namespaces((_PROC / str(pid) / "status").read_text())
    except OSError:
        pids = []
    if len(pids) > 1:
        return "warden" if pids[-1] == 1 else "inside"
    if place == "zygote":
        return "zygote"
    return "inside" if place == "inside" else "warden"


def _has_ended(pid: int, *, ours: bool) -> bool:
    if ours:
        with contextlib.suppress(ChildProcessError):
            # This very pid alone: the server itself is somebody else's to wait for.
            return os.waitpid(pid, os.WNOHANG)[0] == pid
    try:
        stat = (_PROC / str(pid) / "stat").read_bytes()
    except OSError:
        return True
    return stat.rpartition(b")")[2].split()[0] == b"Z"
