"""Looking at a worker from outside, before it is believed: only what the kernel says of it.

front door ──reads──▶ /proc/<pid>/{status,ns/*,cgroup,fd,limits} ──▶ Inspection
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import msgspec

from .namespaces import KINDS
from .privileges import may_change_users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .spec import JailSpec

Role: TypeAlias = Literal["warden", "interpreter"]

_CAPABILITY_SETS: Final = ("CapInh", "CapPrm", "CapEff", "CapAmb")


class Inspection(msgspec.Struct, frozen=True):
    """The outcome: each entry of `failed` says what was expected and what was found.

    `unreadable` names what this user may not look at (an ordinary user cannot read the namespaces
    and descriptors of an undumpable process, be it its own); that is not a failure.
    """

    failed: tuple[str, ...]
    unreadable: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing was found that should not be."""
        return not self.failed


class Subject(msgspec.Struct, frozen=True):
    """Who is looked at: a pid as this process sees it, its slot, and what it should be.

    `descriptors`: how many open ones it should have at most, standard streams included.
    """

    pid: int
    slot: int
    role: Role
    spec: JailSpec
    descriptors: int


def _read(path: str) -> str:
    # Plain calls: a Path and a text stream cost as much as all that is looked at.
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.readall().decode("utf-8", errors="replace")


_users: Final = functools.cache(may_change_users)
"""The server never changes its powers either."""


@functools.cache
def _own_namespace(kind: str) -> str:
    # The server never changes its namespaces.
    return os.readlink(f"/proc/self/ns/{kind}")  # noqa: PTH115


def _status(pid: int) -> dict[str, list[str]]:
    text = _read(f"/proc/{pid}/status")
    lines = (line.partition(":") for line in text.splitlines())
    return {key: value.split() for key, _, value in lines}


def _differ(what: str, found: object, wanted: object) -> Iterator[str]:
    if found != wanted:
        yield f"{what} is {found}, not {wanted}"


def _of_status(who: Subject) -> Iterator[str]:
    status = _status(who.pid)
    yield from _differ("NoNewPrivs", status["NoNewPrivs"], ["1"])
    yield from _differ("Threads", status["Threads"], ["1"])
    for name in _CAPABILITY_SETS:
        yield from _differ(name, int(status[name][0], 16), 0)
    if who.role == "interpreter":
        yield from _differ("Seccomp", status["Seccomp"], ["2"])
    if _users():
        uid = str(who.spec.uid_of(who.slot))
        yield from _differ("Uid", status["Uid"], [uid] * 4)
        yield from _differ("Gid", status["Gid"], [uid] * 4)
        yield from _differ("Groups", status["Groups"], [])
        yield from _differ("CapBnd", int(status["CapBnd"][0], 16), 0)
    if who.spec.level == "namespaces":
        yield from _of_pids(who, status["NSpid"])


def _of_pids(who: Subject, pids: list[str]) -> Iterator[str]:
    yield from _differ("depth of pid namespaces", len(pids), 2)
    if (pids[-1] == "1") != (who.role == "warden"):
        yield f"pid inside is {pids[-1]}, for a {who.role}"


def _of_namespaces(who: Subject) -> Iterator[str]:
    if who.spec.level != "namespaces":
        return
    for kind in KINDS if _users() else (*KINDS, "user"):
        if os.readlink(f"/proc/{who.pid}/ns/{kind}") == _own_namespace(kind):  # noqa: PTH115
            yield f"the {kind} namespace is the server's"


def _of_cgroup(who: Subject) -> Iterator[str]:
    lines = _read(f"/proc/{who.pid}/cgroup").splitlines()
    for parent in who.spec.cgroups:
        suffix = f"/{Path(parent).name}/slot-{who.slot}"
        if not any(line.endswith(suffix) for line in lines):
            yield f"not in the control group {suffix} of {parent}"


def _of_descriptors(who: Subject) -> Iterator[str]:
    count = len(os.listdir(f"/proc/{who.pid}/fd"))  # noqa: PTH208
    if count > who.descriptors:
        yield f"{count} open descriptors, not {who.descriptors}"


def _of_limits(who: Subject) -> Iterator[str]:
    if who.role != "interpreter":
        return
    text = _read(f"/proc/{who.pid}/limits")
    for name in ("Max address space", "Max processes"):
        line = next(line for line in text.splitlines() if line.startswith(name))
        if "unlimited" in line:
            yield f"limit not set: {name.removeprefix('Max ')}"


_CHECKS: Final[dict[str, Callable[[Subject], Iterator[str]]]] = {
    "status": _of_status,
    "namespaces": _of_namespaces,
    "cgroup": _of_cgroup,
    "descriptors": _of_descriptors,
    "limits": _of_limits,
}


def inspect(who: Subject) -> Inspection:
    """Check a parked worker (warden or interpreter) against its spec; about half a millisecond.

    Hold a pidfd or the process unreaped meanwhile, or the pid may be another's by then. Never
    raises: a process that is gone fails the check.
    """
    failed: list[str] = []
    unreadable: list[str] = []
    for name, check in _CHECKS.items():
        try:
            failed += check(who)
        except PermissionError:
            unreadable.append(name)
        except (OSError, KeyError, IndexError, ValueError, StopIteration) as error:
            failed.append(f"{name} could not be read: {error}")
    return Inspection(tuple(failed), tuple(unreadable))
