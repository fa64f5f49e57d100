"""A crowd of live sessions, from baseline to baseline."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from rich.console import Console

from scripts.benchmarks.figures import Figure
from scripts.benchmarks.machine import available_bytes, pss_bytes
from scripts.benchmarks.samples import quantile
from scripts.watched.leftovers import STRAYS, left, remaining
from scripts.watched.report import none_of, told
from scripts.watched.server import Remains, Watched, watched_server

from .crowd import Crowd, Failures
from .veterans import SETTINGS, Veterans

_MIB: Final = 1 << 20

_LEFT_MIB: Final = 64
"""By how much a server's memory may have grown after a crowd: allocators keep what they had."""

_SPARE: Final = 64
"""Sessions that open and close before the first look, and workers beyond those of sessions."""

_SHOWN_CAUSES: Final = 3


def crowd_soak(
    count: int, rate: float, seconds: float, console: Console, *, veterans: bool
) -> list[Figure]:
    """Hold `count` sessions at once, call them at a rate, close them; return what was measured.

    `veterans` have lived before they are held (veterans.py).
    """
    remains = Remains()
    kind, more = (Veterans, SETTINGS) if veterans else (Crowd, ())
    with watched_server(["math_with_code", *_settings(count), *more], remains) as watched:
        _warm_up(watched)
        before, memory = watched.settled(), _memory_of(watched)
        soak = _Soak(watched, kind(watched.base, count), console)
        figures = [*soak.open(), *soak.call(rate, seconds), *soak.close()]
        with console.status("back at the baseline?"):
            figures.append(none_of("closed", STRAYS, watched.stray_workers()))
            watched.renew_workers()
            figures += left("closed", before, watched.settled_to(before))
            figures.append(_growth((_memory_of(watched) - memory) / _MIB))
    return [*figures, *remaining(remains)]


def _settings(count: int) -> list[str]:
    chosen = (
        f"sessions.max_sessions={count + _SPARE}",
        f"pool.max_workers={count + 2 * _SPARE}",
        "pool.size=2",
        # What it holds is compared with what it held.
        "pool.max_warm=0",
        # They are opened as fast as this machine can; how fast that is, is not promised here.
        "pool.max_queue_s=300",
        "sessions.idle_ttl_s=7200",
        "log.level=error",
    )
    return [f"--set={each}" for each in chosen]


class _Soak:
    """A crowd's way through a server; each step returns its figures."""

    def __init__(self, watched: Watched, crowd: Crowd, console: Console) -> None:
        self._watched = watched
        self._crowd = crowd
        self._console = console

    def open(self) -> list[Figure]:
        """Open every session, then ask each for its number."""
        count, available = len(self._crowd.sessions), available_bytes()
        memory = _memory_of(self._watched)
        opened = self._step(f"opening {count:,} sessions", self._crowd.open)
        live = self._watched.told.sessions()
        taken = (available - available_bytes()) / count / _MIB
        memory = _memory_of(self._watched) - memory
        asked = self._step("asking each of them", self._crowd.ask)
        return [
            Figure(
                section="crowd",
                what="live sessions at once",
                value=live,
                unit="",
                limit=count,
                at_least=True,
            ),
            told("crowd", "processes of the server then", self._watched.holdings().processes),
            told("crowd", "memory of each (proportional set size)", memory / count / _MIB, "MiB"),
            told("crowd", "available memory taken meanwhile, each", taken, "MiB"),
            *opened,
            *asked,
        ]

    def call(self, rate: float, seconds: float) -> list[Figure]:
        """Send calls at a rate and time them."""
        failures = Failures()
        with self._console.status(f"{rate:g} calls/s for {seconds:g} s"):
            started = time.perf_counter()
            times = self._crowd.call_at(rate, seconds, failures)
            took = time.perf_counter() - started
        self._tell("called", failures)
        return [
            told("calls", f"sent at {rate:g} calls/s, answered", len(times) / took, "calls/s"),
            none_of("calls", "failed", failures.count),
            *(
                told(
                    "calls", f"a trivial call, p{100 * share:g}", 1e3 * quantile(times, share), "ms"
                )
                for share in (0.5, 0.99, 1.0)
            ),
        ]

    def close(self) -> list[Figure]:
        """Close every session."""
        closed = self._step("closing", self._crowd.close)
        self._watched.wait_for_rest()
        return [*closed, none_of("closed", "sessions left", self._watched.told.sessions())]

    def _step(self, what: str, work: Callable[[Failures], None]) -> list[Figure]:
        failures = Failures()
        with self._console.status(what):
            started = time.perf_counter()
            work(failures)
            took = time.perf_counter() - started
        self._tell(what, failures)
        return [told("crowd", what, took, "s"), none_of("crowd", f"{what}: failed", failures.count)]

    def _tell(self, what: str, failures: Failures) -> None:
        for cause, number in failures.causes.most_common(_SHOWN_CAUSES):
            self._console.print(f"{what}: {number} x {cause}", markup=False)


def _warm_up(watched: Watched) -> None:
    crowd, failures = Crowd(watched.base, _SPARE), Failures()
    crowd.open(failures)
    crowd.close(failures)
    watched.wait_for_rest()
    watched.renew_workers()


def _memory_of(watched: Watched) -> int:
    return pss_bytes([watched.pid, *(each.pid for each in watched.processes())])


def _growth(mib: float) -> Figure:
    what = "memory of the whole server, grown by"
    return Figure(section="closed", what=what, value=mib, unit="MiB", limit=_LEFT_MIB)
