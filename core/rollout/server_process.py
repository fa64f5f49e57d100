r"""A server of one's own: started on a free loopback port, and gone when the block ends.

    this process                                   child
      pipe ◀──────── "http://127.0.0.1:41234\n" ── `sallyport serve ... --port 0 --ready-fd N`
      leaving the block ── SIGTERM, deadline, SIGKILL ──▶ its process group

The child sees to its own end when this process dies without a word (see the `serve` command).
"""

from __future__ import annotations

import contextlib
import importlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from ..errors import ConfigurationError, NotReadyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

START_S: Final = 60.0
"""How long a server may take until it serves; importing the libraries cold takes about ten."""

STOP_S: Final = 15.0
"""How long it may take to stop by itself: its own draining, and some more."""

_TAIL_BYTES: Final = 65_536


@contextlib.contextmanager
def own_server(arguments: Sequence[str]) -> Iterator[str]:
    """Run `sallyport serve` with `arguments` on a free port; yield its base address.

    Raises NotReadyError with its last words when it does not serve, ConfigurationError when it
    refuses its settings.
    """
    with tempfile.TemporaryFile() as log:
        ready, write_end = os.pipe()
        try:
            try:
                child = _start([*arguments, "--port", "0", "--ready-fd", str(write_end)], log)
            finally:
                os.close(write_end)
            try:
                yield _address(ready, child, log)
            finally:
                _stop(child)
        finally:
            os.close(ready)


def _start(arguments: Sequence[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    package = importlib.import_module(__name__.partition(".")[0])
    root = str(Path(next(iter(package.__path__))).parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-m", package.__name__, "serve", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=(int(arguments[-1]),),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        # Its own session: an interrupt at the terminal is ours to pass on, after the goodbyes.
        start_new_session=True,
    )


def _address(ready: int, child: subprocess.Popen[bytes], log: IO[bytes]) -> str:
    text = b""
    deadline = time.monotonic() + START_S
    poll = select.poll()
    poll.register(ready, select.POLLIN)
    while not text.endswith(b"\n"):
        readable = poll.poll(1000 * max(0.0, deadline - time.monotonic()))
        chunk = os.read(ready, 1024) if readable else b""
        if not chunk:
            raise _not_serving(child, log, in_time=bool(readable))
        text += chunk
    return text.decode().strip()


def _not_serving(
    child: subprocess.Popen[bytes], log: IO[bytes], *, in_time: bool
) -> ConfigurationError | NotReadyError:
    if not in_time:
        return NotReadyError(f"the server does not serve after {START_S:g} s: {_tail(log)}")
    try:
        code = child.wait(STOP_S)
    except subprocess.TimeoutExpired:
        return NotReadyError(f"the server closed its pipe and runs on: {_last_line(log)}")
    words = _last_line(log)
    if code == 2:
        return ConfigurationError(words.removeprefix("sallyport: "))
    return NotReadyError(f"the server ended with exit code {code}: {words}")


def _last_line(log: IO[bytes]) -> str:
    return _tail(log).splitlines()[-1]


def _tail(log: IO[bytes]) -> str:
    log.seek(0, os.SEEK_END)
    log.seek(max(0, log.tell() - _TAIL_BYTES))
    return log.read().decode(errors="replace").strip() or "it said nothing"


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            # The group is the child's own session (start_new_session), so nobody else is hit; the
            # child is not reaped yet, so the number is still its.
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
