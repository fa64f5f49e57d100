"""Doing something in a copy of this process, and keeping nothing of it but bytes.

process ── fork ──▶ copy: works, sends what it made, ends
◀────── bytes ────┘       whatever it changed, spoilt or spent is gone with it
"""

from __future__ import annotations

import gc
import os
import random
import signal
import socket
import warnings
from typing import TYPE_CHECKING, Final, NoReturn

from ....core.errors import NotCopyableError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_S: Final = 20
"""Seconds that the copy may take: some 16 MiB are written in one. The front door waits longer."""

_CHUNK_BYTES: Final = 1 << 16

_random_state: Final = random.getstate
_set_random_state: Final = random.setstate


def apart(work: Callable[[bool], bytes]) -> bytes:
    """Return what `work(True)` gives in a forked copy; where none can be made, `work(False)`'s.

    Raises NotCopyableError when the copy dies of it.
    """
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            pid = _fork()
            if pid == 0:
                _work_and_end(work, theirs)
        if pid is None:
            return work(False)
        data = _read_all(ours)
        return _checked(pid, data)


def _fork() -> int | None:
    # `random` draws a new seed in every forked child; this one is to find what it is to copy.
    state = _random_state()
    with warnings.catch_warnings():
        # Threads that a cell left behind are not in the copy, which does not wait for any.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            # Safe: the child returns from nothing here; see _work_and_end.
            pid = os.fork()
        except OSError:
            return None
    if pid == 0:
        _set_random_state(state)
    return pid


def _work_and_end(work: Callable[[bool], bytes], out: socket.socket) -> NoReturn:
    code = 70  # EX_SOFTWARE
    try:
        # A handler of the program's must not outlive this; the default action ends the copy.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(MAX_S)
        gc.disable()
        out.sendall(work(True))
        code = 0
    finally:
        # The only way out: the frames below belong to the process that goes on.
        os._exit(code)


def _read_all(source: socket.socket) -> bytes:
    data = bytearray()
    while chunk := source.recv(_CHUNK_BYTES):
        data += chunk
    return bytes(data)


def _checked(pid: int, data: bytes) -> bytes:
    try:
        _, status = os.waitpid(pid, 0)
    except ChildProcessError:
        # Something that the program left running waits for any child; the bytes are all there.
        status = 0 if data else 1
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        raise NotCopyableError(f"Writing the session's state took longer than {MAX_S} s.")
    if status:
        raise NotCopyableError("Writing the session's state took its process down.")
    return data
