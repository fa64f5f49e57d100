"""Classic BPF as seccomp runs it: checks of one call's number and arguments, assembled to bytes.

number ──▶ [ is it mine? ]─no─▶ next rule ... ─▶ default answer
                 │yes
          [ alternative 1 ]─any check fails─▶ [ alternative 2 ] ... ─▶ refusal
                 │all hold
              answer ALLOW
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

ALLOW: Final = 0x7FFF_0000
KILL: Final = 0x8000_0000
"""SECCOMP_RET_KILL_PROCESS: the whole process, not one thread."""

_ERRNO: Final = 0x0005_0000
_LOAD: Final = 0x20
_AND: Final = 0x54
_JUMP_EQUAL: Final = 0x15
_JUMP_AT_LEAST: Final = 0x35
_RETURN: Final = 0x06
_NUMBER_AT: Final = 0
_ARCH_AT: Final = 4
_ARGUMENTS_AT: Final = 16
_FAIL: Final = -1
"""Stands in a jump for 'the check failed' until the alternative's length is known."""


class Instruction(msgspec.Struct, frozen=True):
    """One struct sock_filter: `yes` and `no` count the instructions to skip."""

    code: int
    k: int
    yes: int = 0
    no: int = 0


class Check(msgspec.Struct, frozen=True):
    """Argument `index`, masked, is one of `values`.

    Only the low 32 bits are looked at unless `wide`, which also demands that the upper half is
    zero: needed for pointers; flags and commands are 32-bit in the kernel.
    """

    index: int
    values: tuple[int, ...]
    mask: int = 0xFFFF_FFFF
    wide: bool = False


def errno(number: int) -> int:
    """Return the answer that makes a call fail with errno `number` (0: succeed, doing nothing)."""
    return _ERRNO | number


def _check(check: Check) -> list[Instruction]:
    low = _ARGUMENTS_AT + 8 * check.index
    code = [Instruction(_LOAD, low)]
    if check.mask != 0xFFFF_FFFF:
        code.append(Instruction(_AND, check.mask))
    last = len(check.values) - 1
    for place, value in enumerate(check.values):
        code.append(Instruction(_JUMP_EQUAL, value, last - place, 0 if place < last else _FAIL))
    if check.wide:
        code += [Instruction(_LOAD, low + 4), Instruction(_JUMP_EQUAL, 0, 0, _FAIL)]
    return code


def _alternative(checks: Sequence[Check]) -> list[Instruction]:
    code = [step for check in checks for step in _check(check)]
    code.append(Instruction(_RETURN, ALLOW))
    return [
        msgspec.structs.replace(step, no=len(code) - place - 1) if step.no == _FAIL else step
        for place, step in enumerate(code)
    ]


def prologue(audit: int, x32: bool) -> list[Instruction]:
    """Kill callers of another architecture (and of x32), then load the call's number."""
    code = [
        Instruction(_LOAD, _ARCH_AT),
        Instruction(_JUMP_EQUAL, audit, 1, 0),
        Instruction(_RETURN, KILL),
        Instruction(_LOAD, _NUMBER_AT),
    ]
    if x32:
        code += [Instruction(_JUMP_AT_LEAST, 0x4000_0000, 0, 1), Instruction(_RETURN, KILL)]
    return code


def answer(number: int, value: int) -> list[Instruction]:
    """Answer call `number` with `value`, whatever its arguments."""
    return [Instruction(_JUMP_EQUAL, number, 0, 1), Instruction(_RETURN, value)]


def any_of(number: int, alternatives: Sequence[Sequence[Check]], refusal: int) -> list[Instruction]:
    """Allow call `number` when all checks of one alternative hold; else answer `refusal`."""
    body = [step for checks in alternatives for step in _alternative(checks)]
    body.append(Instruction(_RETURN, refusal))
    return [Instruction(_JUMP_EQUAL, number, 0, len(body)), *body]


def epilogue(newest: int, unknown: int, refusal: int) -> list[Instruction]:
    """Answer `unknown` to numbers from `newest` on, and `refusal` to all that is left."""
    return [
        Instruction(_JUMP_AT_LEAST, newest, 0, 1),
        Instruction(_RETURN, unknown),
        Instruction(_RETURN, refusal),
    ]


def assemble(code: Sequence[Instruction]) -> bytes:
    """Pack instructions as an array of struct sock_filter (8 bytes each)."""
    return b"".join(struct.pack("=HBBI", step.code, step.yes, step.no, step.k) for step in code)
