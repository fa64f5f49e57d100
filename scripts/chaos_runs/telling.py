"""A tally in tables, for people: faults made and survived, statuses, causes of failures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median
from typing import TYPE_CHECKING

from rich.table import Table

from scripts.watched.report import counts_table, told

if TYPE_CHECKING:
    from scripts.benchmarks.figures import Figure

    from .tally import Tally


def zygote_figures(tally: Tally) -> list[Figure]:
    """Return how many zygotes were killed, and how long it took until the next one served."""
    times = tally.zygote_s
    killed = told("zygotes", "killed", tally.kills["zygote"])
    if not times:
        return [killed]
    return [
        killed,
        told("zygotes", "until another one has forked a worker, p50", median(times), "s"),
        told("zygotes", "the longest", max(times), "s"),
    ]


def tables_of(tally: Tally, by_server: Mapping[str, int]) -> Iterator[Table]:
    """Yield the tables; `by_server` is what the server itself counted of sessions."""
    kills = [(f"SIGKILL of a {kind}", count, "-") for kind, count in sorted(tally.kills.items())]
    yield counts_table(
        "Faults made, and sessions that went on with their state",
        ("fault", "made", "survived"),
        [*kills, *tally.survived()],
    )
    server = sorted(by_server.items())
    yield counts_table("What the server did", ("sessions", "count"), server)
    yield counts_table(
        "What cells were answered with",
        ("cell", "status", "count"),
        [(*key, count) for key, count in sorted(tally.statuses.items())],
    )
    left = [
        (f"client gone: {name}", n) for name, n in tally.leaves.most_common() if name != "sound"
    ]
    causes = [*tally.causes.most_common(), *left]
    yield counts_table("Failures by cause", ("cause", "count"), causes)
