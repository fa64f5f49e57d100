"""What a test leaves behind, which must be nothing: processes, descriptors, threads.

    before ─▶ test ─▶ after ─▶ what is in `after` and was not in `before`

This process is made a child subreaper: a process that detached itself from its parent, or whose
parent was killed, becomes a child here and is seen.
"""

from __future__ import annotations

import ctypes
import gc
import os
import re
import threading
import time
from collections import Counter
from typing import Final, NamedTuple

PATIENCE_S: Final = 10.0
"""How long the kernel and closing loops may take to let go of things; on a busy machine, seconds."""

_PR_SET_CHILD_SUBREAPER: Final = 36
"""From <linux/prctl.h>."""

_INODE: Final = re.compile(r":\[\d+\]\Z")


class Snapshot(NamedTuple):
    """What this process has: child pids, descriptors counted by kind, threads."""

    children: frozenset[int]
    descriptors: Counter[str]
    threads: frozenset[threading.Thread]


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent ends."""
    # prctl(2) with this option takes a number and touches no memory.
    assert ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def snapshot() -> Snapshot:
    """Look at this process now."""
    return Snapshot(_children(), _descriptors(), frozenset(threading.enumerate()))


def left_since(before: Snapshot) -> list[str]:
    """Name what is here and was not in `before`; waits for what is about to go."""
    deadline = time.monotonic() + PATIENCE_S
    while found := _new(before):
        if time.monotonic() > deadline:
            return found
        if time.monotonic() > deadline - PATIENCE_S / 2:
            # A cycle of garbage may hold a descriptor whose owner forgot nothing.
            gc.collect()
        time.sleep(0.002)
    return []


def _new(before: Snapshot) -> list[str]:
    after = snapshot()
    alive = [pid for pid in after.children - before.children if not _reap(pid)]
    return [
        *(f"process {pid} ({_command(pid)})" for pid in sorted(alive)),
        *(f"{n} x {kind}" for kind, n in (after.descriptors - before.descriptors).items()),
        *(f"thread {thread.name}" for thread in after.threads - before.threads),
    ]


def _reap(pid: int) -> bool:
    """Collect an ended child; whether it has ended."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def _children() -> frozenset[int]:
    pids: set[int] = set()
    for task in os.listdir("/proc/self/task"):
        try:
            with open(f"/proc/self/task/{task}/children") as file:
                pids.update(map(int, file.read().split()))
        except FileNotFoundError:
            continue
    return frozenset(pids)


def _descriptors() -> Counter[str]:
    """Sockets and pipes are alike but for their number; files are told apart by path."""
    kinds: Counter[str] = Counter()
    for fd in os.listdir("/proc/self/fd"):
        try:
            kinds[_INODE.sub("", os.readlink(f"/proc/self/fd/{fd}"))] += 1
        except FileNotFoundError:
            continue
    return kinds


def _command(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().replace(b"\0", b" ").decode(errors="replace")[:100]
    except OSError:
        return "gone"
