"""Calls with pauses between them, as an agent makes that thinks: what a checkpoint adds to each.

While the client thinks the session is copied, then stopped; the next call finds its memory shared
with the copy, and has to wake the worker first when it comes late.
"""

from __future__ import annotations

import time
from functools import partial

from .figures import Figure
from .material import CLOCK_CELL, TRIVIAL_CELL
from .one import Client
from .samples import Effort, quantile, seconds
from .servers import our_server

_SHORT_S = 0.1
_LONG_S = 0.6
"""Past the time after which an idle session is stopped."""


def measure(effort: Effort) -> list[Figure]:
    """Measure in turns a server that takes checkpoints and one that does not."""
    with (
        our_server("math_with_code") as ours,
        our_server("math_with_code", "calls.checkpoint=false", "calls.freeze_after_s=3600") as bare,
        Client(ours) as keeping,
        Client(bare) as plain,
    ):
        for client in (keeping, plain):
            client.post("/seed_session")
            # From here on each call is followed by a checkpoint: none can be made again.
            client.post("/execute_python", CLOCK_CELL)
        short = _in_turns(keeping, plain, _SHORT_S, effort.rounds * 8)
        long = _in_turns(keeping, plain, _LONG_S, effort.rounds * 3)
    return [
        _figure(f"call after {_SHORT_S:g} s of thought, p50", quantile(short[0], 0.5)),
        _figure("  added by the checkpoint", _difference(*short), limit=0.5),
        _figure(f"call after {_LONG_S:g} s of thought (stopped), p50", quantile(long[0], 0.5)),
        _figure("  added by checkpoint and stop", _difference(*long)),
    ]


def _in_turns(
    keeping: Client, plain: Client, pause_s: float, count: int
) -> tuple[list[float], list[float]]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(count):
        for client, samples in zip((keeping, plain), times, strict=True):
            time.sleep(pause_s)
            samples.append(seconds(partial(client.post, "/execute_python", TRIVIAL_CELL)))
    return times


def _difference(keeping: list[float], plain: list[float]) -> float:
    return quantile(keeping, 0.5) - quantile(plain, 0.5)


def _figure(what: str, value: float, limit: float | None = None) -> Figure:
    return Figure(section="math", what=what, value=1e3 * value, unit="ms", limit=limit)
