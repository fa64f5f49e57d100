"""Attacks on one's own jail, run by a probe worker with the language policy off.

Standard library only, and complete in itself: its text is sent to the worker as a cell. Each probe
tries one thing that the jail must refuse; an OSError is the refusal that it hopes for.
"""

from __future__ import annotations

import ctypes
import errno
import json
import mmap
import os
import platform
import resource
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BREACH = "BREACH"
_LIBC = ctypes.CDLL(None, use_errno=True)
_X86_64 = platform.machine() == "x86_64"


def _call(number_x86: int, number_arm: int, *arguments: int) -> None:
    values = [ctypes.c_ulong(value) for value in arguments]
    number = ctypes.c_long(number_x86 if _X86_64 else number_arm)
    if _LIBC.syscall(number, *values) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def _execute() -> None:
    # The child exists only to be refused; should it succeed, its exit code tells.
    child = os.fork()
    if child == 0:
        try:
            os.execv("/bin/true", ["true"])  # noqa: S606  # Being refused is the point.
        finally:
            os._exit(7)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7:
        raise PermissionError(errno.EPERM, "refused")


def _second_interface() -> None:
    # getpid by its x32 number: the filter kills the caller, so a child makes the call.
    child = os.fork()
    if child == 0:
        _LIBC.syscall(ctypes.c_long(0x4000_0000 + 39))
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) < 0:
        raise PermissionError(errno.EPERM, "killed")


def _connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream:
        stream.connect(("127.0.0.1", 9))


def _raise_limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _write_and_execute() -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def _read(path: str) -> Callable[[], object]:
    def probe() -> None:
        with Path(path).open("rb") as stream:
            stream.read(1)

    return probe


def _list(path: str) -> Callable[[], object]:
    return lambda: list(Path(path).iterdir())


def _write(path: str) -> Callable[[], object]:
    def probe() -> None:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        Path(path).unlink()

    return probe


def probes(canary: str) -> dict[str, Callable[[], object]]:
    """Return the probes; the word before the colon is the weakest level that must refuse it."""
    return {
        "limits: run a program": _execute,
        "limits: make a socket": _connect,
        "limits: raise a limit": _raise_limit,
        "limits: writable code": _write_and_execute,
        "limits: new namespaces": lambda: _call(272, 97, 0x1002_0000),
        "limits: mount": lambda: _call(165, 40, 0, 0, 0, 0, 0),
        "limits: trace the parent": lambda: _call(101, 117, 16, os.getppid(), 0, 0),
        "limits: signal the parent": lambda: os.kill(os.getppid(), 0),
        "limits: signal everybody": lambda: os.kill(-1, 0),
        "limits: become root": lambda: os.setuid(0),
        "limits: io_uring": lambda: _call(425, 425, 1, 0),
        "limits: bpf": lambda: _call(321, 280, 0, 0, 0),
        "landlock: read a file outside": _read(canary),
        "landlock: read the accounts": _read("/etc/passwd"),
        "landlock: read the parent's environment": _read(f"/proc/{os.getppid()}/environ"),
        "landlock: read the first process": _read("/proc/1/status"),
        "landlock: list the processes": _list("/proc"),
        "landlock: list the devices": _list("/sys"),
        "landlock: write beside": _write("/dev/shm/probe"),  # noqa: S108  # To be refused.
        "landlock: write into the root": _write("/probe"),
        "landlock: write into Python": _write(f"{Path(os.__file__).parent}/probe"),
        "namespaces: see that a file exists": lambda: Path(canary).stat(),
        "namespaces: see the processes": lambda: Path("/proc/self").stat(),
        "namespaces: x32 calls": _second_interface,
    }


def _own_pid_namespace() -> None:
    """Nobody of the machine is our parent: the warden is the first of its namespace."""
    if os.getppid() != 1:
        raise OSError(errno.ESRCH, f"parent {os.getppid()}")


def works() -> dict[str, Callable[[], object]]:
    """Return what must work, so that a jail that breaks everything is not taken for a good one."""

    def scratch() -> None:
        Path("probe.txt").write_text("1", encoding="utf-8")
        Path("probe.txt").unlink()

    return {
        "works: scratch": scratch,
        "works: randomness": lambda: os.urandom(1),
        "works: own pid namespace": _own_pid_namespace,
    }


def _attempt(probe: Callable[[], object]) -> str:
    try:
        probe()
    except OSError as error:
        return f"refused: {errno.errorcode.get(error.errno or 0, str(error))}"
    except ValueError as error:  # setrlimit says so of its own accord.
        return f"refused: {error}"
    return BREACH


def attack(canary: str) -> dict[str, str]:
    """Run every probe; `canary` is a readable file outside. Maps each to `refused: ...` or BREACH.

    What must work is told as `works` or by its error.
    """
    results = {name: _attempt(probe) for name, probe in probes(canary).items()}
    for name, probe in works().items():
        told = _attempt(probe)
        results[name] = "works" if told == BREACH else told
    return results


def report(canary: str) -> None:
    """Print the results as one line of JSON."""
    sys.stdout.write(json.dumps(attack(canary)) + "\n")
