"""The system-call filter: compiled once from `rules`, loaded into every worker's interpreter."""

from __future__ import annotations

import ctypes
from errno import ENOSYS, EPERM
from functools import cache
from typing import TYPE_CHECKING, Final

from . import bpf, rules
from .libc import syscall
from .numbers import Machine, native

if TYPE_CHECKING:
    from collections.abc import Iterator

_SET_MODE_FILTER: Final = 1
_NEWER_THAN_TABLES: Final = 424
"""From here on all machines share numbers; callers of these know to fall back on ENOSYS."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _checked(machine: Machine, fork: bool) -> Iterator[bpf.Instruction]:
    clone = rules.THREADS_AND_FORK if fork else rules.THREADS
    for name, alternatives in (*rules.CHECKED.items(), ("clone", clone)):
        yield from bpf.any_of(machine.numbers[name], alternatives, bpf.errno(EPERM))


def _plain(machine: Machine) -> Iterator[bpf.Instruction]:
    # Names that a machine lacks are old calls whose newer form is in the table as well.
    numbers = machine.numbers
    for name in rules.ALLOWED:
        if name in numbers:
            yield from bpf.answer(numbers[name], bpf.ALLOW)
    for name, errno in rules.ANSWERS.items():
        if name in numbers:
            yield from bpf.answer(numbers[name], bpf.errno(errno))


@cache
def program(machine: Machine, fork: bool) -> bytes:
    """Compile the allow-list for one machine; `fork`: the interpreter may copy itself."""
    code = bpf.prologue(machine.audit, machine.x32)
    code += _checked(machine, fork)
    code += _plain(machine)
    code += bpf.epilogue(_NEWER_THAN_TABLES, bpf.errno(ENOSYS), bpf.errno(EPERM))
    return bpf.assemble(code)


def allowed(machine: Machine, fork: bool) -> frozenset[str]:
    """Return the names that the filter lets through, always or with some arguments."""
    names = {*rules.ALLOWED, *rules.CHECKED, "clone"}
    assert program(machine, fork)
    return frozenset(names & machine.numbers.keys())


def load(fork: bool) -> None:
    """Put this process and all its descendants under the filter, for ever.

    Needs no_new_privs and a single thread. Raises JailError.
    """
    code = program(native(), fork)
    header = _Program(len(code) // 8, code)
    syscall("seccomp", _SET_MODE_FILTER, 0, header, step="seccomp filter")
