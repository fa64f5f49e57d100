"""The fidelity tests' programs: how fast ordinary programs run in a session."""

from __future__ import annotations

from statistics import median

from tests.fidelity.corpus import programs

from .compared import Compared, ProgramError, comparison
from .figures import Figure
from .samples import FULL, Effort

_QUICK_STEP = 8
"""Every how-many-th program a quick run takes."""


def measure(effort: Effort) -> list[Figure]:
    """Compare all programs; the sum weighs long ones, the median counts each once."""
    chosen = programs() if effort == FULL else programs()[::_QUICK_STEP]
    times: dict[str, Compared] = {}
    failures: list[str] = []
    with comparison() as both:
        both.compare("1", 1)  # the first fills caches
        for each in chosen:
            try:
                times[each.name] = both.compare(each.source, 3)
            except ProgramError:
                failures.append(each.name)
    total = sum(time.plain for time in times.values()) / sum(time.ours for time in times.values())
    worst = min(times, key=lambda name: times[name].speed)
    failed = ", ".join(failures) or "none"
    return [
        _figure(f"speed of {len(times)} programs, in sum", total, limit=0.95),
        _figure("speed of the median program", median(time.speed for time in times.values())),
        _figure(f"speed of the slowest, {worst}", times[worst].speed),
        Figure(
            section="sandbox",
            what=f"programs that failed: {failed}",
            value=len(failures),
            unit="",
            limit=0,
        ),
    ]


def _figure(what: str, value: float, limit: float | None = None) -> Figure:
    return Figure(section="sandbox", what=what, value=value, unit="x", limit=limit, at_least=True)
