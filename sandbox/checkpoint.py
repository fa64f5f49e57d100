"""A checkpoint: a parked copy of the interpreter's process, for the day the process is killed.

    interpreter ── answers a call ── fork ──▶ copy: announces itself, waits on the wake socket
        │ (goes on)                              │
        x killed                                 ◀── warden: a fresh data socket
                                                 └─▶ goes on in its place, from before the call

The copy is copy-on-write, made after the reply was sent, one at a time. It holds everything that a
process holds but its threads, which a fork does not copy.
"""

from __future__ import annotations

import os
import random
import select
import socket
import time
import warnings
from typing import Final

from . import forks
from .orders import ANNOUNCE

_FD_BYTES: Final = 4

_ANNOUNCED_MS: Final = 1000
"""How long a copy may take to announce itself, on a machine that hardly runs; then it has died, and
is not waited for."""


_ENDED_S: Final = 0.5
_LOOK_S: Final = 0.0005
"""How long the copy before is waited for, and how often it is looked for; it is killed already."""


class Checkpoints:
    """The checkpoints of this process; `wake` is the socket that it shares with its warden."""

    def __init__(self, wake: socket.socket) -> None:
        self._wake = wake
        self._copies: list[int] = []
        # Made now: a cell may later hold every descriptor that can be had.
        self._announced = os.eventfd(0, os.EFD_CLOEXEC)

    def take(self) -> socket.socket | None:
        """Replace the checkpoint by a copy of this very moment; the warden ends the one before.

        Where no copy can be made there is none from then on, until the next one.
        Returns None in the process that goes on; in the copy, once it is woken, the data socket to
        go on with. A copy that will never be woken ends in here.
        """
        before, self._copies = self._copies, []
        state = random.getstate()
        with warnings.catch_warnings():
            # Threads that a cell left behind are not in the copy; that is known and documented.
            warnings.simplefilter("ignore", DeprecationWarning)
            try:
                # The copy runs nothing but `_park` until it takes the original's place.
                copy = forks.fork_bare()
            except OSError:
                # No memory or no process to be had: better no checkpoint than one of another time.
                self._wake.send(ANNOUNCE)
                self._copies = _not_ended(before)
                return None
        if copy == 0:
            woken = self._park()
            forks.run(forks.IN_CHILD)
            # `random` draws a new seed in every forked child; this one is to go on as it was.
            random.setstate(state)
            return woken
        self._await_announcement()
        self._copies = [*_not_ended(before), copy]
        return None

    def _await_announcement(self) -> None:
        """Go on only once the copy is known: the next call may be this process's last."""
        announced = select.poll()
        announced.register(self._announced, select.POLLIN)
        if announced.poll(_ANNOUNCED_MS):
            os.eventfd_read(self._announced)

    def _park(self) -> socket.socket:
        # The warden reads the sender's pid off the kernel's credentials, not the message.
        self._wake.send(ANNOUNCE)
        os.eventfd_write(self._announced, 1)
        _, ancillary, _, _ = self._wake.recvmsg(1, socket.CMSG_SPACE(_FD_BYTES))
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                fd = int.from_bytes(data[:_FD_BYTES], "little")
                return socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, fd)
        # The warden is gone, and so is everything that this copy could go on for.
        os._exit(0)


def _not_ended(children: list[int]) -> list[int]:
    """Wait for processes that the warden ends, and return those that took too long.

    The signal of their end comes now, when no cell runs that may listen for children of its own.
    """
    end = time.monotonic() + _ENDED_S
    left = children
    while (left := [child for child in left if not _has_ended(child)]) and time.monotonic() < end:
        time.sleep(_LOOK_S)
    return left


def _has_ended(child: int) -> bool:
    """Reap a child if it has ended; a cell that waits for children may have done so before."""
    try:
        return os.waitpid(child, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True
