"""The workplace's requests, one client at a time: seed, search, write, verify, end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from .figures import Figure
from .material import Script, search_call, workplace_rollout
from .one import Client
from .samples import Effort, quantile
from .servers import our_server

if TYPE_CHECKING:
    from collections.abc import Callable

_LIMITS_MS = {"seed": (3.0, 1.0), "search": (3.0, 1.0), "verify": (3.0, 2.0)}
"""By request: the limit and the goal of its p50."""


def measure(effort: Effort) -> list[Figure]:
    """Play rollouts one after another and time each kind of request."""
    times: dict[str, list[float]] = {}
    with our_server("workplace_assistant") as url, Client(url) as client:
        _play(client, workplace_rollout(0), {})  # the first fills caches
        for number in range(effort.rounds * effort.samples // 5):
            _play(client, workplace_rollout(number), times)
    return [
        Figure(
            section="workplace",
            what=f"{name}, p50",
            value=1e3 * quantile(samples, 0.5),
            unit="ms",
            limit=_LIMITS_MS.get(name, (None, None))[0],
            goal=_LIMITS_MS.get(name, (None, None))[1],
        )
        for name, samples in times.items()
    ]


def _play(client: Client, script: Script, times: dict[str, list[float]]) -> None:
    def timed(name: str, request: Callable[[], object]) -> None:
        started = time.perf_counter()
        request()
        times.setdefault(name, []).append(time.perf_counter() - started)

    client.forget()
    timed("seed", lambda: client.post("/seed_session", script.seed))
    timed("search", lambda: client.post(*search_call()))
    timed("write", lambda: client.post(*script.calls[-1]))
    timed("verify", lambda: client.post("/verify", script.verify))
    timed("end", lambda: client.post("/end_session"))
