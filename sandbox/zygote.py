"""The zygote: a clean process that imports everything once and then only forks.

    front door ──exec──▶ zygote: multiprocess's fork server            (one a generation)
        │                   │ preload: sandbox/preload imports libraries and environments,
        │                   │          prepares the jail, freezes the heap
        │  connect + fds    │
        ├──────────────────▶│── fork ──▶ warden (sandbox/warden) ──▶ interpreter
        └◀───────────────────── its pid

`multiprocess.forkserver.main` is the loop in the zygote. The client's half is written here rather
than taken from `multiprocess.forkserver.ForkServer`, which would give the zygote the server's whole
environment, start a resource-tracker process, and allow one zygote in a process: we scrub the
environment at exec, need no tracker, and replace zygotes while their workers live on.

What is pickled goes inward only: a constant of ours, to a child of our own fork server.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import secrets
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from multiprocess import reduction  # type: ignore[import-untyped]  # ships no types

from .forks import COLLECT
from .jail.spec import JailSpec
from .setup import SOCKET_NAME, EnvironmentSetup, WardenStart, ZygoteSetup

_SIGNED = struct.Struct("q")
"""How the fork server writes a pid (multiprocess.forkserver.SIGNED_STRUCT)."""

_ENVIRONMENT = {
    # One thread: a forked process has no other, and a threaded one may not enter a user namespace.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    # Every arena of the allocator takes address space, which is limited, and a thread makes one.
    "MALLOC_ARENA_MAX": "2",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "HOME": "/scratch",
    "PATH": "/usr/bin:/bin",
    "MPLBACKEND": "Agg",
    # One for all generations of this server: a world that is made again in a worker of a later one
    # then goes through sets of strings in the same order.
    "PYTHONHASHSEED": str(1 + secrets.randbelow(2**32 - 1)),
}
"""All that a worker's environment holds, fixed at exec: what was cleared later could be read back
from the process's memory."""

_COMMAND = (
    # What is imported stays: collecting meanwhile would find nothing, in a sixth of the time.
    "import gc, sys; gc.disable(); sys.path[:0] = {path!r}; "
    f"{COLLECT}; from multiprocess.forkserver import main; "
    "import sallyport.sandbox.preload as p; p.preload({setup!r}, {ready}, _hooks, _real); "
    "main({listener}, {alive}, [])"
)


class Zygote:
    """One generation of the fork server; `spawn` forks a worker off it.

    Start it before the server has sockets or threads: it inherits no descriptor but its own two.
    Closing it (or the death of this process, in whatever way) ends the zygote; workers live on
    until their own lifelines are cut.
    """

    def __init__(
        self,
        environments: tuple[EnvironmentSetup, ...],
        jail: JailSpec,
        *,
        judges_only: bool = False,
    ) -> None:
        self._folder = tempfile.mkdtemp(prefix="sallyport-")
        setup = ZygoteSetup(environments, self._folder, jail, judges_only)
        self._address = str(Path(self._folder) / SOCKET_NAME)
        alive_r, self._alive_w = os.pipe()
        self._ready_r, ready_w = os.pipe()
        os.set_blocking(self._ready_r, False)
        self._ready = False
        try:
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(self._address)
                listener.listen(socket.SOMAXCONN)
                self._process = self._exec(setup, listener.fileno(), alive_r, ready_w)
        except BaseException:
            os.close(self._alive_w)
            os.close(self._ready_r)
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        finally:
            os.close(alive_r)
            os.close(ready_w)

    def _exec(
        self, setup: ZygoteSetup, listener: int, alive: int, ready: int
    ) -> subprocess.Popen[bytes]:
        command = _COMMAND.format(
            path=[str(Path(entry).resolve()) for entry in sys.path if entry],
            setup=msgspec.json.encode(setup).decode(),
            listener=listener,
            alive=alive,
            ready=ready,
        )
        return subprocess.Popen(
            # As -I, but for the one PYTHON variable that the environment below holds.
            [sys.executable, "-P", "-s", "-B", "-c", command],
            env=_ENVIRONMENT,
            cwd="/",
            stdin=subprocess.DEVNULL,
            # What a terminal or a supervisor sends to the server's group is the server's to answer.
            start_new_session=True,
            pass_fds=(listener, alive, ready),
        )

    @property
    def pid(self) -> int:
        """The zygote's process id."""
        return self._process.pid

    @property
    def ready(self) -> bool:
        """Whether everything is imported, so that a fork is a matter of milliseconds."""
        if not self._ready and self._alive_w >= 0:
            with contextlib.suppress(BlockingIOError):
                self._ready = os.read(self._ready_r, 1) != b""
        return self._ready

    def alive(self) -> bool:
        """Whether the zygote still runs (and reap it if not)."""
        return self._process.poll() is None

    def spawn(self, start: WardenStart, fds: Sequence[int]) -> int:
        """Ask for one worker that inherits `fds`; return the descriptor on which its pid comes.

        The descriptor gives 8 bytes (see `read_pid`) when the fork is done, end of file when it
        was not. Raises OSError when the zygote is gone.
        """
        with socket.socket(socket.AF_UNIX) as client, Path(os.devnull).open("rb") as null:
            client.connect(self._address)
            pid_r, pid_w = os.pipe()
            try:
                start_r, start_w = os.pipe()
            except OSError:
                os.close(pid_r)
                os.close(pid_w)
                raise
            try:
                # The loop expects its alive pipe and a resource tracker's before ours: a worker
                # that held the first would keep a dead server's zygote alive.
                reduction.sendfds(client, [start_r, pid_w, null.fileno(), null.fileno(), *fds])
                os.write(start_w, pickle.dumps({}) + pickle.dumps(start))
            except BaseException:
                os.close(pid_r)
                raise
            finally:
                for fd in (start_r, start_w, pid_w):
                    os.close(fd)
        return pid_r

    def close(self) -> None:
        """End the zygote and wait until it is gone; idempotent."""
        if self._alive_w >= 0:
            os.close(self._alive_w)
            os.close(self._ready_r)
            self._alive_w = -1
            self._process.kill()
            self._process.wait()
            shutil.rmtree(self._folder, ignore_errors=True)


def read_pid(fd: int) -> int:
    """Read what `Zygote.spawn` returned, close it, return the pid. Raises EOFError if none came."""
    try:
        data = os.read(fd, _SIGNED.size)
    finally:
        os.close(fd)
    if len(data) != _SIGNED.size:
        raise EOFError("the zygote did not fork")
    return int(_SIGNED.unpack(data)[0])
