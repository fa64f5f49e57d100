"""The C library by ctypes: system calls that Python has no function for, errors as JailError."""

from __future__ import annotations

import ctypes
from typing import TypeAlias

from .errors import JailError
from .numbers import native

Argument: TypeAlias = "int | bytes | ctypes.Structure | ctypes.Array[ctypes.c_char] | None"

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long
_LIBC.mount.argtypes = [ctypes.c_char_p] * 3 + [ctypes.c_ulong, ctypes.c_char_p]


def _as_register(argument: Argument) -> object:
    # An int would be passed as a 32-bit C int, and the upper half of the register left undefined.
    if isinstance(argument, int):
        return ctypes.c_ulong(argument & 0xFFFF_FFFF_FFFF_FFFF)
    if isinstance(argument, (ctypes.Structure, ctypes.Array)):
        return ctypes.byref(argument)
    return ctypes.c_char_p(argument)


def _checked(result: int, step: str) -> int:
    if result < 0:
        raise JailError(step, ctypes.get_errno())
    return result


def syscall(name: str, *arguments: Argument, step: str = "") -> int:
    """Make the system call `name` and return its result.

    Raises JailError with the errno; its step is `step`, or else the call's name.
    """
    number = ctypes.c_long(native().numbers[name])
    result = _LIBC.syscall(number, *map(_as_register, arguments))
    return _checked(int(result), step or name)


def unshare(flags: int, step: str) -> None:
    """Leave the namespaces of `flags` for new ones (unshare(2)). Raises JailError."""
    _checked(_LIBC.unshare(ctypes.c_int(flags)), step)


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """Attach a file system, or change an attached one, by the old interface. Raises JailError."""
    arguments = [text.encode() or None for text in (source, target, kind)]
    result = _LIBC.mount(*arguments, flags, data.encode() or None)
    _checked(result, f"mount of {kind or source or 'flags'} on {target}")


def detach(target: str) -> None:
    """Take a mount and all below it out of the tree, busy or not (umount2, MNT_DETACH)."""
    _checked(_LIBC.umount2(target.encode(), ctypes.c_int(2)), f"unmount of {target}")


def prctl(option: int, *arguments: int, step: str) -> int:
    """Control this process (prctl(2)), the unused arguments zero as newer options demand."""
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    return _checked(_LIBC.prctl(ctypes.c_int(option), *padded), step)
