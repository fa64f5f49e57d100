"""Control groups: what all processes of a session together may use, kept by the kernel.

    <our own group>/sallyport-<pid>-<start>/       one per server and hierarchy
        slot-<n>/  memory limit, pids limit        one per worker; it enters before it is jailed

Made, read and removed by the server; a worker only enters. Where no hierarchy can be written, the
rlimits of each process are all there is, and the server says so.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from .hierarchies import Place, open_to_children, own_places, remedy

if TYPE_CHECKING:
    from .spec import Limits

_PREFIX: Final = "sallyport-"
_LINGER_S: Final = 0.5
"""How long a group may stay busy after its last process was reaped: the kernel frees it later."""


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


def _start_of(pid: int) -> str | None:
    """Return a process's start time in clock ticks since boot, which no other of its pid shares."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()[19]


def _own_name() -> str:
    return f"{_PREFIX}{os.getpid()}-{_start_of(os.getpid())}"


def _remove_tree(path: Path) -> None:
    """Remove a group and its slots; busy ones stay for the next server to find."""
    for child in [entry for entry in path.iterdir() if entry.is_dir()]:
        with suppress(OSError):
            child.rmdir()
    with suppress(OSError):
        path.rmdir()


def _remove_stale(home: str) -> None:
    for path in Path(home).glob(f"{_PREFIX}*-*"):
        pid, _, start = path.name.removeprefix(_PREFIX).partition("-")
        if pid.isdigit() and _start_of(int(pid)) != start:
            _remove_tree(path)


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
        path = f"{place.path.rstrip('/')}/{_own_name()}"
        try:
            _remove_stale(place.path)
            open_to_children(place, f"{_PREFIX}server")
            Path(path).mkdir(exist_ok=True)
            open_to_children(msgspec.structs.replace(place, path=path), "unused")
        except OSError as error:
            reason = f"{path}: {error.strerror} (errno {error.errno}); {remedy()}"
            self.missing.update(dict.fromkeys(place.controllers, reason))
            return
        self._parents.append(_Parent(path, place))

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
        while any(Path(path).exists() for path in self.paths):
            for path in self.paths:
                if Path(path).exists():
                    _remove_tree(Path(path))
            if time.monotonic() > deadline:
                return
            time.sleep(0.01)
