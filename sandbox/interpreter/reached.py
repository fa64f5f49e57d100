"""Which of the session's limits an error tells of that nobody caught, and what to do about it.

    error ─▶ Limits.reached ─┬─▶ Reached(status, text): goes behind the error's own words
                             └─▶ None: an error like any other

Only the error itself is looked at, not its causes: a program that caught one of these and raised
something of its own has dealt with it. Judged by class and number, as the kernel and CPython give
them; who raises such an error by hand gets its status, which concerns its own session alone.
"""

from __future__ import annotations

import errno
import os
import resource
import sys
import threading
from typing import TYPE_CHECKING, Final, NamedTuple

from .failure import is_a

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...core.types import ExecutionStatus
    from .limits import CellLimits

_MEGABYTE: Final = 1 << 20

_ERRNO: Final = vars(OSError)["errno"]
_ARGS: Final = vars(BaseException)["args"]
# The slots themselves: a program's subclass may define these names anew.

_NO_THREAD: Final = ("can't start new thread",)
"""What CPython says when the kernel gives no thread; there is no class or number for it."""

_NATIVE_LIMIT: Final = 1000 if sys.version_info >= (3, 12) else float("inf")
"""Above it the error may come of what is nested in C, which newer Pythons count by itself."""

_DESCRIPTORS: Final = 4096
"""Looked at, at most, to count the open ones; the limit is far below."""

_forks: list[int] = [0]
"""How often this process has tried to fork. A list, as the module's only state."""


def _count_fork() -> None:
    _forks[0] += 1


# Called before each fork, also before one that the kernel then refuses, which has no error of its
# own: what it raises is raised by reads that would block, too.
os.register_at_fork(before=_count_fork)


class Reached(NamedTuple):
    """A limit that was reached: the cell's status, and what is said of limit, use and remedy."""

    status: ExecutionStatus
    text: str


class ReachedLimits:
    """Finds the limit behind a cell's error. `own_peak` is the session's highest use of memory in
    bytes, `recursion` its recursion limit in calls.
    """

    def __init__(self, own_peak: Callable[[], int], recursion: Callable[[], int]) -> None:
        self._own_peak = own_peak
        self._recursion = recursion
        self._forks = 0

    def begin(self, limits: CellLimits) -> None:
        """Begin a cell under these limits."""
        self._limits = limits
        self._forks = _forks[0]

    def reached(self, error: BaseException) -> Reached | None:
        """Return the limit that ended the cell, None where it was none. Runs none of its code."""
        if is_a(error, MemoryError):
            return self._memory()
        if is_a(error, RecursionError):
            return self._too_deep()
        if is_a(error, OSError):
            return self._by_number(_ERRNO.__get__(error))
        if type(error) is RuntimeError and _is_no_thread(_ARGS.__get__(error)):
            return self._tasks()
        return None

    def _by_number(self, number: object) -> Reached | None:
        if type(number) is not int:
            return None
        if number == errno.ENOMEM:
            return self._memory()
        if number == errno.EMFILE:
            return _descriptors()
        if number == errno.EFBIG:
            return _file_size()
        if number == errno.ENOSPC:
            return self._scratch()
        if number == errno.EAGAIN and _forks[0] != self._forks:
            return self._tasks()
        return None

    def _memory(self) -> Reached:
        peak = self._own_peak() // _MEGABYTE
        limit = self._limits.memory_limit_bytes
        limit_text = "" if limit is None else f"limit {limit // _MEGABYTE:,} MB, "
        return Reached(
            "memory_limit",
            f"more memory was asked for than there is ({limit_text}peak use {peak:,} MB); "
            "work on smaller pieces, and del what is no longer needed",
        )

    def _too_deep(self) -> Reached:
        limit = self._recursion()
        native = ", and C code has a lower one of its own" if limit > _NATIVE_LIMIT else ""
        return Reached(
            "recursion_limit",
            f"the recursion limit is {limit:,} nested calls{native}; use a loop, or raise it with "
            "sys.setrecursionlimit",
        )

    def _tasks(self) -> Reached:
        limit = _limit(resource.RLIMIT_NPROC)
        bound = "the machine's limit" if limit is None else f"limit {limit:,}, some of them ours"
        return Reached(
            "process_limit",
            "more processes and threads were asked for than may run at once "
            f"({bound}; {threading.active_count():,} threads still run here); let some end first, "
            "or use a pool of few",
        )

    def _scratch(self) -> Reached:
        size, files = self._limits.scratch_limit_bytes, self._limits.scratch_files_limit
        bound = "" if size is None else f" (limit {size // _MEGABYTE:,} MB and {files:,} files)"
        return Reached(
            "file_limit", f"the session's folder is full{bound}; remove files that are not needed"
        )


def _is_no_thread(arguments: object) -> bool:
    # An exact tuple of exact text: comparing runs no code of the program's.
    if type(arguments) is not tuple or len(arguments) != 1:
        return False
    return type(arguments[0]) is str and arguments == _NO_THREAD


def _descriptors() -> Reached:
    limit = _limit(resource.RLIMIT_NOFILE)
    bound = (
        "" if limit is None else f" (limit {limit:,}; {_open_descriptors(limit):,} are still open)"
    )
    return Reached(
        "file_limit", f"more files were opened at once than may be{bound}; close them, use `with`"
    )


def _open_descriptors(limit: int) -> int:
    """Count them one by one: there is no /proc to list them."""
    count = 0
    for descriptor in range(min(limit, _DESCRIPTORS)):
        try:
            os.fstat(descriptor)
        except OSError:
            continue
        count += 1
    return count


def _file_size() -> Reached:
    limit = _limit(resource.RLIMIT_FSIZE)
    bound = "" if limit is None else f" (limit {limit // _MEGABYTE:,} MB)"
    return Reached("file_limit", f"a file grew larger than it may be{bound}; write less")


def _limit(kind: int) -> int | None:
    """Return a limit of this process as the kernel keeps it, None where there is none."""
    soft = resource.getrlimit(kind)[0]
    return None if soft == resource.RLIM_INFINITY else soft
