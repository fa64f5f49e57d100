"""Attacks on the kernel's surface: calls that jailed code must not even reach."""

from __future__ import annotations

from tests.attacks.attack import Attack

_CALLS = {
    # Other processes.
    "ptrace": "16, os.getppid(), 0, 0",
    "process_vm_readv": "os.getppid(), 0, 0, 0, 0, 0",
    "process_vm_writev": "os.getppid(), 0, 0, 0, 0, 0",
    "kcmp": "1, os.getpid(), 0, 0, 0",
    "pidfd_open": "os.getppid(), 0",
    "pidfd_getfd": "0, 0, 0",
    "get_robust_list": "os.getppid(), ctypes.byref(ctypes.c_ulong()), ctypes.byref(ctypes.c_ulong())",
    "process_madvise": "0, 0, 0, 0, 0",
    "migrate_pages": "0, 0, 0, 0",
    "move_pages": "0, 0, 0, 0, 0, 0",
    # Mounts and roots.
    "mount": "0, 0, 0, 0, 0",
    "umount2": "b'/dev/null', 2",
    "pivot_root": "b'.', b'.'",
    "chroot": "b'/scratch'",
    "fsopen": "b'tmpfs', 0",
    "open_tree": "-100, b'/', 1",
    "move_mount": "0, 0, 0, 0, 0",
    "mount_setattr": "0, 0, 0, 0, 0",
    "open_by_handle_at": "0, 0, 0",
    "name_to_handle_at": "-100, b'/', 0, 0, 0",
    "openat2": "-100, b'/', 0, 0",
    # Namespaces and identity.
    "unshare": "0x10000000",
    "setns": "0, 0",
    "setuid": "0",
    "setgid": "0",
    "setgroups": "0, 0",
    "setresuid": "0, 0, 0",
    "capset": "0, 0",
    "sethostname": "b'x', 1",
    "setdomainname": "b'x', 1",
    "personality": "0x0400000",
    # Rich kernel interfaces with a record of holes.
    "io_uring_setup": "1, 0",
    "io_uring_enter": "0, 0, 0, 0, 0",
    "bpf": "0, 0, 0",
    "perf_event_open": "0, 0, -1, -1, 0",
    "userfaultfd": "1",
    "keyctl": "0, -3, 0",
    "add_key": "0, 0, 0, 0, -3",
    "request_key": "0, 0, 0, -3",
    "memfd_create": "b'x', 0",
    "memfd_secret": "0",
    "seccomp": "1, 0, 0",
    "landlock_create_ruleset": "0, 0, 1",
    "fanotify_init": "0, 0",
    "inotify_init1": "0",
    "signalfd4": "-1, 0, 8, 0",
    "timerfd_create": "0, 0",
    "timer_create": "0, 0, 0",
    "vmsplice": "0, 0, 0, 0",
    "splice": "0, 0, 0, 0, 0, 0",
    "tee": "0, 0, 0, 0",
    "sendfile": "0, 0, 0, 0",
    "copy_file_range": "0, 0, 0, 0, 0, 0",
    "remap_file_pages": "0, 0, 0, 0, 0",
    "pkey_alloc": "0, 0",
    "pkey_mprotect": "0, 0, 0, 0",
    "mlock": "0, 0",
    "mlockall": "1",
    "mbind": "0, 0, 0, 0, 0, 0",
    "set_mempolicy": "0, 0, 0",
    "membarrier": "0, 0, 0",
    "futex_waitv": "0, 0, 0, 0, 0",
    "modify_ldt": "0, 0, 0",
    "iopl": "3",
    "ioperm": "0x70, 2, 1",
    "arch_prctl": "0x1002, 0",
    # The machine itself.
    "init_module": "0, 0, 0",
    "finit_module": "0, 0, 0",
    "delete_module": "0, 0",
    "kexec_load": "0, 0, 0, 0",
    "reboot": "0, 0, 0, 0",
    "swapon": "0, 0",
    "acct": "0",
    "syslog": "3, 0, 0",
    "settimeofday": "0, 0",
    "clock_settime": "0, 0",
    "quotactl": "0, 0, 0, 0",
    "vhangup": "",
    "sysinfo": "0",
    # Scheduling.
    "sched_setaffinity": "0, 0, 0",
    "sched_setscheduler": "0, 0, 0",
    "sched_setattr": "0, 0, 0",
    "setpriority": "0, 0, 0",
    "ioprio_set": "1, 0, 0",
}

_ARGUMENTS = {
    "clone-new-user": 'unreachable("clone", 0x10000011, 0, 0, 0, 0)',
    "clone-new-pid": 'unreachable("clone", 0x20000011, 0, 0, 0, 0)',
    "clone-foreign-parent": 'unreachable("clone", 0x8011, 0, 0, 0, 0)',
    "clone-shared-memory": 'unreachable("clone", 0x111, 0, 0, 0, 0)',
    "clone3": 'unreachable("clone3", 0, 0)',
    "map-writable-code": 'unreachable("mmap", 0, 4096, 7, 0x22, -1, 0)',
    "map-anonymous-code": 'unreachable("mmap", 0, 4096, 5, 0x22, -1, 0)',
    "protect-to-code": """
page = mmap.mmap(-1, 4096)
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
unreachable("mprotect", address, 4096, 5)
""",
    "futex-lock-pi": 'unreachable("futex", ctypes.byref(ctypes.c_int()), 6, 0, 0, 0, 0)',
    "futex-requeue-pi": 'unreachable("futex", ctypes.byref(ctypes.c_int()), 12, 0, 0, 0, 0)',
    "merge-pages": """
page = mmap.mmap(-1, 4096)
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
unreachable("madvise", address, 4096, 12)
""",
    "terminal-injection": 'unreachable("ioctl", 0, 0x5412, b"x")',
    "terminal-control": 'unreachable("ioctl", 0, 0x540E, 0)',
    "own-the-signals-of-a-file": 'unreachable("fcntl", 1, 8, os.getppid())',
    "seal": 'unreachable("fcntl", 1, 1033, 1)',
    "lease": 'unreachable("fcntl", 1, 1024, 0)',
    "pipe-size": 'unreachable("fcntl", 1, 1031, 1 << 20)',
    "prctl-dumpable": 'unreachable("prctl", 4, 1, 0, 0, 0)',
    "prctl-seccomp": 'unreachable("prctl", 22, 2, 0, 0, 0)',
    "prctl-death-signal": 'unreachable("prctl", 1, 9, 0, 0, 0)',
    "prctl-subreaper": 'unreachable("prctl", 36, 1, 0, 0, 0)',
    "prctl-memory-map": 'unreachable("prctl", 35, 1, 0, 0, 0)',
    "prctl-ptracer": 'unreachable("prctl", 0x59616D61, -1, 0, 0, 0)',
    "prlimit-of-parent": 'unreachable("prlimit64", os.getppid(), 7, 0, 0)',
    "prlimit-set": 'unreachable("prlimit64", 0, 7, struct.pack("QQ", 1 << 20, 1 << 20), 0)',
}

_SECOND_INTERFACES = """
def ask():
    libc.syscall(ctypes.c_long({number}))
code = in_child(ask)
held(code) if code == -signal.SIGSYS else breach(code)
"""

ATTACKS = (
    *(
        Attack(
            f"call-{name}",
            "kernel_surface",
            f'unreachable("{name}", {arguments})',
            f"{name} is reached",
        )
        for name, arguments in _CALLS.items()
    ),
    *(
        Attack(name, "kernel_surface", source, "an argument that is refused was let through")
        for name, source in _ARGUMENTS.items()
    ),
    Attack(
        "x32-numbers",
        "kernel_surface",
        # Only x86-64 has them; elsewhere the numbers are simply unknown.
        "if not ON_X86:\n    held()\n    raise SystemExit\n"
        + _SECOND_INTERFACES.format(number=0x4000_0000 + 39),
        "the filter is passed by x32 numbers",
    ),
    Attack(
        "negative-number",
        "kernel_surface",
        """
try:
    code = in_child(lambda: libc.syscall(ctypes.c_long(-1)))
finally:
    held()
""",
        "the filter is confused by a negative number",
    ),
    Attack(
        "unknown-numbers",
        "kernel_surface",
        """
reached = []
# 335 and 336 are x86-64's return from probes: the kernel lets them past filters and ends callers.
for candidate in (*range(337, 387), *range(424, 600)):
    if candidate in (number("clone3"), 439):
        continue
    if libc.syscall(ctypes.c_long(candidate), 0, 0, 0, 0, 0, 0) >= 0 or ctypes.get_errno() not in FILTERED:
        reached.append(candidate)
breach(reached) if reached else held()
""",
        "a call newer than the tables is reached",
    ),
)
