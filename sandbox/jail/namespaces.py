"""Namespaces: the kernel's names for files, processes, network and so on, each session its own."""

from __future__ import annotations

import ctypes
import os
import socket
from pathlib import Path
from typing import Final

from .errors import JailError
from .libc import prctl, unshare
from .numbers import native

NEWNS: Final = 0x0002_0000
NEWCGROUP: Final = 0x0200_0000
NEWUTS: Final = 0x0400_0000
NEWIPC: Final = 0x0800_0000
NEWUSER: Final = 0x1000_0000
NEWPID: Final = 0x2000_0000
NEWNET: Final = 0x4000_0000

KINDS: Final = ("cgroup", "ipc", "mnt", "net", "pid", "uts")
"""The links of /proc/<pid>/ns that must differ from the server's."""

_SIGCHLD: Final = 17
_USERNS_REMEDY: Final = (
    "allow unprivileged user namespaces (sysctl user.max_user_namespaces, and on Ubuntu an "
    "AppArmor profile for this Python; in a container a seccomp profile that permits unshare, "
    "mount and pivot_root), or start as root"
)

# PyDLL keeps the GIL: between the fork and the child's repair of the interpreter nothing may run.
_HOLDING_GIL = ctypes.PyDLL(None, use_errno=True)
_HOLDING_GIL.syscall.restype = ctypes.c_long


def enter_user_namespace() -> None:
    """Become a user with all capabilities over new namespaces, and none over the machine.

    Maps one id, one's own, to itself; the process must have a single thread. Raises JailError.
    """
    uid, gid = os.geteuid(), os.getegid()
    try:
        unshare(NEWUSER, "user namespace")
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{uid} {uid} 1")
        _write("/proc/self/gid_map", f"{gid} {gid} 1")
    except JailError as error:
        raise JailError(error.step, error.errno, _USERNS_REMEDY)
    except OSError as error:
        raise JailError(f"user namespace: {error.filename}", error.errno or 0, _USERNS_REMEDY)


def _write(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="ascii")


def fork_as_init() -> int:
    """Fork as os.fork does, but the child is pid 1 of a new pid namespace.

    One call instead of unshare and fork, so that the parent's own later children stay where it is
    and their pids mean the same to everybody. For parents with a single thread only: the C
    library's fork handlers do not run, so its locks must be free, and the child's cached thread id
    is its parent's until it forks in turn (it must not take robust or error-checking mutexes).
    Raises OSError.
    """
    ctypes.pythonapi.PyOS_BeforeFork()
    # SAFETY: a fork like any other (nothing is shared but what fork shares); Python's own before
    # and after steps surround it exactly as in os.fork.
    number = ctypes.c_long(native().numbers["clone"])
    flags = ctypes.c_ulong(NEWPID | _SIGCHLD)
    none = ctypes.c_ulong(0)
    pid = int(_HOLDING_GIL.syscall(number, flags, none, none, none, none))
    errno = ctypes.get_errno()
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        return 0
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(errno, f"fork into a pid namespace: {os.strerror(errno)}")
    return pid


def unshare_all(host_name: str) -> None:
    """Give this process its own mount, network, ipc and uts namespaces; the network stays down.

    Raises JailError.
    """
    unshare(NEWNS | NEWNET | NEWIPC | NEWUTS, "mount, network, ipc and uts namespaces")
    socket.sethostname(host_name)


def unshare_cgroup() -> None:
    """Make this process's cgroup the root of what it can see; after it was put into its group."""
    unshare(NEWCGROUP, "cgroup namespace")


def shed_user_namespace() -> None:
    """Move into a user namespace of its own where no id is mapped at all.

    Its capabilities reach nothing outside, and its process count is its own: RLIMIT_NPROC then
    bounds this session alone. Give up the new namespace's capabilities next. Raises JailError.
    """
    unshare(NEWUSER, "user namespace of the session")


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends; `parent` is the pid to expect.

    Only for jails without a pid namespace. Raises JailError when the parent is gone already.
    """
    prctl(1, 9, step="parent-death signal")
    if os.getppid() != parent:
        raise JailError("parent-death signal: the parent is gone")
