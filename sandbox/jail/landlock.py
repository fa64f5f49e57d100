"""Landlock, the second lock: which trees may be read, which one may be written, for ever.

It holds even where the mount namespace fails (a descriptor of the host's tree would still open
nothing), and stands alone where namespaces are forbidden.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from .errors import JailError
from .libc import syscall

if TYPE_CHECKING:
    from collections.abc import Iterable

_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_READ_FILE: Final = 1 << 2
_READ: Final = _READ_FILE | 1 << 3
_WRITE: Final = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 14
"""WRITE_FILE, REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG, TRUNCATE: no links, no special files."""
_FILE_RIGHTS: Final = 1 | 1 << 1 | _READ_FILE | 1 << 14
"""Rights that a rule on a single file may name: EXECUTE WRITE_FILE READ_FILE TRUNCATE."""
_NET_TCP: Final = 0x3
_SCOPES: Final = 0x3
_FILE_SYSTEM_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many file-system rights each ABI knows; 16 from ABI 5 (ioctl on devices)."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """Return the kernel's Landlock ABI, 0 when there is none or it is switched off."""
    try:
        return syscall("landlock_create_ruleset", None, 0, _VERSION)
    except JailError:
        return 0


def _handled(version: int) -> _Ruleset:
    rights = (1 << _FILE_SYSTEM_RIGHTS.get(version, 16)) - 1
    return _Ruleset(rights, _NET_TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)


def _allow(ruleset: int, path: str, rights: int) -> None:
    with suppress(FileNotFoundError):  # What is not there needs no right to be read.
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            kept = rights if os.path.isdir(path) else rights & _FILE_RIGHTS  # noqa: PTH112
            rule = _PathBeneath(kept, handle)
            syscall("landlock_add_rule", ruleset, _PATH_BENEATH, rule, 0, step=f"Landlock: {path}")
        finally:
            os.close(handle)


def ruleset(readable: Iterable[str], writable: Iterable[str]) -> int:
    """Return a descriptor of rules that allow these trees and nothing else of the machine's files.

    `writable` trees may be read too; nothing may be executed; no TCP, no signal or abstract socket
    across the border (on kernels older than ABI 6 those are left to the filter). Paths that do not
    exist are skipped. One ruleset can be enforced by many processes. Raises JailError, OSError.
    """
    handled = _handled(abi())
    rules = syscall("landlock_create_ruleset", handled, ctypes.sizeof(handled), 0)
    try:
        for path in readable:
            _allow(rules, path, _READ)
        for path in writable:
            _allow(rules, path, (_READ | _WRITE) & handled.fs)
    except BaseException:  # Not handled: the descriptor must not outlive a half-made ruleset.
        os.close(rules)
        raise
    return rules


def enforce(rules: int) -> None:
    """Put this process and all its descendants under `rules`, for ever, and close them.

    Needs no_new_privs. Raises JailError.
    """
    try:
        syscall("landlock_restrict_self", rules, 0)
    finally:
        os.close(rules)
