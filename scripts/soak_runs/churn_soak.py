"""A churn of short sessions, from baseline to baseline."""

from __future__ import annotations

from typing import Final

from rich.console import Console

from scripts.benchmarks.figures import Figure
from scripts.watched.leftovers import STRAYS, left, remaining
from scripts.watched.report import none_of, told
from scripts.watched.server import Remains, Watched, watched_server

from .churn import MATH, WORKPLACE, churn, memory_of

_MIB: Final = 1 << 20

_GROWTH_MIB: Final = 10
"""What the front door may keep of 20,000 ended sessions: the reasons of their ends, for a while."""

_WARM_UP: Final = 300
"""Sessions before the first look: what a server keeps from its first ones is no leak."""

_MATH_SHARE: Final = 40
"""One session of mathematics, which costs a process, for so many of the workplace."""


def churn_soak(count: int, console: Console) -> list[Figure]:
    """Open and close `count` sessions one after another; return what was measured."""
    remains, settings = (
        Remains(),
        ("--set=pool.size=4", "--set=pool.max_warm=0", "--set=log.level=error"),
    )
    counts = {WORKPLACE: count, MATH: max(1, count // _MATH_SHARE)}
    with watched_server([MATH, WORKPLACE, *settings], remains) as watched:
        for served in counts:
            churn(watched, served, _WARM_UP)
        watched.renew_workers()
        before, memory = watched.settled(), memory_of(watched.pid)
        took = {served: _churned(watched, served, counts[served], console) for served in counts}
        grown = (memory_of(watched.pid) - memory) / _MIB
        watched.wait_for_rest()
        strays, sessions = watched.stray_workers(), watched.told.sessions()
        watched.renew_workers()
        after = watched.settled_to(before)
    return [
        *(told("churn", f"sessions of {name}", number) for name, number in counts.items()),
        *(
            told("churn", f"one of {name}", 1e3 * s / counts[name], "ms")
            for name, s in took.items()
        ),
        _growth(grown),
        none_of("churn", "sessions left", sessions),
        none_of("churn", STRAYS, strays),
        *left("churn", before, after),
        *remaining(remains),
    ]


def _churned(watched: Watched, served: str, count: int, console: Console) -> float:
    with console.status("") as status:

        def tell(done: int) -> None:
            status.update(f"{served}: {done:,} of {count:,}")

        return churn(watched, served, count, tell)


def _growth(mib: float) -> Figure:
    what = "memory of the front door, grown by"
    return Figure(section="churn", what=what, value=mib, unit="MiB", limit=_GROWTH_MIB)
