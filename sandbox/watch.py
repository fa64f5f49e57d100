"""The warden's watch: orders, deaths and announcements, one after another, until the end.

control readable ─▶ order   interrupt, freeze, thaw, restore; its end: kill all
wake readable ────▶ a checkpoint announced itself: it replaces the one before, which is killed
SIGCHLD ──────────▶ reap; was it the interpreter? report, hold or end
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import time
from typing import Final

from .orders import (
    ANNOUNCE,
    EXITED,
    FREEZE,
    HELD,
    INTERRUPT_SIGNALS,
    REPORT,
    RESTORE,
    THAW,
)

_CREDENTIALS: Final = struct.Struct("iII")
"""struct ucred: pid, uid, gid; see unix(7)."""

_BEYOND: Final = 64
"""Pids looked at above the highest that is known: what was forked since may have a little more."""

_PIDS: Final = 1 << 22
"""More than any pid: the most that Linux lets /proc/sys/kernel/pid_max be; see proc(5)."""

_ENDING_S: Final = 0.001
"""How long killed processes are given to end before their places are asked for again."""


class Watch:
    """Watches over `interpreter` (a pid) on behalf of whoever holds the far end of `control`."""

    def __init__(self, control: socket.socket, wake: socket.socket, interpreter: int) -> None:
        self._control = control
        self._wake = wake
        self._interpreter = interpreter
        self._checkpoint = 0
        self._is_init = os.getpid() == 1
        self._child_r, child_w = os.pipe()
        os.set_blocking(self._child_r, False)
        os.set_blocking(child_w, False)
        signal.set_wakeup_fd(child_w, warn_on_full_buffer=False)
        # A handler must exist for the wake-up byte to be written.
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def run(self) -> int:
        """Watch until nothing is left to watch; return the exit code."""
        poll = select.poll()
        for source in (self._control, self._wake, self._child_r):
            poll.register(source, select.POLLIN)
        try:
            # A child may have ended before the handler was in place: look before waiting.
            while self._mourn():
                ready = {fd for fd, _ in poll.poll()}
                if self._wake.fileno() in ready:
                    self._hear()
                if self._control.fileno() in ready and not self._obey():
                    break
        except OSError:
            # The front door is gone in the middle of a report, or nothing can go on: the end of
            # the warden says it all.
            return 0
        finally:
            self._kill_all(signal.SIGKILL)
        return 0

    # ── deaths ───────────────────────────────────────────────────────────────────────────────────

    def _mourn(self) -> bool:
        """Reap; report the interpreter's end; False when there is nothing to go on with."""
        status = self._reap()
        if status is None:
            return True
        self._interpreter = 0
        self._hear()
        held = self._checkpoint != 0
        self._control.send(REPORT.pack(HELD if held else EXITED, status))
        return held

    def _reap(self) -> int | None:
        """Reap every ended process; return the interpreter's wait status when it is among them."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._child_r, 512)
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
            if pid == self._checkpoint:
                self._checkpoint = 0

    # ── announcements ────────────────────────────────────────────────────────────────────────────

    def _hear(self) -> None:
        """Take in every announcement that has come; the last one stands."""
        while True:
            try:
                data, ancillary, _, _ = self._wake.recvmsg(
                    len(ANNOUNCE), socket.CMSG_SPACE(_CREDENTIALS.size), socket.MSG_DONTWAIT
                )
            except BlockingIOError:
                return
            if not data:
                return
            for level, kind, content in ancillary:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                    self._replace(_CREDENTIALS.unpack(content[: _CREDENTIALS.size])[0])

    def _replace(self, checkpoint: int) -> None:
        """Hold a new checkpoint, by the pid that the kernel told, and end the one before.

        The interpreter announcing itself means that it could make none.
        """
        if self._checkpoint and self._checkpoint != checkpoint:
            self._kill_one(self._checkpoint)
        self._checkpoint = 0 if checkpoint == self._interpreter else checkpoint

    # ── orders ───────────────────────────────────────────────────────────────────────────────────

    def _obey(self) -> bool:
        """Carry out the order that has come; False when the control socket has ended."""
        try:
            orders, fds, _, _ = socket.recv_fds(self._control, 64, 1, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        try:
            for order in orders:
                self._carry_out(bytes([order]), fds)
        finally:
            for fd in fds:
                os.close(fd)
        return bool(orders)

    def _carry_out(self, order: bytes, fds: list[int]) -> None:
        if order in INTERRUPT_SIGNALS:
            if self._interpreter:
                os.kill(self._interpreter, INTERRUPT_SIGNALS[order])
        elif order == FREEZE:
            self._kill_all(signal.SIGSTOP)
        elif order == THAW:
            self._kill_all(signal.SIGCONT)
        elif order == RESTORE:
            self._restore(fds)

    def _restore(self, fds: list[int]) -> None:
        """Let the checkpoint go on in the interpreter's place; without one, let all end."""
        self._hear()
        checkpoint = self._checkpoint
        if not checkpoint or not fds:
            # The next look finds the interpreter dead and reports it.
            self._kill_all(signal.SIGKILL)
            return
        self._kill_others(checkpoint)
        self._interpreter, self._checkpoint = checkpoint, 0
        os.kill(checkpoint, signal.SIGCONT)
        socket.send_fds(self._wake, [RESTORE], fds)

    def _kill_others(self, spared: int) -> None:
        """Kill every process of the worker but one, and wait for their ends.

        All are stopped first, so that none can fork meanwhile; then pids are gone through one by
        one, for a jail has no list of them. They are counted from 1 in a pid namespace. Raises
        ProcessLookupError when the spared one has ended too.
        """
        self._kill_all(signal.SIGSTOP)
        if not self._is_init:
            self._kill_one(self._interpreter)
            return
        killed = self._kill_below(self._highest_pid(spared) + _BEYOND, spared)
        # Whoever goes on is to find their places free. Each becomes a child of pid 1, which the
        # kernel ends without anybody's help, before that pid can mean another process.
        with contextlib.suppress(ChildProcessError):
            while killed:
                pid, _ = os.waitpid(-1, 0)
                killed.discard(pid)
                if pid == spared:
                    raise ProcessLookupError("the checkpoint ended before it could go on")

    def _highest_pid(self, spared: int) -> int:
        """The newest pid of the namespace: that of a child made for the purpose.

        Where stopped processes hold every place or all memory, some of them end first.
        """
        below = 2 * _BEYOND
        while True:
            try:
                # The child does nothing but end; it exists for its number.
                child = os.fork()
            except OSError:
                if below > _PIDS:
                    raise
                self._kill_below(below, spared)
                time.sleep(_ENDING_S)
                self._reap()
                below *= 2
                continue
            if child == 0:
                os._exit(0)
            os.waitpid(child, 0)
            return child

    def _kill_below(self, end: int, spared: int) -> set[int]:
        """Kill every other process with a pid below `end`; return those that there were."""
        return {pid for pid in range(2, end) if pid != spared and self._kill_one(pid)}

    def _kill_one(self, pid: int) -> bool:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def _kill_all(self, number: signal.Signals) -> None:
        # As pid 1 of a namespace, -1 is every other process in it and nothing outside.
        targets = [-1] if self._is_init else [self._interpreter, self._checkpoint]
        for target in targets:
            if target:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(target, number)
