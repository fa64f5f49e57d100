from __future__ import annotations

from errno import ENOSYS, EPERM

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.sandbox.jail import rules, seccomp
from sallyport.sandbox.jail.bpf import ALLOW, KILL, errno
from sallyport.sandbox.jail.numbers import AARCH64, X86_64, Machine
from tests.sandbox.jail.machine import run

MACHINES = (X86_64, AARCH64)
NEW_NAMESPACES = 0x7E02_0000
THREAD = 0x3D0F00
FORK = 0x01200011
machines = st.sampled_from(MACHINES)
words = st.integers(0, 2**64 - 1)


def ask(machine: Machine, name: str, *arguments: int, fork: bool = True) -> int:
    code = seccomp.program(machine, fork)
    return run(code, machine.numbers[name], machine.audit, arguments)


@given(machines, st.integers(0, 2**32 - 1), words)
def test_only_listed_numbers_are_ever_let_through(machine: Machine, number: int, word: int) -> None:
    names = {value: name for name, value in machine.numbers.items()}
    answer = run(seccomp.program(machine, True), number, machine.audit, (word,) * 6)
    if answer == ALLOW:
        assert names[number] in seccomp.allowed(machine, True)
    elif machine.x32 and number >= 0x4000_0000:
        assert answer == KILL
    elif number not in names:
        assert answer == errno(ENOSYS if number >= 424 else EPERM)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.name)
def test_the_other_architecture_is_killed(machine: Machine) -> None:
    other = next(one for one in MACHINES if one is not machine)
    code = seccomp.program(machine, True)
    for number in range(500):
        assert run(code, number, other.audit) == KILL
        assert run(code, number, 0x4000_0003) == KILL  # i386: int 0x80 from 64-bit code.


@given(machines, words, words)
def test_no_mapping_is_writable_and_executable(machine: Machine, prot: int, flags: int) -> None:
    answer = ask(machine, "mmap", 0, 4096, prot, flags)
    anonymous, write, execute = flags & 0x20, prot & 2, prot & 4
    assert (answer == ALLOW) == (not execute or (not write and not anonymous))


@given(machines, words)
def test_nothing_mapped_is_made_executable_later(machine: Machine, prot: int) -> None:
    assert (ask(machine, "mprotect", 0, 4096, prot) == ALLOW) == (not prot & 4)


@given(machines, words, st.booleans())
def test_clone_makes_threads_and_plain_forks_only(machine: Machine, flags: int, fork: bool) -> None:
    if ask(machine, "clone", flags, fork=fork) == ALLOW:
        assert flags & 0xFFFF_FFFF in (THREAD, THREAD | 0x400000, FORK, 0x11)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.name)
def test_threads_are_always_allowed_and_forks_where_a_kill_reaches_them(machine: Machine) -> None:
    assert ask(machine, "clone", THREAD, fork=False) == ALLOW
    assert ask(machine, "clone", FORK, fork=True) == ALLOW
    assert ask(machine, "clone", FORK, fork=False) == errno(EPERM)
    assert ask(machine, "clone", FORK | 0x1000_0000) == errno(EPERM)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.name)
def test_clone3_looks_missing_so_that_the_c_library_falls_back(machine: Machine) -> None:
    assert ask(machine, "clone3") == errno(ENOSYS)


@given(machines, words, words)
def test_limits_can_be_read_but_not_set_nor_anybody_elses(
    machine: Machine, pid: int, pointer: int
) -> None:
    allowed = ask(machine, "prlimit64", pid, 7, pointer, 1) == ALLOW
    assert allowed == (pid & 0xFFFF_FFFF == 0 and pointer == 0)


@given(machines, words, words)
def test_socket_pairs_are_unix_streams(machine: Machine, domain: int, kind: int) -> None:
    if ask(machine, "socketpair", domain, kind) == ALLOW:
        assert domain & 0xFFFF_FFFF == 1
        assert kind & 0xFFFF_FFFF & ~0x80800 == 1


@given(machines, words, words)
def test_messages_go_to_the_other_end_only_and_never_out_of_band(
    machine: Machine, flags: int, address: int
) -> None:
    if ask(machine, "sendto", 3, 0, 0, flags, address) == ALLOW:
        assert address == 0
        assert not flags & 0x1
    for name, place in (("recvfrom", 3), ("recvmsg", 2)):
        arguments = [0] * 6
        arguments[place] = flags
        if ask(machine, name, *arguments) == ALLOW:
            assert not flags & 0x3


def test_disk_work_is_pretended() -> None:
    for name in ("fsync", "fdatasync", "msync"):
        assert ask(X86_64, name) == errno(0)


FORBIDDEN = {
    *("execve", "execveat", "socket", "connect", "bind", "sendmsg", "setsockopt", "kill", "tkill"),
    *("tgkill", "ptrace", "mount", "unshare", "setns", "pivot_root", "chroot", "bpf", "keyctl"),
    *("io_uring_setup", "perf_event_open", "userfaultfd", "memfd_create", "setuid", "capset"),
    *("setrlimit", "setsid", "setpgid", "seccomp", "landlock_restrict_self", "symlink", "link"),
    *("flock", "sched_setaffinity", "setpriority", "personality", "openat2", "process_vm_readv"),
}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.name)
def test_dangerous_calls_are_on_no_list(machine: Machine) -> None:
    listed = {*rules.ALLOWED, *rules.CHECKED, *rules.ANSWERS}
    assert not listed & FORBIDDEN
    assert not seccomp.allowed(machine, True) & FORBIDDEN


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.name)
def test_every_rule_names_a_call_of_the_machine_or_an_old_one(machine: Machine) -> None:
    for name in (*rules.CHECKED, "clone", "clone3", "openat", "newfstatat", "ppoll", "exit_group"):
        assert name in machine.numbers
    for name in (*rules.ALLOWED, *rules.ANSWERS):
        assert name in X86_64.numbers


@pytest.mark.parametrize("machine", MACHINES, ids=lambda one: one.name)
def test_the_program_fits_the_kernels_limit(machine: Machine) -> None:
    assert len(seccomp.program(machine, True)) // 8 < 4096
