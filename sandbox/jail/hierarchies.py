"""Where the machine's control groups are, and what of them this process may use (cgroups v1, v2).

/proc/self/mountinfo ─┐
/proc/self/cgroup ────┴─▶ our own directory in each hierarchy ─▶ a place to make groups in
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

WANTED: Final = ("memory", "pids")
_MEMBER: Final = "cgroup.procs"
_CONTROL: Final = "cgroup.subtree_control"
_REMEDY: Final = (
    "start as root, or in a delegated group: systemd-run --user --scope -p Delegate=yes ..."
)


class Place(msgspec.Struct, frozen=True):
    """Our own directory in one hierarchy, and which of the wanted controllers it has."""

    path: str
    version: Literal[1, 2]
    controllers: tuple[str, ...]


class _Mount(msgspec.Struct, frozen=True):
    root: str
    point: str
    version: Literal[1, 2]
    options: tuple[str, ...]


def _mounts(mountinfo: str) -> Iterator[_Mount]:
    # proc(5): id parent device ROOT POINT options [optional ...] - KIND source SUPER-OPTIONS
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        fields, (kind, _, *options) = before.split(), after.split()
        if kind in ("cgroup", "cgroup2"):
            version: Literal[1, 2] = 2 if kind == "cgroup2" else 1
            yield _Mount(fields[3], fields[4], version, tuple(",".join(options).split(",")))


def _memberships(text: str) -> dict[str, str]:
    """Map each v1 controller, and "" for v2, to the group that /proc/self/cgroup names."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        _, controllers, path = line.split(":", 2)
        found.update(dict.fromkeys(controllers.split(","), path))
    return found


def _directory(mount: _Mount, group: str) -> str | None:
    # In a container a part of the hierarchy may be mounted; groups outside it cannot be reached.
    if os.path.relpath(group, mount.root).startswith(".."):
        return None
    return os.path.normpath(f"{mount.point}/{os.path.relpath(group, mount.root)}")


def _offered(path: str) -> tuple[str, ...]:
    try:
        offered = Path(path, "cgroup.controllers").read_text(encoding="ascii").split()
    except OSError:
        return ()
    return tuple(name for name in WANTED if name in offered)


def places(mountinfo: str, membership: str) -> list[Place]:
    """Return our directory in each hierarchy that has a wanted controller (texts of proc(5))."""
    groups = _memberships(membership)
    found = []
    for mount in _mounts(mountinfo):
        names = tuple(name for name in WANTED if name in mount.options)
        group = groups.get("" if mount.version == 2 else next(iter(names), "-"))
        path = _directory(mount, group) if group is not None else None
        if path is None:
            continue
        controllers = _offered(path) if mount.version == 2 else names
        if controllers:
            found.append(Place(path, mount.version, controllers))
    return found


def own_places() -> list[Place]:
    """Return `places` of this process."""
    proc = Path("/proc/self")
    return places(
        (proc / "mountinfo").read_text(encoding="utf-8", errors="surrogateescape"),
        (proc / "cgroup").read_text(encoding="utf-8", errors="surrogateescape"),
    )


def _write(path: str, name: str, text: str) -> None:
    Path(path, name).write_text(text, encoding="ascii")


def _enable(path: str, controllers: tuple[str, ...]) -> None:
    _write(path, _CONTROL, " ".join(f"+{name}" for name in controllers))


def open_to_children(place: Place, leaf: str) -> None:
    """Let groups below `place` have its controllers; v1 does by itself.

    A v2 group that holds processes cannot, so this process moves to the group `leaf` beneath
    first; when others are left there, the kernel refuses. Raises OSError.
    """
    if place.version == 1:
        return
    try:
        _enable(place.path, place.controllers)
    except OSError:
        Path(place.path, leaf).mkdir()
        _write(f"{place.path}/{leaf}", _MEMBER, "0")
        _enable(place.path, place.controllers)


def remedy() -> str:
    """Say how an operator gets a writable hierarchy."""
    return _REMEDY
