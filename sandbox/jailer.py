"""The jailer: the front door's part in every jail, from the level to the last empty group.

start: detect ─▶ level ─▶ JailSpec ─▶ (zygote)
worker: admit (cgroup) ─▶ born ─▶ inspect ─▶ ready ... gone ─▶ discharge
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Final

import structlog

from ..core.errors import ConfigurationError, WorkerDiedError
from .jail import (
    LEVELS,
    Cgroups,
    JailError,
    JailSpec,
    Level,
    Limits,
    Subject,
    Support,
    Usage,
    detect,
    inspect,
)
from .jail.spec import MIB
from .slots import Slots

log = structlog.get_logger("sallyport.jail")

_DESCRIPTORS: Final = {"warden": 8, "interpreter": 6}
"""What each may have open: standard streams, its sockets, the warden's wake-up pipe, and what a
checkpoint announces itself to the interpreter with."""

_DISCHARGE_TRIES: Final = 50
_DISCHARGE_WAIT_S: Final = 0.02
"""A group is busy for as long as the kernel tears its last process down: milliseconds mostly."""


class Jailer:
    """Knows the level in force and keeps the slots. Make it before the zygote; close it last.

    Raises ConfigurationError when the machine does not give the level that is required: one line
    that says what is missing and how to get it.
    """

    def __init__(self, require: Level, limits: Limits) -> None:
        self.slots = Slots()
        self.support = _support(require)
        self.level: Level = "none" if require == "none" else self.support.level
        if LEVELS.index(self.level) < LEVELS.index(require):
            raise ConfigurationError(
                f"{self.support.missing(require)} (isolation.require={require}; this machine gives "
                f"{self.level!r}, which --set isolation.require={self.level} accepts)"
            )
        self._groups = Cgroups() if self.level != "none" else None
        paths = self._groups.paths if self._groups is not None else ()
        self.spec = JailSpec(level=self.level, limits=limits, cgroups=paths)
        self.breaches = 0
        self._oom_kills: dict[int, int] = {}

    @property
    def forks(self) -> bool:
        """Whether a worker may fork: without namespaces no kill would be sure to reach all."""
        return self.level in {"namespaces", "none"}

    @property
    def mechanisms(self) -> list[str]:
        """What is in force, by name."""
        return [one.name for one in self.support.mechanisms if one.available]

    @property
    def missing(self) -> dict[str, str]:
        """What could not be had, and why."""
        groups = self._groups.missing if self._groups is not None else {}
        others = {one.name: one.detail for one in self.support.mechanisms if not one.available}
        return {**others, **{f"cgroup {name}": reason for name, reason in groups.items()}}

    def admit(self, slot: int) -> None:
        """Make the slot's control groups. Raises OSError."""
        if self._groups is not None:
            self._groups.create(slot, self.spec.limits)

    def inspect(self, warden: int, slot: int) -> None:
        """Check a worker that says it is ready, by its warden's pid.

        Raises WorkerDiedError, naming what is wrong: such a worker must be killed.
        """
        if self.level == "none":
            return
        subjects = [
            Subject(warden, slot, "warden", self.spec, _DESCRIPTORS["warden"]),
            Subject(_child(warden), slot, "interpreter", self.spec, _DESCRIPTORS["interpreter"]),
        ]
        failed = [what for subject in subjects for what in inspect(subject).failed]
        if failed:
            self.breaches += 1
            log.error("jail_inspection_failed", pid=warden, failed=failed)
            raise WorkerDiedError(f"The worker is not in its jail: {'; '.join(failed)}.")

    def out_of_memory(self, slot: int) -> str:
        """Say so when the kernel has killed a process of this slot for memory since last asked.

        Limit and use are the session's in all, scratch files included; empty when it has not.
        """
        usage = self._groups.usage(slot) if self._groups is not None else Usage()
        kills = usage.oom_kills or 0
        if kills <= self._oom_kills.get(slot, 0):
            return ""
        self._oom_kills[slot] = kills
        limit, peak = self.spec.limits.group_bytes, usage.peak_bytes
        used = "" if peak is None else f", and used {peak // MIB:,} MB"
        return (
            "The worker process was killed for memory: the session's processes and files together "
            f"may use {limit // MIB:,} MB{used}."
        )

    def memory_bytes(self, slot: int) -> int | None:
        """What memory the worker in this slot uses; None where control groups do not count it."""
        return None if self._groups is None else self._groups.memory_bytes(slot)

    async def discharge(self, slot: int) -> None:
        """Take the slot of a worker that is gone back, once its groups are empty."""
        for _ in range(_DISCHARGE_TRIES):
            if self._groups is None or self._groups.remove(slot):
                self._oom_kills.pop(slot, None)
                break
            await asyncio.sleep(_DISCHARGE_WAIT_S)
        else:
            # The number stays taken: its group's limits and counts are another's.
            log.error("cgroup_busy", slot=slot)
            return
        self.slots.give(slot)

    def close(self) -> None:
        """Remove the server's control groups."""
        if self._groups is not None:
            self._groups.close()


def _support(require: Level) -> Support:
    if require == "none":
        return Support((), ())
    try:
        return detect()
    except JailError as error:
        raise ConfigurationError(str(error))


def _child(warden: int) -> int:
    """The warden's first child: when it is ready, the interpreter is the only one."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{warden}/task/{warden}/children").read_text("ascii").split()[0])
    return 0
