"""Control groups: what all processes of a session together may use, kept by the kernel.

    <our own group>/sallyport.<pid>.<n>/      one per server and hierarchy, locked by its owner
        slot-<n>/  memory limit, pids limit   one per worker; it enters before it is jailed

Made, read and removed by the server; a worker only enters. Where no hierarchy can be written, the
rlimits of each process are all there is, and the server says so.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from .hierarchies import Place, open_to_children, own_places, remedy

if TYPE_CHECKING:
    from .spec import Limits

_PREFIX: Final = "sallyport."
_LEAF: Final = "sallyport-server"
"""Where a v2 server has to move itself, since a group with processes has no limited children."""

_made: Final = itertools.count()
_LINGER_S: Final = 0.5
"""How long a group may stay busy after its last process was reaped: the kernel frees it later."""

_PAUSE_S: Final = 0.01


class Usage(msgspec.Struct, frozen=True):
    """What a slot's group reports; None where its controller is missing. Memory in bytes."""

    memory_bytes: int | None = None
    peak_bytes: int | None = None
    tasks: int | None = None
    oom_kills: int | None = None


class _Files(msgspec.Struct, frozen=True):
    """What one version of cgroups calls its memory files."""

    limit: str
    used: str
    peak: str
    events: str


_NAMES: Final = {
    1: _Files(
        "memory.limit_in_bytes",
        "memory.usage_in_bytes",
        "memory.max_usage_in_bytes",
        "memory.oom_control",
    ),
    2: _Files("memory.max", "memory.current", "memory.peak", "memory.events"),
}


class _Parent(msgspec.Struct, frozen=True):
    path: str
    place: Place
    lock: int


def _lock(path: Path) -> int | None:
    """Take a group for our own until this process ends, in whatever way; None: it has an owner.

    A lock, not a pid in the name: pids are used again, and mean nothing between containers.
    """
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _remove_tree(path: Path) -> None:
    """Remove a group and its slots; busy ones stay for the next server to find."""
    for child in [entry for entry in path.iterdir() if entry.is_dir()]:
        with suppress(OSError):
            child.rmdir()
    with suppress(OSError):
        path.rmdir()


def _remove_stale(home: str) -> None:
    for path in Path(home).glob(f"{_PREFIX}*"):
        with suppress(FileNotFoundError):  # Another server may remove it at the same time.
            handle = _lock(path)
            if handle is not None:
                _remove_tree(path)
                os.close(handle)


def _make(home: str) -> tuple[str, int]:
    """Make and lock a group of our own; return its path and the lock. Raises OSError."""
    while True:
        path = Path(home, f"{_PREFIX}{os.getpid()}.{next(_made)}")
        path.mkdir()
        # A server that starts just now may take it for stale before it is locked.
        with suppress(FileNotFoundError):
            handle = _lock(path)
            if handle is not None and path.exists():
                return str(path), handle


def _slot(slot: int) -> str:
    return f"slot-{slot}"


def enter(parent: int, slot: int) -> None:
    """Move this process, of one thread, into a slot's group beneath the open directory `parent`.

    What it has touched before stays charged to its maker. Raises OSError.
    """
    try:
        # v1: a thread that moves itself needs no machine-wide lock (measured: 0.1 against 11 ms).
        handle = os.open(f"{_slot(slot)}/tasks", os.O_WRONLY | os.O_CLOEXEC, dir_fd=parent)
    except FileNotFoundError:
        handle = os.open(f"{_slot(slot)}/cgroup.procs", os.O_WRONLY | os.O_CLOEXEC, dir_fd=parent)
    try:
        os.write(handle, b"0")
    finally:
        os.close(handle)


def _read_int(path: str, name: str) -> int | None:
    try:
        return int(Path(path, name).read_text(encoding="ascii"))
    except (OSError, ValueError):  # A file that this kernel lacks, or "max".
        return None


def _oom_kills(path: str, name: str) -> int | None:
    with suppress(OSError):
        for line in Path(path, name).read_text(encoding="ascii").splitlines():
            key, _, count = line.partition(" ")
            if key == "oom_kill":
                return int(count)
    return None


class Cgroups:
    """The server's groups: one directory per hierarchy, one group per slot beneath each.

    `missing` maps what could not be had to the reason and remedy. Close when no worker is left.
    """

    def __init__(self) -> None:
        self.missing: dict[str, str] = {}
        self._parents: list[_Parent] = []
        for place in own_places():
            self._adopt(place)
        present = {name for parent in self._parents for name in parent.place.controllers}
        for name in {"memory", "pids"} - present:
            self.missing.setdefault(name, f"no writable cgroup hierarchy; {remedy()}")

    def _adopt(self, place: Place) -> None:
        try:
            _remove_stale(place.path)
            open_to_children(place, _LEAF)
            path, lock = _make(place.path)
            open_to_children(msgspec.structs.replace(place, path=path), _LEAF)
        except OSError as error:
            reason = f"{place.path}: {error.strerror} (errno {error.errno}); {remedy()}"
            self.missing.update(dict.fromkeys(place.controllers, reason))
            return
        self._parents.append(_Parent(path, place, lock))

    @property
    def paths(self) -> tuple[str, ...]:
        """The directories to give to `JailSpec.cgroups`."""
        return tuple(parent.path for parent in self._parents)

    def create(self, slot: int, limits: Limits) -> None:
        """Make the groups of a slot with its limits; about 0.3 ms. Raises OSError."""
        for parent in self._parents:
            group = f"{parent.path}/{_slot(slot)}"
            Path(group).mkdir()
            if "memory" in parent.place.controllers:
                self._limit_memory(group, parent.place.version, limits)
            if "pids" in parent.place.controllers:
                Path(group, "pids.max").write_text(str(limits.tasks), encoding="ascii")

    @staticmethod
    def _limit_memory(group: str, version: int, limits: Limits) -> None:
        bound = str(limits.group_bytes)
        Path(group, _NAMES[version].limit).write_text(bound, encoding="ascii")
        # Without swap the limit is a limit. The files are missing where the kernel counts no swap.
        swap, value = (
            ("memory.memsw.limit_in_bytes", bound)
            if version == 1
            else (
                "memory.swap.max",
                "0",
            )
        )
        if Path(group, swap).exists():
            Path(group, swap).write_text(value, encoding="ascii")

    def usage(self, slot: int) -> Usage:
        """Read what a slot uses, and how often the kernel killed a process of it for memory."""
        usage = Usage()
        for parent in self._parents:
            group, names = f"{parent.path}/{_slot(slot)}", _NAMES[parent.place.version]
            if "memory" in parent.place.controllers:
                usage = msgspec.structs.replace(
                    usage,
                    memory_bytes=_read_int(group, names.used),
                    peak_bytes=_read_int(group, names.peak),
                    oom_kills=_oom_kills(group, names.events),
                )
            if "pids" in parent.place.controllers:
                tasks = _read_int(group, "pids.current")
                usage = msgspec.structs.replace(usage, tasks=tasks)
        return usage

    def memory_bytes(self, slot: int) -> int | None:
        """Read what memory a slot uses now; None where that is not counted."""
        for parent in self._parents:
            if "memory" in parent.place.controllers:
                group = f"{parent.path}/{_slot(slot)}"
                return _read_int(group, _NAMES[parent.place.version].used)
        return None

    def remove(self, slot: int) -> bool:
        """Remove a slot's groups after its warden was reaped; False when still busy: try later."""
        done = True
        for parent in self._parents:
            try:
                Path(parent.path, _slot(slot)).rmdir()
            except FileNotFoundError:
                continue
            except OSError:
                done = False
        return done

    def close(self) -> None:
        """Remove everything of this server that is not busy; waits half a second at most."""
        deadline = time.monotonic() + _LINGER_S
        paths = [Path(path) for path in self.paths]
        while any(path.exists() for path in paths) and time.monotonic() < deadline:
            for path in filter(Path.exists, paths):
                _remove_tree(path)
            time.sleep(_PAUSE_S)
        for parent in self._parents:
            os.close(parent.lock)
        self._parents.clear()
