"""What a worker costs to make and to end: without a warm pool each session waits for its own."""

from __future__ import annotations

import time

from .figures import Figure
from .machine import cpu_seconds, own_tree
from .one import Client
from .samples import Effort, quantile, seconds
from .servers import our_server

_GONE_S = 10.0
"""By then every process of closed sessions must have ended."""


def measure(effort: Effort) -> list[Figure]:
    """Make workers one after another, each on an idle server; then close them all."""
    count = effort.rounds * 6
    with (
        our_server("math_with_code", "pool.size=0", "pool.max_warm=0") as url,
        Client(url) as client,
    ):
        _session(client)  # the first fills caches
        idle = len(own_tree())
        before = cpu_seconds(own_tree())
        made = []
        cookies = []
        for _ in range(count):
            client.forget()
            made.append(seconds(lambda: client.post("/seed_session")))
            cookies.append(client.cookie)
        cpu = (cpu_seconds(own_tree()) - before) / count
        processes = (len(own_tree()) - idle) / count
        closed = []
        gone_after = time.perf_counter()
        for cookie in cookies:
            client.cookie = cookie
            closed.append(seconds(lambda: client.post("/end_session")))
        gone = _wait_gone(idle) - gone_after
    return [
        _figure("make one, wall, p50", 1e3 * quantile(made, 0.5)),
        _figure("make one, CPU", 1e3 * cpu, limit=15.0),
        _figure("processes of one", processes, unit=""),
        _figure("close one, reply, p50", 1e3 * quantile(closed, 0.5)),
        _figure("close one, all gone", 1e3 * gone / count),
    ]


def _session(client: Client) -> None:
    client.post("/seed_session")
    client.post("/end_session")
    time.sleep(0.2)


def _wait_gone(idle: int) -> float:
    """Wait until no more than `idle` processes are left; return the time. Raises TimeoutError."""
    deadline = time.perf_counter() + _GONE_S
    while len(own_tree()) > idle:
        if time.perf_counter() > deadline:
            raise TimeoutError(f"{len(own_tree()) - idle} processes are left of closed sessions")
        time.sleep(0.002)
    return time.perf_counter()


def _figure(what: str, value: float, unit: str = "ms", limit: float | None = None) -> Figure:
    return Figure(section="workers", what=what, value=value, unit=unit, limit=limit)
