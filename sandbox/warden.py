"""The warden: the first process of a worker, which guards the one that runs untrusted code.

    front door ══control (1 byte orders / reports)══ WARDEN  (pid 1 of its namespace)
         ║                                             │ fork, kill, freeze, reap
         ╚══════════════data (frames)════════════ INTERPRETER (sandbox/worker) ─▶ its children

Guarantees. The warden runs no untrusted code and reads no byte that untrusted code wrote: only
orders of the front door and exit statuses of the kernel. When the control socket ends, because the
front door closed it or died in whatever way, everything here is killed. When the interpreter ends,
its exit status is reported first and then everything else here is killed: nothing outlives it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket

from multiprocess import forkserver  # type: ignore[import-untyped]  # ships no types

from . import preload
from .frames import Failed, encode
from .jail import enter_warden, lock_interpreter
from .orders import EXITED, FREEZE, INTERRUPT, INTERRUPT_SIGNAL, REPORT, THAW
from .setup import WardenStart


def run_warden(start: WardenStart) -> int:
    """Become the warden of one worker, in a child of the zygote; return its exit code."""
    control_fd, data_fd = forkserver.get_inherited_fds()
    try:
        enter_warden(preload.jail[0], start.slot, {control_fd, data_fd})
    except Exception as error:
        report_failure(data_fd, error)
        raise
    control = socket.socket(fileno=control_fd)
    interpreter = _fork_interpreter(start, control, data_fd)
    os.close(data_fd)
    return _Watch(control, interpreter).run()


def _fork_interpreter(start: WardenStart, control: socket.socket, data_fd: int) -> int:
    warden = os.getpid()
    # Safe to fork: the process is a fresh fork of a single-threaded zygote and has one thread.
    pid = os.fork()
    if pid:
        return pid
    code = 70  # EX_SOFTWARE: only left in place when run_worker itself broke
    try:
        control.close()
        lock_interpreter(preload.jail[0], {data_fd}, warden)
        from .worker import run_worker

        code = run_worker(start, data_fd)
    except Exception as error:  # noqa: BLE001  # told to the front door; the process ends either way
        report_failure(data_fd, error)
    finally:
        # Never return into the warden's frames, whatever was raised.
        os._exit(code)


def report_failure(data_fd: int, error: Exception) -> None:
    """Say why the worker cannot start: in place of `ready`, so it is heard only before that."""
    frame = Failed(0, "not_ready", f"{type(error).__name__}: {error}", b"{}")
    with contextlib.suppress(OSError):
        os.write(data_fd, encode(frame))


class _Watch:
    """Waits for orders and for deaths, until the interpreter or the control socket is gone."""

    def __init__(self, control: socket.socket, interpreter: int) -> None:
        self._control = control
        self._interpreter = interpreter
        self._wake_r, wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        os.set_blocking(wake_w, False)
        signal.set_wakeup_fd(wake_w, warn_on_full_buffer=False)
        # A handler must exist for the wake-up byte to be written.
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def run(self) -> int:
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._wake_r, select.POLLIN)
        try:
            while True:
                # A child may have ended before the handler was in place: look before waiting.
                status = self._reap()
                if status is not None:
                    self._control.send(REPORT.pack(EXITED, status))
                    return 0
                poll.poll()
                if not self._obey():
                    return 0
        except OSError:
            # The front door is gone in the middle of a report: nobody is left to tell.
            return 0
        finally:
            self._kill_all(signal.SIGKILL)

    def _reap(self) -> int | None:
        """Reap every ended process; return the interpreter's wait status when it is among them."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake_r, 512)
        found: int | None = None
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return found
            if pid == 0:
                return found
            if pid == self._interpreter:
                found = status

    def _obey(self) -> bool:
        """Carry out the orders that have come; False when the control socket has ended."""
        try:
            orders = self._control.recv(64, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        for order in orders:
            self._carry_out(bytes([order]))
        return bool(orders)

    def _carry_out(self, order: bytes) -> None:
        if order == INTERRUPT:
            os.kill(self._interpreter, INTERRUPT_SIGNAL)
        elif order == FREEZE:
            self._kill_all(signal.SIGSTOP)
        elif order == THAW:
            self._kill_all(signal.SIGCONT)

    def _kill_all(self, number: signal.Signals) -> None:
        if os.getpid() == 1:
            # As pid 1 of a namespace, -1 is every other process in it and nothing outside.
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, number)
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._interpreter, number)
