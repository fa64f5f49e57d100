"""A server started to be watched: its address, its process, a temporary folder of its own."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sallyport.core.rollout.server_process import own_server

from .holdings import Holdings, files_below, groups_of, holdings_of, settled, settled_to
from .told import Told, is_at_rest, workers_of
from .tree import Process, adopt_orphans, children_of, kill, processes_of

PATIENCE_S: Final = 60.0
"""How long a server may take to come to rest after a storm: killed processes, their groups, pools
that fill again, on a machine that is busy with others."""

INTERNAL: Final = '"internal_error"'
"""How a bug of the server's is called in its log."""

_GONE_S: Final = 10.0
"""How long the last processes of a server that has ended may take to be gone."""

_PAUSE_S: Final = 0.1


@dataclass(frozen=True)
class Watched:
    """A running server. `pid` is the front door's; `folder` holds all its temporary files."""

    base: str
    pid: int
    folder: Path

    @property
    def told(self) -> Told:
        """What it says of itself."""
        return Told(self.base)

    def processes(self) -> list[Process]:
        """Return its processes but the front door."""
        return processes_of(self.pid)

    def kill(self, victim: int) -> bool:
        """SIGKILL one of them by its pid; False when it was gone."""
        return kill(self.pid, victim)

    def holdings(self) -> Holdings:
        """Look at what it holds now."""
        return holdings_of(self.pid, self.folder)

    def settled(self) -> Holdings:
        """Look at what it holds when it has come to rest."""
        self.wait_for_rest()
        return settled(self.holdings, PATIENCE_S)

    def settled_to(self, before: Holdings) -> Holdings:
        """Look at what it holds once that is no more than before, or after PATIENCE_S seconds."""
        self.wait_for_rest()
        return settled_to(before, self.holdings, PATIENCE_S)

    def wait_for_rest(self) -> None:
        """Wait until the pools lend and owe nothing, no longer than PATIENCE_S seconds."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if is_at_rest(self.told.readiness()["pools"]):
                return
            time.sleep(_PAUSE_S)

    def stray_workers(self) -> int:
        """Return how many workers are lent while no session lives, or run and no pool knows them.

        Ask when every session has ended; those that are about to go are waited for.
        """
        deadline = time.monotonic() + PATIENCE_S
        while (strays := self._strays()) and time.monotonic() < deadline:
            time.sleep(_PAUSE_S)
        return strays

    def _strays(self) -> int:
        pools = self.told.readiness()["pools"]
        wardens = sum(1 for each in self.processes() if each.kind == "warden")
        lent: int = sum(pool["leased"] for pool in pools.values())
        return lent + max(0, wardens - workers_of(pools))

    def errors(self) -> list[str]:
        """Return the lines of its log, which is on its standard error, that tell of its own faults.

        Ask while it runs: the log is a file without a name, which ends with it.
        """
        with (Path("/proc") / str(self.pid) / "fd" / "2").open(errors="replace") as log:
            return [line for line in log if INTERNAL in line]

    def renew_workers(self) -> None:
        """Kill the idle workers: a pool that grew, because many waited, is filled to its size."""
        for each in self.processes():
            if each.kind == "warden":
                self.kill(each.pid)
        self.wait_for_rest()


@dataclass
class Remains:
    """What is left of a server after its end: 0 each, if it keeps its word."""

    processes: int = 0
    files: int = 0
    groups: int = 0


@contextlib.contextmanager
def watched_server(arguments: Sequence[str], remains: Remains | None = None) -> Iterator[Watched]:
    """Run `sallyport serve` with `arguments`; `remains` is filled in after its end.

    Raises NotReadyError or ConfigurationError when it does not serve.
    """
    adopt_orphans()
    before = set(children_of(os.getpid()))
    with TemporaryDirectory(prefix="watched-") as temporary, contextlib.ExitStack() as stack:
        folder = Path(temporary)
        with _temporary_files_in(folder):
            base = stack.enter_context(own_server(arguments))
        (pid,) = set(children_of(os.getpid())) - before
        yield Watched(base, pid, folder)
        stack.close()
        if remains is not None:
            _look_for(remains, pid, folder)


@contextlib.contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    # Read by the server alone: this process has chosen its own folder before.
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before


def _look_for(remains: Remains, server: int, folder: Path) -> None:
    deadline = time.monotonic() + _GONE_S
    while True:
        remains.processes = len(processes_of(server))
        remains.files, remains.groups = files_below(folder), groups_of(server)
        if not any(vars(remains).values()) or time.monotonic() > deadline:
            return
        time.sleep(_PAUSE_S)
