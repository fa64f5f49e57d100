"""The servers that are measured, each a process of its own on a free loopback port."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sallyport.core.rollout.server_process import own_server

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).resolve().parents[2]


def python_environment() -> dict[str, str]:
    """Return the variables for a helper process: it finds the project, and has one thread."""
    one_thread = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**os.environ, **one_thread, "PYTHONPATH": str(_ROOT)}


@contextlib.contextmanager
def noop_server() -> Iterator[str]:
    """Run the no-op; yield its base address."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        port = listener.getsockname()[1]
        child = subprocess.Popen(
            [sys.executable, "-m", "scripts.benchmarks.noop_app", str(listener.fileno())],
            stdin=subprocess.PIPE,
            env=python_environment(),
            pass_fds=(listener.fileno(),),
        )
    with child:
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def our_server(environment: str, *settings: str) -> Iterator[str]:
    """Run `sallyport serve` for one environment with `key=value` settings; yield its address."""
    with own_server([environment, *(f"--set={setting}" for setting in settings)]) as url:
        yield url
