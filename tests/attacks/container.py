"""The system-call filter of a plain container, as far as it concerns us: no new namespaces."""

from __future__ import annotations

from errno import EPERM

from sallyport.sandbox.jail import bpf, privileges
from sallyport.sandbox.jail.libc import syscall
from sallyport.sandbox.jail.numbers import native
from sallyport.sandbox.jail.seccomp import _Program

NEW_NAMESPACES = 0x7E02_0000
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET."""
NUMBERS = {
    "x86_64": {"unshare": 272, "mount": 165, "umount2": 166, "pivot_root": 155, "setns": 308},
    "aarch64": {"unshare": 97, "mount": 40, "umount2": 39, "pivot_root": 41, "setns": 268},
}


def forbid_namespaces() -> None:
    """Refuse unshare, setns, the mount family and clone with namespace flags, for ever."""
    machine = native()
    code = bpf.prologue(machine.audit, machine.x32)
    for number in NUMBERS[machine.name].values():
        code += bpf.answer(number, bpf.errno(EPERM))
    code += bpf.answer(machine.numbers["clone3"], bpf.errno(38))
    clone = ((bpf.Check(0, (0,), mask=NEW_NAMESPACES),),)
    code += bpf.any_of(machine.numbers["clone"], clone, bpf.errno(EPERM))
    code.append(bpf.Instruction(0x06, bpf.ALLOW))
    packed = bpf.assemble(code)
    privileges.forbid_new()
    syscall("seccomp", 1, 0, _Program(len(packed) // 8, packed))
