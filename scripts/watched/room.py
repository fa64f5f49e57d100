"""Whether the machine has room for so many sessions at once, told before the first is opened."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from sallyport.core.errors import ConfigurationError
from scripts.benchmarks.machine import available_bytes

PROCESSES: Final = 4
"""Of one session: warden, interpreter, checkpoint, and one that takes the place of another."""

DESCRIPTORS: Final = 6
"""Of the server for one session: two sockets, two process handles, and a client's connection."""

SESSION_BYTES: Final = 10 << 20
"""Of a session of mathematics that answers calls: what two processes have written to, their page
tables, and the kernel's part (namespaces, control groups). Measured with 1,900 of them."""

VETERAN_BYTES: Final = 17 << 20
"""Of a session with a checkpoint, a killed cell, a fork and a snapshot behind it: three processes
that have each written to pages of their own. 12 to 17 MiB were seen with 400 to 800 of them."""

_OTHERS: Final = 512
"""Processes and descriptors that are not of sessions."""

_OTHER_BYTES: Final = 1 << 30
"""For the server itself, the libraries that its workers share, and this program."""

_NAMESPACES: Final = ("pid", "mnt", "net", "ipc", "uts", "cgroup")

_PROC_SYS: Final = Path("/proc/sys")


class Need(NamedTuple):
    """Something that there has to be enough of; `have` and `need` in the same unit."""

    what: str
    have: int
    need: int
    remedy: str

    @property
    def is_met(self) -> bool:
        """Whether there is enough."""
        return self.have >= self.need

    def told(self) -> str:
        """Say what is missing and what to do.

        >>> Need("kernel.pid_max", 100, 4000, "raise it with sysctl").told()
        'kernel.pid_max leaves 100, and 4,000 are needed: raise it with sysctl'
        """
        return f"{self.what} leaves {self.have:,}, and {self.need:,} are needed: {self.remedy}"


def check_room(sessions: int, *, veterans: bool = False) -> None:
    """Raise this process's limit of open files as far as may be, then look for all that is needed.

    A server that is started later inherits the limit. Raises ConfigurationError, which names every
    limit that is too low.
    """
    raise_descriptor_limit()
    short = [need.told() for need in needs(sessions, veterans=veterans) if not need.is_met]
    if short:
        raise ConfigurationError(
            f"this machine has no room for {sessions:,} sessions at once: {'; '.join(short)}"
        )


def raise_descriptor_limit() -> None:
    """Raise the soft limit of open files to the hard one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def needs(sessions: int, *, veterans: bool = False) -> Iterator[Need]:
    """Yield all that so many sessions need, veterans or new ones, and what there is."""
    each = VETERAN_BYTES if veterans else SESSION_BYTES
    tasks = sessions * PROCESSES + _OTHERS
    _, files = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield Need(
        "the hard limit of open files (RLIMIT_NOFILE)",
        _bounded(files),
        sessions * DESCRIPTORS + _OTHERS,
        "raise it for this user (limits.conf, or LimitNOFILE of the service)",
    )
    running = _running_tasks()
    for name in ("kernel/pid_max", "kernel/threads-max"):
        have = _number(_PROC_SYS / name) - running
        yield Need(name.replace("/", "."), have, tasks, "raise it with sysctl")
    for kind in _NAMESPACES:
        have = _number(_PROC_SYS / f"user/max_{kind}_namespaces")
        yield Need(f"user.max_{kind}_namespaces", have, sessions + 1, "raise it with sysctl")
    yield from _of_groups(tasks)
    yield Need(
        "available memory (MemAvailable), in MiB,",
        available_bytes() >> 20,
        (sessions * each + _OTHER_BYTES) >> 20,
        "end other programs, or open fewer sessions",
    )


def _of_groups(tasks: int) -> Iterator[Need]:
    """Yield what each control group above this process lets it have of processes."""
    for folder in _pid_groups(Path("/proc/self/cgroup").read_text()):
        limit = _number(folder / "pids.max")
        used = _number(folder / "pids.current") if limit != _UNBOUNDED else 0
        yield Need(f"{folder}/pids.max", limit - used, tasks, "raise it, or start elsewhere")


def _pid_groups(memberships: str) -> Iterator[Path]:
    for line in memberships.splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers not in ("", "pids"):
            continue
        root = Path("/sys/fs/cgroup") / controllers
        group = root / path.lstrip("/")
        while group != root:
            yield group
            group = group.parent


_UNBOUNDED: Final = 2**63 - 1


def _bounded(limit: int) -> int:
    return _UNBOUNDED if limit == resource.RLIM_INFINITY else limit


def _number(path: Path) -> int:
    """Read a limit; one that is not there, or is `max`, is none."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return _UNBOUNDED


def _running_tasks() -> int:
    return int(os.fsdecode(Path("/proc/loadavg").read_bytes()).split()[3].partition("/")[2])
