"""What is counted while the server runs, for Prometheus; `/metrics` shows it.

    service ── called, ended, refused, ... ──▶ Metrics ──▶ registry ──▶ /metrics
    live sessions, pools ── looked at when asked (core/app/metrics_routes) ──▶ ┘

Labels take few values, whatever a model or client sends: names of served environments and their own
tools, and words of this program. Ids, paths and texts are never labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, get_args

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from .errors import SallyportError
from .types import ExecutionStatus

SECONDS: Final = (
    *(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05),
    *(0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0),
)
"""Bounds of the buckets of every duration: a call of the workplace takes half a millisecond, one of
mathematics up to its limit of ten seconds and the grace."""

OTHER: Final = "other"
"""A status or cause that is no word of this program: a worker's own invention, say."""

USER_ERROR: Final = "user_error"
"""The status of a call that a tool declined: there is no such mail, say."""

_FAILURES: Final = frozenset(
    {"judge_timeout", "judge_error", "judge_died", "verdict_invalid", "judge_failed", "judge_off"}
    | {"verifier_error", "environment_error"}
    | {"symbolic_off", "symbolic_timeout", "symbolic_error", "symbolic_died"}
    | {"symbolic_memory_limit"}
)


def _error_types(base: type[SallyportError] = SallyportError) -> set[str]:
    below = (name for kind in base.__subclasses__() for name in _error_types(kind))
    return {base.type, *below}


class _Tool:
    """The series of one tool of one environment, looked up once."""

    def __init__(self, metrics: Metrics, environment: str, tool: str) -> None:
        self.latency = metrics.latency.labels(environment, tool)
        self.queued = metrics.queued.labels(environment)
        self._calls = metrics.calls
        self._labels = environment, tool
        self._by_status: dict[str, Counter] = {}
        self._words = metrics.words

    def count(self, status: str) -> None:
        series = self._by_status.get(status)
        if series is None:
            word = status if status in self._words else OTHER
            series = self._calls.labels(*self._labels, word)
            if word == status:
                self._by_status[status] = series
        series.inc()


class Metrics:
    """The counters and histograms of one server, in a registry of their own.

    `tools` are the names of the tools by served environment.
    """

    def __init__(self, tools: Mapping[str, Iterable[str]]) -> None:
        # The library's choice is the process's: without it every series is there twice, the second
        # time with the time of its making, which nobody reads.
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]  # it has none
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.words = frozenset(get_args(ExecutionStatus)) | _error_types() | {USER_ERROR}
        self._of_calls()
        self._of_sessions()
        self._of_verdicts()
        self._tools = {
            (environment, tool): _Tool(self, environment, tool)
            for environment, names in tools.items()
            for tool in names
        }

    def _of_calls(self) -> None:
        self.latency = self._histogram(
            "call_duration_seconds",
            "Time a tool call ran, from its dispatch, by tool.",
            "environment",
            "tool",
        )
        self.queued = self._histogram(
            "call_queue_seconds", "Time a tool call waited for its session's turn.", "environment"
        )
        self.calls = self._counter(
            "calls", "Tool calls by how they ended.", "environment", "tool", "status"
        )
        self.errors = self._counter("errors", "Error replies by type.", "type")

    def _of_sessions(self) -> None:
        self._started = self._counter("sessions_started", "Sessions started.", "environment")
        self._ended = self._counter(
            "sessions_ended", "Sessions ended, by how.", "environment", "state"
        )
        self._refused = self._counter(
            "sessions_refused", "Sessions that were not started, by why.", "environment", "type"
        )
        self._waited = self._histogram(
            "worker_wait_seconds", "Time a session waited for a worker.", "environment"
        )
        self._kills = self._counter(
            "kills", "Workers that were killed or died under a session.", "environment", "cause"
        )
        self._recoveries = self._counter(
            "recoveries", "What became of the sessions of such workers.", "environment", "outcome"
        )
        self.journal_failures = self._counter(
            "journal_failures", "Lines of journals that could not be written to disk."
        )

    def _of_verdicts(self) -> None:
        self._verdicts = self._counter(
            "verdicts", "Judgements, by whether there is a reward.", "environment", "valid"
        )
        self._not_judged = self._counter(
            "verdict_failures", "Judgements without a reward, by why.", "environment", "cause"
        )
        self._judging = self._histogram(
            "verdict_duration_seconds", "Time a judgement took, its wait included.", "environment"
        )

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"sallyport_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(f"sallyport_{name}", text, labels, registry=self.registry, buckets=SECONDS)

    # ── what happened ────────────────────────────────────────────────────────────────────────────

    def called(
        self, environment: str, tool: str, status: str, queued_s: float, duration_s: float
    ) -> None:
        """Count a call that was answered with an observation; about 2 µs."""
        series = self._tools[environment, tool]
        series.latency.observe(duration_s)
        series.queued.observe(queued_s)
        series.count(status)

    def call_failed(self, environment: str, tool: str, error: SallyportError) -> None:
        """Count a call that was answered with an error."""
        self._tools[environment, tool].count(error.type)

    def session_started(self, environment: str) -> None:
        """Count a session that is ready."""
        self._started.labels(environment).inc()

    def session_ended(self, environment: str, state: str) -> None:
        """Count a session's end."""
        self._ended.labels(environment, state).inc()

    def session_refused(self, environment: str, error: SallyportError) -> None:
        """Count a session of a served environment that was not started."""
        self._refused.labels(environment, error.type).inc()

    def waited_for_worker(self, environment: str, seconds: float) -> None:
        """Record how long a session waited for its worker."""
        self._waited.labels(environment).observe(seconds)

    def killed(self, environment: str, cause: SallyportError) -> None:
        """Count a worker that a session lost, by why."""
        self._kills.labels(environment, cause.type).inc()

    def recovered(self, environment: str, *, restored: bool) -> None:
        """Count what became of a session whose worker was lost."""
        self._recoveries.labels(environment, "restored" if restored else "lost").inc()

    def judged(self, environment: str, failure: str | None, seconds: float) -> None:
        """Record a judgement of a served environment; `failure` begins with the cause's name."""
        self._verdicts.labels(environment, "true" if failure is None else "false").inc()
        self._judging.labels(environment).observe(seconds)
        if failure is not None:
            cause = failure.partition(":")[0]
            known = cause in _FAILURES or cause in self.words
            self._not_judged.labels(environment, cause if known else OTHER).inc()

    def error_replied(self, error: SallyportError) -> None:
        """Count an error reply."""
        self.errors.labels(error.type).inc()
