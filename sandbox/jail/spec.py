"""What a jail is to be: its level and its limits, plain values that every process of it shares."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

import msgspec

Level: TypeAlias = Literal["namespaces", "landlock", "limits", "none"]
"""How far a worker is kept apart, strongest first; see docs of `JailSpec.level`."""

LEVELS: Final[tuple[Level, ...]] = ("none", "limits", "landlock", "namespaces")
"""From weakest to strongest."""

MIB: Final = 1 << 20

Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]
Size: TypeAlias = Annotated[int, msgspec.Meta(ge=MIB)]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one session may use up. Sizes are in bytes.

    `memory_bytes`: address space on top of what the zygote has mapped; beyond it Python raises
    MemoryError. The cgroup, where there is one, holds all processes of the session together to
    this plus scratch plus `overhead_bytes`.
    `overhead_bytes`: pages that the session copies from the zygote merely by running (5 to 20 MB
    were seen after heavy pandas work), and a checkpoint's.
    `scratch_bytes`, `scratch_files`: the private tmpfs. `file_bytes`: one file.
    `open_files`: per process; asyncio and a few data files need a dozen.
    `tasks`: processes and threads at once: the warden, the interpreter, its checkpoint, and the
    threads of a pool of default size (cores + 4, at most 32).
    `stack_bytes`: of the main thread and, as the C library's default, of each thread: deep
    recursion of ordinary programs fits in 8 MiB.
    """

    memory_bytes: Size = 1024 * MIB
    overhead_bytes: Size = 64 * MIB
    scratch_bytes: Size = 32 * MIB
    scratch_files: Annotated[int, msgspec.Meta(ge=8)] = 1024
    file_bytes: Size = 32 * MIB
    open_files: Annotated[int, msgspec.Meta(ge=16)] = 128
    tasks: Annotated[int, msgspec.Meta(ge=3)] = 64
    stack_bytes: Size = 8 * MIB

    @property
    def group_bytes(self) -> int:
        """What a session's cgroup may hold, page cache of its scratch included."""
        return self.memory_bytes + self.scratch_bytes + self.overhead_bytes


class JailSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to jail the workers of one zygote.

    `level`: `namespaces`: own everything, a new root, then Landlock where present and the filter.
    `landlock`: no namespaces; Landlock, the filter, a user id per slot when root; no writable file
    system, no fork. `limits`: the same without Landlock: files can be read. `none`: nothing.
    `uid_base`: slot n runs as user and group uid_base + n, when started by root. A range that no
    account of the machine uses, as container runtimes also choose.
    `read_only`: files and directories to show in the jail besides Python's own (absolute paths).
    `cgroups`: directories made for this server, one a hierarchy; each slot has its group beneath.
    `host_name`: what the jail calls its machine.
    """

    level: Level = "namespaces"
    limits: Limits = Limits()
    uid_base: Annotated[int, msgspec.Meta(ge=1)] = 100_000
    read_only: tuple[str, ...] = ()
    cgroups: tuple[str, ...] = ()
    host_name: str = "jail"

    @property
    def fork(self) -> bool:
        """Whether jailed code may fork (for checkpoints): only where one kill reaches all."""
        return self.level == "namespaces"

    def limited_to(self, memory_bytes: int | None) -> JailSpec:
        """Return this jail with no more memory than that, for one worker; None is no other."""
        if memory_bytes is None or memory_bytes >= self.limits.memory_bytes:
            return self
        limits = msgspec.structs.replace(self.limits, memory_bytes=memory_bytes)
        return msgspec.structs.replace(self, limits=limits)

    def uid_of(self, slot: int) -> int:
        """Return the user id of a slot (0, 1, 2 ...) when the server runs as root."""
        return self.uid_base + slot


SCRATCH: Final = "/scratch"
"""Where the private writable tmpfs is seen from inside; also /tmp, unless Python lives there."""
