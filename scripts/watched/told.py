"""What a server says of itself: /readyz and /metrics, asked one request at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import httpx
from prometheus_client.parser import text_string_to_metric_families

from sallyport.core.errors import NotReadyError

_ASK_S: Final = 30.0
"""How long an answer may take: these routes wait for nothing, whatever the sessions do."""

Pools: TypeAlias = Mapping[str, Mapping[str, int]]
"""Workers of each pool by what they do, as /readyz counts them."""

Counters: TypeAlias = dict[tuple[str, ...], float]
"""A counter's values by its labels' values, in the order of the labels' names."""


class Told:
    """Asks a server. Methods raise NotReadyError when it does not answer."""

    def __init__(self, base: str) -> None:
        self._base = base

    def readiness(self) -> dict[str, Any]:
        """Return what /readyz says, ready or not."""
        body: dict[str, Any] = self._get("/readyz").json()
        return body

    def sessions(self) -> int:
        """Return how many sessions live."""
        total: int = self._get("/v1/sessions", limit=1).json()["total"]
        return total

    def counter(self, name: str, *labels: str) -> Counters:
        """Return a counter of /metrics (without its `_total`), summed over all other labels."""
        found: Counters = {}
        for family in text_string_to_metric_families(self._get("/metrics").text):
            for sample in family.samples if family.name == name else ():
                if sample.name == f"{name}_total":
                    key = tuple(sample.labels[label] for label in labels)
                    found[key] = found.get(key, 0.0) + sample.value
        return found

    def _get(self, path: str, **query: int) -> httpx.Response:
        try:
            # A connection of its own each time: what the server has open is then its own matter.
            return httpx.get(
                f"{self._base}{path}", params=query, timeout=_ASK_S, trust_env=False, verify=False
            )
        except httpx.HTTPError as error:
            raise NotReadyError(f"GET {path}: {error or type(error).__name__}")


def is_at_rest(pools: Pools) -> bool:
    """Whether no pool is lending, starting or owing a worker."""
    return not any(
        pool[state] for pool in pools.values() for state in ("leased", "starting", "waiting")
    )


def workers_of(pools: Pools) -> int:
    """Return how many workers the pools know of."""
    return sum(pool["warm"] + pool["leased"] for pool in pools.values())
