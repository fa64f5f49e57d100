"""Processes of clients: started, waited for until they serve, and gone with the block."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from sallyport.core.errors import NotReadyError

START_S: Final = 180.0
"""Importing an agent's packages cold takes half a minute on a busy machine."""

_LOOK_S: Final = 0.2


def free_port() -> int:
    """A port that nobody listens on now; the process that is given it binds it a moment later."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@contextlib.contextmanager
def serving(
    command: Sequence[str], variables: Mapping[str, str], folder: Path, url: str
) -> Iterator[None]:
    """Run a server until the block ends; it serves once `url` answers.

    Raises NotReadyError with its last words when it does not.
    """
    log = folder / "server.log"
    with log.open("wb") as out:
        child = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **variables},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        deadline = time.monotonic() + START_S
        while not _answers(url):
            if child.poll() is not None or time.monotonic() > deadline:
                words = log.read_text(errors="replace").strip().splitlines() or ["nothing"]
                raise NotReadyError(f"{command[0]} does not serve; it said: {words[-1]}")
            time.sleep(_LOOK_S)
        yield
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # loopback, our own address
            return True
    except (urllib.error.URLError, OSError):
        return False
