"""The notebook's calls: the first of a session from the warm pool, and those that follow."""

from __future__ import annotations

import time

from .figures import Figure
from .material import TRIVIAL_CELL
from .one import Client
from .samples import Effort, in_turns, quantile, typical, typical_ratio
from .servers import noop_server, our_server

_CALL = "/execute_python"

_PAUSE_S = 0.1
"""Between sessions: an agent's model thinks far longer, and the pool is warm again by then."""


def measure(effort: Effort) -> list[Figure]:
    """Measure against the no-op in turns, then first calls."""
    with our_server("math_with_code") as url, noop_server() as noop:
        with Client(url) as ours, Client(noop) as theirs:
            ours.post("/seed_session")
            rounds = in_turns(
                {
                    "noop": lambda: theirs.post("/noop"),
                    "next": lambda: ours.post(_CALL, TRIVIAL_CELL),
                },
                effort,
            )
        return [*_first_calls(url, effort), *_next_calls(rounds["next"], rounds["noop"])]


def _first_calls(url: str, effort: Effort) -> list[Figure]:
    seeds: list[float] = []
    calls: list[float] = []
    with Client(url) as client:
        for _ in range(effort.rounds * 15):
            time.sleep(_PAUSE_S)
            started = time.perf_counter()
            client.post("/seed_session")
            seeded = time.perf_counter()
            client.post(_CALL, TRIVIAL_CELL)
            called = time.perf_counter()
            seeds.append(seeded - started)
            calls.append(called - seeded)
            client.post("/end_session")
            client.forget()
    both = [seed + call for seed, call in zip(seeds, calls, strict=True)]
    return [
        _figure("seed, p50", 1e3 * quantile(seeds, 0.5)),
        _figure("first call, p50", 1e3 * quantile(calls, 0.5)),
        _figure("seed and first call, p50", 1e3 * quantile(both, 0.5), limit=5.0, goal=3.0),
        _figure("seed and first call, p99", 1e3 * quantile(both, 0.99)),
    ]


def _next_calls(ours: list[list[float]], noop: list[list[float]]) -> list[Figure]:
    return [
        _figure("next calls, p50", 1e3 * typical(ours)),
        _figure("next calls, p99", 1e3 * typical(ours, 0.99)),
        _figure("no-op in turns with them, p50", 1e3 * typical(noop)),
        _figure("next calls to no-op", typical_ratio(ours, noop), "x", limit=2.0, goal=1.5),
    ]


def _figure(
    what: str, value: float, unit: str = "ms", limit: float | None = None, goal: float | None = None
) -> Figure:
    return Figure(section="math", what=what, value=value, unit=unit, limit=limit, goal=goal)
