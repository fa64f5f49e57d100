"""One storm from beginning to end: a server, a baseline, faults, calm, the baseline again."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from scripts.benchmarks.figures import Figure
from scripts.watched.holdings import Holdings
from scripts.watched.leftovers import STRAYS, left, remaining
from scripts.watched.report import none_of
from scripts.watched.server import Remains, Watched, watched_server

from .killer import Killer
from .leavers import Leavers
from .players import Players
from .rollouts import SERVED, Plan
from .tally import Tally
from .telling import tables_of, zygote_figures

_CONFIGURATION: Final = """
math_with_code: {resources_servers: {math_with_code: {
  max_execution_time: 4, memory_limit_bytes: 1073741824}}}
wild_math: {resources_servers: {math_with_code: {
  policy: none, max_execution_time: 4, memory_limit_bytes: 1073741824}}}
"""
"""Short time limits, so that many calls hang; the smallest memory limit, which is soon reached."""

_SETTINGS: Final = ("pool.size=8", "pool.max_warm=0", "pool.max_queue_s=60", "log.level=error")

_SHOWN_ERRORS: Final = 20

_CALM: Final = 3
"""Rollouts of each environment and policy afterwards, which all have to be right."""


class Storm:
    """What one run does and finds; `seed` draws rollouts, troubles and victims."""

    def __init__(self, seed: int) -> None:
        self.tally = Tally()
        self._seed = seed
        self._plan = Plan(seed, self.tally)
        self._calm: list[str] = []
        self._before = self._after = Holdings(0, 0, 0, 0)
        self._strays = 0
        self._errors: list[str] = []
        self._sessions = 0
        self._remains = Remains()
        self._by_server: dict[str, int] = {}

    def run(self, seconds: float, console: Console) -> None:
        """Make faults for so long. Raises NotReadyError when the server does not serve."""
        with _configuration() as file:
            arguments = [*SERVED, "--config", str(file), *(f"--set={each}" for each in _SETTINGS)]
            with watched_server(arguments, self._remains) as watched:
                self._warm_up(watched)
                self._before = watched.settled()
                with console.status(f"faults for {seconds:g} s, then to the last rollout's end"):
                    asyncio.run(self._rage(watched, seconds))
                with console.status("calm: does all of it work, and is nothing left?"):
                    self._look_after(watched)

    def _warm_up(self, watched: Watched) -> None:
        """Play one rollout of each kind: what a server keeps from its first ones is no leak."""
        self._calmly(watched, Plan(self._seed, Tally()), Tally())

    async def _rage(self, watched: Watched, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        killer = Killer(watched, self.tally, self._seed)
        players = Players(watched.base, self.tally)
        leavers = Leavers(watched.base, self.tally, self._seed)
        async with asyncio.TaskGroup() as group:
            endless = [
                group.create_task(each)
                for each in (
                    killer.kill_workers(),
                    killer.kill_zygotes(),
                    players.watch_health(),
                )
            ]
            try:
                await _until(deadline, players.play_until(deadline, self._plan), leavers, endless)
            finally:
                for task in endless:
                    task.cancel()

    def _look_after(self, watched: Watched) -> None:
        watched.wait_for_rest()
        self._by_server = _recoveries(watched)
        self._errors = watched.errors()
        self._strays = watched.stray_workers()
        self._calm = self._calmly(watched, self._plan, self.tally)
        self._sessions = watched.told.sessions()
        watched.renew_workers()
        self._after = watched.settled_to(self._before)

    def _calmly(self, watched: Watched, plan: Plan, tally: Tally) -> list[str]:
        """Play rollouts that nothing disturbs."""
        planned = [
            plan.planned(served, who, calm=True)
            for served in SERVED
            for who in ("oracle", "noop")
            for _ in range(_CALM)
        ]
        return asyncio.run(Players(watched.base, tally).play_all(planned))

    # ── what came of it ──────────────────────────────────────────────────────────────────────────

    def figures(self) -> list[Figure]:
        """Return all that has to hold."""
        not_right = sum(1 for each in self._calm if each != "right")
        return [
            *zygote_figures(self.tally),
            *self.tally.figures(),
            none_of("server", "bugs told in its log", len(self._errors)),
            none_of("afterwards", f"calm rollouts not right, of {len(self._calm)}", not_right),
            none_of("afterwards", "sessions left", self._sessions),
            none_of("afterwards", STRAYS, self._strays),
            *left("afterwards", self._before, self._after),
            *remaining(self._remains),
        ]

    def tables(self) -> Iterator[Table]:
        """Yield what was made and survived, how it was told, and why rollouts failed."""
        return tables_of(self.tally, self._by_server)

    def as_json(self) -> dict[str, Any]:
        """Return the counts, and the first rows that must not be."""
        tally = self.tally
        return {
            "survived": [list(row) for row in tally.survived()],
            "kills": dict(tally.kills),
            "zygote_s": tally.zygote_s,
            "server": self._by_server,
            "statuses": [[*key, count] for key, count in tally.statuses.items()],
            "causes": dict(tally.causes),
            "leavers": dict(tally.leaves),
            "examples": tally.examples,
            "errors": self._errors[:_SHOWN_ERRORS],
        }


async def _until(
    deadline: float,
    rollouts: Coroutine[Any, Any, None],
    leavers: Leavers,
    endless: list[asyncio.Task[None]],
) -> None:
    """Play to the end; faults go on as long as rollouts are drawn."""

    async def no_more_faults() -> None:
        await asyncio.sleep(max(0.0, deadline - time.monotonic()))
        for task in endless[:2]:
            task.cancel()

    await asyncio.gather(rollouts, leavers.leave_until(deadline), no_more_faults())


def _recoveries(watched: Watched) -> dict[str, int]:
    """Return what the server counted of sessions whose worker died."""
    recovered = watched.told.counter("sallyport_recoveries", "outcome")
    killed = watched.told.counter("sallyport_kills", "cause")
    return {
        **{f"{outcome[0]}": int(count) for outcome, count in recovered.items()},
        **{f"worker gone: {cause[0]}": int(count) for cause, count in killed.items()},
    }


@contextlib.contextmanager
def _configuration() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        file = Path(folder, "server.yaml")
        file.write_text(_CONFIGURATION)
        yield file
