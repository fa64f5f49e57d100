"""`sallyport serve` as a process of its own, which tests signal and kill."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil

from tests.serving import LEVEL, WORLD


class Started:
    """`sallyport serve` of the faulty world, in a process group and a temporary folder of its own.

    `ready` is the reading end of what it says once it serves: its address.
    """

    def __init__(
        self,
        folder: Path,
        *sets: str,
        port: int = 0,
        limit: Callable[[], object] | None = None,
    ) -> None:
        self.temporary = folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        self.log = folder / "log"
        file = folder / "server.yaml"
        file.write_text(f"faulty: {{resources_servers: {{faulty: {{entrypoint: {WORLD!r}}}}}}}\n")
        chosen = ("pool.size=1", f"isolation.require={LEVEL}", *sets)
        self.ready, write_end = os.pipe()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "sallyport", "serve", "faulty"),
                    *("--config", str(file), "--port", str(port), "--ready-fd", str(write_end)),
                    *(part for each in chosen for part in ("--set", each)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(write_end,),
                env={**os.environ, "TMPDIR": str(self.temporary)},
                start_new_session=True,
                # Async-signal-safe by its nature: it makes one system call.
                preexec_fn=limit,
            )
        os.close(write_end)

    def processes(self) -> set[int]:
        """The server and everything below it."""
        server = psutil.Process(self.process.pid)
        return {server.pid, *(child.pid for child in server.children(recursive=True))}

    def events(self) -> list[dict[str, Any]]:
        """What was logged."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line[:1] == "{"]


class Served(Started):
    """A started one that serves at `base`."""

    def __init__(
        self,
        folder: Path,
        *sets: str,
        port: int = 0,
        limit: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(folder, *sets, port=port, limit=limit)
        with open(self.ready) as pipe:
            self.base = pipe.readline().strip()
        if not self.base:
            self.process.wait(15)
            raise AssertionError(self.log.read_text())
        self.port = urlsplit(self.base).port or 0


@contextlib.contextmanager
def serving(
    folder: Path, *sets: str, port: int = 0, limit: Callable[[], object] | None = None
) -> Iterator[Served]:
    """A served process, killed at the end of the block if it still runs."""
    served = Served(folder, *sets, port=port, limit=limit)
    try:
        yield served
    finally:
        served.process.kill()
        served.process.wait()


def wait_for(holds: Callable[[], object], within_s: float = 15.0) -> None:
    """Wait until something holds that happens in another process."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
