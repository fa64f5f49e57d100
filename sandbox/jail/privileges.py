"""Giving up power: user, capabilities, the way back to either, and being looked at."""

from __future__ import annotations

import ctypes
import os
from errno import EINVAL, EPERM
from typing import Final

from .errors import JailError
from .libc import prctl, syscall

_PR_SET_DUMPABLE: Final = 4
_PR_CAPBSET_READ: Final = 23
_PR_CAPBSET_DROP: Final = 24
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_CAP_AMBIENT: Final = 47
_CLEAR_ALL: Final = 4
_HIGHEST_CAPABILITY: Final = 63
_SETGID: Final = 6
_SETUID: Final = 7
"""Of capabilities(7)."""
_CAPABILITY_VERSION: Final = 0x2008_0522


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = tuple((f"word{index}", ctypes.c_uint32) for index in range(6))


def drop_bounding_set() -> None:
    """Make every capability unattainable by exec, for this process and all its descendants.

    Those held stay held, so a zygote does this once for all its workers (0.2 ms). Who lacks the
    power to has none to lose either: an ordinary user, and root of a container that took all away;
    no_new_privs, set later in every worker, keeps them from ever getting any. Raises JailError.
    """
    for capability in range(_HIGHEST_CAPABILITY + 1):
        try:
            if not prctl(_PR_CAPBSET_READ, capability, step="reading the capability bounding set"):
                continue
            prctl(_PR_CAPBSET_DROP, capability, step="dropping the capability bounding set")
        except JailError as error:
            if error.errno == EINVAL and capability:  # Past the kernel's last capability.
                return
            if error.errno == EPERM and not may_change_users():
                return
            raise


def may_change_users() -> bool:
    """Whether this process is a root that can give each worker a user of its own.

    A container may take that power from root (`--cap-drop=ALL`).
    """
    needed = 1 << _SETUID | 1 << _SETGID
    return os.geteuid() == 0 and _effective() & needed == needed


def _effective() -> int:
    """The effective capabilities, as bits; see proc(5), CapEff."""
    with open("/proc/self/status", "rb") as status:  # noqa: PTH123  # once a process, and plain
        line = next(line for line in status if line.startswith(b"CapEff:"))
    return int(line.split()[1], 16)


def become(uid: int) -> None:
    """Turn root into user and group `uid`, of no other group. Raises OSError."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def forbid_new() -> None:
    """Set no_new_privs: no set-user-id program, no file capability, ever again below here."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1, step="no_new_privs")


def give_up(uid: int | None) -> None:
    """Drop every capability and, when `uid` is given, become that user; not to be undone.

    Also not dumpable: no core, no ptrace, and /proc entries that belong to root. The bounding set
    is the zygote's to drop, see `drop_bounding_set`. Raises OSError or JailError.
    """
    if uid is not None:
        become(uid)
    prctl(_PR_CAP_AMBIENT, _CLEAR_ALL, step="clearing the ambient capabilities")
    syscall("capset", _Header(_CAPABILITY_VERSION, 0), _Sets(), step="dropping all capabilities")
    prctl(_PR_SET_DUMPABLE, 0, step="becoming undumpable")
    forbid_new()
