"""Which system calls jailed code may make, and with which arguments. Everything else is refused.

Found by running numpy, scipy, pandas, sympy, sqlite, asyncio and thread pools under the filter. The
reasons for what looks missing: no call makes a socket that can reach anything, sends a signal (also
not to itself), names another process, starts a program, changes an identity, a namespace, a mount
or a limit, or maps memory that is both writable and executable.
"""

from __future__ import annotations

from errno import ENOSYS, ENOTSUP
from typing import Final

from .bpf import Check

MEMORY: Final = ("brk", "mremap", "munmap")
FILES: Final = (
    *("access", "close", "dup", "dup2", "dup3", "faccessat", "faccessat2", "fstat", "ftruncate"),
    *("getcwd", "getdents64", "lseek", "lstat", "newfstatat", "open", "openat", "pread64"),
    *("pwrite64", "read", "readlink", "readlinkat", "readv", "stat", "statx", "truncate", "write"),
    *("writev", "chdir", "fchdir", "umask"),
)
"""What can be opened is the mount namespace's and Landlock's matter."""
SCRATCH: Final = (
    *("chmod", "fchmod", "fchmodat", "mkdir", "mkdirat", "rename", "renameat", "renameat2"),
    *("rmdir", "unlink", "unlinkat", "utimensat"),
)
"""Links and special files are left out: nothing ordinary needs them in a scratch directory."""
TIME: Final = (
    *("alarm", "clock_getres", "clock_gettime", "clock_nanosleep", "getitimer", "gettimeofday"),
    *("nanosleep", "setitimer", "time", "times"),
)
SIGNALS: Final = (
    *("pause", "restart_syscall", "rt_sigaction", "rt_sigpending", "rt_sigprocmask"),
    *("rt_sigreturn", "rt_sigsuspend", "rt_sigtimedwait", "sigaltstack"),
)
"""Handling, not sending: alarms come from the kernel; with a sender one fork could hit another."""
SELF: Final = (
    *("exit", "exit_group", "getegid", "geteuid", "getgid", "getgroups", "getpgrp", "getpid"),
    *("getppid", "getrandom", "getresgid", "getresuid", "getrlimit", "getrusage", "gettid"),
    *("getuid", "rseq", "sched_getaffinity", "sched_yield", "set_robust_list"),
    *("set_tid_address", "uname", "wait4", "waitid"),
)
EVENTS: Final = (
    *("epoll_create1", "epoll_ctl", "epoll_pwait", "epoll_wait", "eventfd2"),
    *("poll", "ppoll", "pselect6", "select"),
)
ALLOWED: Final = (*MEMORY, *FILES, *SCRATCH, *TIME, *SIGNALS, *SELF, *EVENTS)
"""Allowed with any arguments; the kernel's bitmap then answers these without running the filter."""

_READ_WRITE_EXEC: Final = 0x7
_WRITE_EXEC: Final = 0x6
_EXEC: Final = 0x4
_ANONYMOUS: Final = 0x20
_NO_EXEC: Final = Check(2, (0,), mask=_EXEC)

_THREAD: Final = 0x003D_0F00
"""glibc's threads: VM FS FILES SIGHAND THREAD SYSVSEM SETTLS PARENT_SETTID CHILD_CLEARTID."""
_MUSL_THREAD: Final = _THREAD | 0x0040_0000
_FORK: Final = 0x0120_0011
"""glibc's and musl's fork: SIGCHLD, CHILD_SETTID, CHILD_CLEARTID."""
_BARE_FORK: Final = 0x11

_FUTEX_COMMANDS: Final = (0, 1, 3, 4, 5, 9, 10)
"""WAIT WAKE REQUEUE CMP_REQUEUE WAKE_OP WAIT_BITSET WAKE_BITSET; the PI ones have a bad history."""
_FCNTL_COMMANDS: Final = (0, 1, 2, 3, 4, 6, 7, 1030)
"""DUPFD GETFD SETFD GETFL SETFL SETLK SETLKW DUPFD_CLOEXEC. SETOWN would send signals; GETLK would
show sessions each other's locks on the libraries that all of them can open."""
_IOCTLS: Final = (0x5401, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS FIONREAD FIONBIO FIONCLEX FIOCLEX. Not TIOCSTI."""
_ADVICE: Final = (0, 1, 2, 3, 4, 8, 14, 15)
"""NORMAL to DONTNEED, FREE, (NO)HUGEPAGE. Not MERGEABLE: merged pages tell on neighbours."""
_MESSAGE_FLAGS: Final = 0x4000_4140
"""DONTWAIT WAITALL NOSIGNAL CMSG_CLOEXEC. Not OOB and PEEK: past holes in unix sockets."""
_PLAIN_MESSAGE: Final = 0xFFFF_FFFF & ~_MESSAGE_FLAGS
_PLAIN_SOCKET: Final = 0xFFFF_FFFF & ~0x0008_0800
"""Everything of a socket's type but CLOEXEC and NONBLOCK."""

CHECKED: Final[dict[str, tuple[tuple[Check, ...], ...]]] = {
    "futex": ((Check(1, _FUTEX_COMMANDS, mask=0x7F),),),
    # Executable pages come from read-only files only: writable mounts are noexec.
    "mmap": (
        (_NO_EXEC,),
        (Check(2, (_EXEC,), mask=_WRITE_EXEC), Check(3, (0,), mask=_ANONYMOUS)),
    ),
    "mprotect": ((_NO_EXEC,),),
    "madvise": ((Check(2, _ADVICE),),),
    "ioctl": ((Check(1, _IOCTLS),),),
    "fcntl": ((Check(1, _FCNTL_COMMANDS),),),
    # 15 and 16: PR_SET_NAME and PR_GET_NAME.
    "prctl": ((Check(0, (15, 16)),),),
    # Reading one's own limits; setting even lower ones serves no program.
    "prlimit64": ((Check(0, (0,)), Check(2, (0,), wide=True)),),
    # A pair of unix streams reaches nobody; asyncio wakes itself by one.
    "socketpair": ((Check(0, (1,)), Check(1, (1,), mask=_PLAIN_SOCKET)),),
    "sendto": ((Check(3, (0,), mask=_PLAIN_MESSAGE), Check(4, (0,), wide=True)),),
    "recvfrom": ((Check(3, (0,), mask=_PLAIN_MESSAGE),),),
    # A parked checkpoint is handed its socket this way; sending descriptors is not allowed.
    "recvmsg": ((Check(2, (0,), mask=_PLAIN_MESSAGE),),),
}
"""Allowed when every check of one alternative holds."""

THREADS: Final = ((Check(0, (_THREAD, _MUSL_THREAD)),),)
THREADS_AND_FORK: Final = ((Check(0, (_THREAD, _MUSL_THREAD, _FORK, _BARE_FORK)),),)
"""`clone`, by whole values of its flags: nothing that makes namespaces or foreign parents."""

ANSWERS: Final[dict[str, int]] = {
    # A filter cannot see clone3's flags; ENOSYS makes the C library fall back to clone.
    "clone3": ENOSYS,
    # On the scratch tmpfs these do nothing anyway; on a shared library's file they would make the
    # host's disk work. SQLite and friends want success.
    "fsync": 0,
    "fdatasync": 0,
    "msync": 0,
    # copystat and kin take ENOTSUP as "no such attributes here".
    **dict.fromkeys(
        (
            *("fgetxattr", "flistxattr", "fsetxattr", "getxattr", "lgetxattr", "listxattr"),
            *("llistxattr", "lsetxattr", "setxattr"),
        ),
        ENOTSUP,
    ),
}
"""Answered with this errno (0: success) and not made."""
