"""The zygote's side of the jail: what is done once, so that each worker has little left to do.

front door ─exec─▶ zygote ── prepare_zygote ──▶ lives in the new root, forks pid-1 children
                      └─fork─▶ warden ── enter_warden
                                 └─fork─▶ interpreter ── lock_interpreter
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from . import landlock, namespaces, privileges, rlimits, root, seccomp
from .errors import JailError
from .libc import unshare
from .libraries import python_paths
from .numbers import native

if TYPE_CHECKING:
    from collections.abc import Callable

    from .spec import JailSpec

_REAL_FORK: Final = os.fork
_SOURCES: Final = ("/dev/zero", "/dev/urandom")
_SINKS: Final = ("/dev/null",)


class Home(msgspec.Struct, frozen=True):
    """What the zygote holds ready for its wardens.

    `mapped`: bytes of address space every worker is born with. `groups`: descriptors of the
    directories of `JailSpec.cgroups`. `rules`: Landlock's, where they are the same for all.
    `root`: the server is a root that may change users, so workers get one each.
    """

    spec: JailSpec
    mapped: int
    groups: tuple[int, ...]
    rules: int | None
    root: bool


_home: list[Home] = []
"""Set once, in the zygote; wardens inherit it. A list, as the module's only state."""


def home() -> Home:
    """Return what `prepare_zygote` left. Raises JailError when it was not called."""
    if not _home:
        raise JailError("using the jail", remedy="call prepare_zygote first")
    return _home[0]


def _single_thread() -> None:
    # Python's count misses threads of libraries; the kernel's task list does not.
    tasks = len(list(Path("/proc/self/task").iterdir()))
    if tasks != 1 or threading.active_count() != 1:
        raise JailError(
            f"preparing a zygote with {tasks} threads",
            remedy="set OPENBLAS_NUM_THREADS, OMP_NUM_THREADS and kin to 1 before it starts",
        )


def _fork_in(zygote: int) -> Callable[[], int]:
    def fork() -> int:
        if os.getpid() != zygote:
            return _REAL_FORK()
        pid = namespaces.fork_as_init()
        if pid == 0:
            os.fork = _REAL_FORK
        return pid

    return fork


def _enter_namespaces(sources: tuple[str, ...], user_is_root: bool) -> None:
    if not user_is_root:
        namespaces.enter_user_namespace()
    unshare(namespaces.NEWNS, "mount namespace")
    root.enter_new_root(sources)
    # A real fork of this process, only with one flag more; see fork_as_init for why it is safe.
    os.fork = _fork_in(os.getpid())


def _rules(readable: tuple[str, ...]) -> int:
    if not landlock.abi():
        raise JailError("Landlock", remedy="boot Linux 5.13 or newer with lsm=landlock,...")
    return landlock.ruleset((*readable, *_SOURCES), _SINKS)


def prepare_zygote(spec: JailSpec) -> None:
    """Prepare this process to fork jailed workers; once, when everything is imported.

    At level `namespaces`, this process moves into the jail's root for good (open descriptors
    stay, other paths are gone), and every child that it forks with os.fork is pid 1 of a new pid
    namespace. Must be root or able to make a user namespace, and have a single thread.
    Raises JailError or OSError; the process is then of no further use.
    """
    _single_thread()
    os.umask(0o022)
    user_is_root = privileges.may_change_users()
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
    groups = tuple(os.open(path, flags) for path in spec.cgroups)
    mapped, readable = rlimits.address_space(), (*python_paths(), *spec.read_only)
    rules = _rules(readable) if spec.level == "landlock" else None
    if spec.level == "namespaces":
        _enter_namespaces(readable, user_is_root)
    if spec.level != "none":
        privileges.drop_bounding_set()
        seccomp.program(native(), spec.fork)
    _home.append(Home(spec, mapped, groups, rules, user_is_root))
