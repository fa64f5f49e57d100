"""`/metrics`, in Prometheus' text format: what was counted, and what is looked at when asked.

Of Litestar's plug-in for Prometheus the route is used, and not the middleware: that takes 20 µs a
request (measured; as long as the framework itself) and knows nothing of tools.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final, get_args

from litestar import Request, Response, get
from litestar.plugins.prometheus import PrometheusController
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ... import __version__
from ..metrics import Metrics
from ..sessions.registry import Registry
from ..sessions.states import SessionState
from ..sessions.waiting import Waiting
from ..types import JsonObject

METRICS: Final = "metrics"
"""Where the application's state holds the Metrics."""


class MetricsController(PrometheusController):
    """The route of the plug-in, over the registry of this server instead of the process's."""

    tags = ("health",)

    @get(operation_id="metrics", media_type=CONTENT_TYPE_LATEST)
    async def get(self, request: Request[Any, Any, Any]) -> Response[bytes]:
        """Show what was counted since the start, and sessions and pools as they are now."""
        metrics: Metrics = request.app.state[METRICS]
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


class LiveMetrics(Collector):
    """Sessions, pools and isolation at the moment that they are asked for.

    `readiness` gives what `/readyz` shows; `served` are the names of the environments.
    """

    def __init__(
        self,
        registry: Registry,
        waiting: Waiting,
        readiness: Callable[[], tuple[bool, JsonObject]],
        served: Iterable[str],
    ) -> None:
        self._registry = registry
        self._waiting = waiting
        self._readiness = readiness
        self._served = tuple(served)

    def describe(self) -> Iterable[Metric]:
        """Nothing: the names are known without looking."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Look now."""
        ready, details = self._readiness()
        yield _gauge("ready", "Whether sessions can be had.", float(ready))
        yield _gauge("draining", "Whether it shuts down.", float(details["draining"]))
        build = GaugeMetricFamily("sallyport_info", "The version.", labels=["version"])
        build.add_metric([__version__], 1.0)
        yield build
        level = GaugeMetricFamily(
            "sallyport_isolation_level", "The isolation in force.", labels=["level"]
        )
        level.add_metric([details["isolation"]["level"]], 1.0)
        yield level
        yield self._sessions()
        waiting = GaugeMetricFamily(
            "sallyport_sessions_waiting", "Sessions that wait for room.", labels=["environment"]
        )
        count = self._waiting.count
        for name in self._served:
            waiting.add_metric([name], count[name])
        yield waiting
        yield from _pools(details["pools"])

    def _sessions(self) -> Metric:
        """Ended ones are there until the next sweep buries them, and are not shown as live."""
        live = self._registry.live.values()
        found = Counter((session.environment, session.state) for session in live)
        family = GaugeMetricFamily(
            "sallyport_sessions", "Live sessions by state.", labels=["environment", "state"]
        )
        for name in self._served:
            for state in get_args(SessionState):
                family.add_metric([name, state], found[name, state])
        return family


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(f"sallyport_{name}", text, value=value)


def _pools(pools: dict[str, JsonObject]) -> Iterable[Metric]:
    workers = GaugeMetricFamily(
        "sallyport_pool_workers", "Workers by what they do.", labels=["pool", "state"]
    )
    waiting = GaugeMetricFamily(
        "sallyport_pool_waiting", "Sessions that wait for a worker.", labels=["pool"]
    )
    for name, counts in pools.items():
        for state in ("warm", "leased", "starting"):
            workers.add_metric([name, state], counts[state])
        waiting.add_metric([name], counts["waiting"])
    return workers, waiting
