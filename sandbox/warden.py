"""The warden: the first process of a worker, which guards the one that runs untrusted code.

    front door ══control (orders / reports)══ WARDEN  (pid 1 of its namespace)
         ║                                      │ fork, kill, freeze, reap   ║ wake
         ╚═════════data (frames)═════════ INTERPRETER ── fork ──▶ CHECKPOINT ╝  (parked)

Guarantees. The warden runs no untrusted code and believes no byte that untrusted code wrote: only
orders of the front door, exit statuses and the pids that the kernel itself tells. When the control
socket ends, because the front door closed it or died in whatever way, everything here is killed.
When the interpreter ends, its exit status is reported; then either its checkpoint goes on in its
place or nothing here outlives it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import traceback
from typing import Final

import msgspec
from multiprocess import forkserver  # type: ignore[import-untyped]  # ships no types

from . import preload
from .frames import Failed, encode
from .jail import enter_warden, lock_interpreter, lowered
from .setup import WardenStart
from .title import show_title, worker_title
from .watch import Watch

_TRACEBACK_CHARACTERS: Final = 4000
"""Of a failure's traceback, its end: the frames that say where."""


def run_warden(start: WardenStart) -> int:
    """Become the warden of one worker, in a child of the zygote; return its exit code."""
    control_fd, data_fd = forkserver.get_inherited_fds()
    try:
        # The interpreter and its checkpoints inherit it.
        show_title(worker_title(start.environment, start.slot))
        enter_warden(preload.jail[0], start.slot, {control_fd, data_fd})
    except Exception as error:
        report_failure(data_fd, error)
        raise
    # Their numbers come after all that the zygote holds: one for each of its children, and what an
    # environment's preloading opened. All of that is closed here, and only now are low ones free.
    control_fd, data_fd = lowered(control_fd), lowered(data_fd)
    control = socket.socket(fileno=control_fd)
    wake, wake_far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    wake.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    interpreter = _fork_interpreter(start, (control, wake), data_fd, wake_far)
    os.close(data_fd)
    wake_far.close()
    return Watch(control, wake, interpreter).run()


def _fork_interpreter(
    start: WardenStart,
    wardens: tuple[socket.socket, ...],
    data_fd: int,
    wake: socket.socket,
) -> int:
    warden = os.getpid()
    # Safe to fork: the process is a fresh fork of a single-threaded zygote and has one thread.
    pid = os.fork()
    if pid:
        return pid
    code = 70  # EX_SOFTWARE: only left in place when run_worker itself broke
    try:
        for each in wardens:
            each.close()
        spec = preload.jail[0].limited_to(start.memory_bytes)
        lock_interpreter(spec, {data_fd, wake.fileno()}, warden)
        from .worker import run_worker

        code = run_worker(start, data_fd, wake)
    except BaseException as error:  # noqa: BLE001  # told to the front door, and the process ends
        report_failure(data_fd, error)
    finally:
        # Never return into the warden's frames, whatever was raised.
        os._exit(code)


def report_failure(data_fd: int, error: BaseException) -> None:
    """Say why the worker cannot start or go on: an answer to no call, and its last words."""
    told = {"traceback": "".join(traceback.format_exception(error))[-_TRACEBACK_CHARACTERS:]}
    message = f"{type(error).__name__}: {error}"[:_TRACEBACK_CHARACTERS]
    with contextlib.suppress(OSError):
        os.write(data_fd, encode(Failed(0, "not_ready", message, msgspec.json.encode(told))))
