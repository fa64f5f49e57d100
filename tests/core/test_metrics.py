from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.errors import AtCapacityError, WorkerDiedError
from sallyport.core.metrics import OTHER, SECONDS, Metrics

WORLDS = {"math": ["run"], "office": ["send", "search"]}


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"sallyport_{name}", labels)


def series(metrics: Metrics) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
    return {
        (sample.name, tuple(sorted(sample.labels.items())))
        for family in metrics.registry.collect()
        for sample in family.samples
    }


def test_a_call_is_counted_by_tool_and_status_and_timed() -> None:
    metrics = Metrics(WORLDS)
    metrics.called("math", "run", "ok", 0.001, 0.3)
    metrics.called("math", "run", "timeout", 0.0, 10.2)
    metrics.call_failed("math", "run", WorkerDiedError("it died"))
    for status in ("ok", "timeout", "worker_died"):
        labels = {"environment": "math", "tool": "run", "status": status}
        assert value(metrics, "calls_total", **labels) == 1
    tool = {"environment": "math", "tool": "run"}
    assert value(metrics, "call_duration_seconds_count", **tool) == 2
    assert value(metrics, "call_duration_seconds_bucket", **tool, le="0.5") == 1
    assert value(metrics, "call_duration_seconds_bucket", **tool, le="30.0") == 2


@given(st.lists(st.text(max_size=20), max_size=30))
def test_no_word_of_a_worker_makes_a_series(statuses: list[str]) -> None:
    metrics, plain = Metrics(WORLDS), Metrics(WORLDS)
    for status in ["made_up", *statuses]:
        metrics.called("math", "run", status, 0.0, 0.0)
        metrics.judged("math", f"{status}: text", 0.0)
    for status in [OTHER, *(each for each in statuses if each in metrics.words)]:
        plain.called("math", "run", status, 0.0, 0.0)
        plain.judged("math", f"{status}: text", 0.0)
    causes = {each for each in statuses if each.partition(":")[0] in metrics.words}
    if not causes:
        assert series(metrics) == series(plain)
    labels = {"environment": "math", "tool": "run", "status": OTHER}
    assert (value(metrics, "calls_total", **labels) or 0) >= 1


def test_every_environment_and_tool_is_there_from_the_start() -> None:
    tools = [
        dict(labels) for name, labels in series(Metrics(WORLDS)) if "duration_seconds_count" in name
    ]
    assert sorted(labels["tool"] for labels in tools) == ["run", "search", "send"]


def test_two_servers_of_one_process_count_apart() -> None:
    one, other = Metrics(WORLDS), Metrics(WORLDS)
    one.session_started("math")
    assert value(one, "sessions_started_total", environment="math") == 1
    assert value(other, "sessions_started_total", environment="math") is None


def test_the_rest_is_counted_by_environment_and_cause() -> None:
    metrics = Metrics(WORLDS)
    metrics.session_refused("math", AtCapacityError("full"))
    metrics.killed("math", WorkerDiedError("it died"))
    metrics.recovered("math", restored=True)
    metrics.session_ended("math", "expired")
    metrics.judged("math", None, 0.1)
    metrics.judged("math", "judge_timeout: no verdict within 10 s", 10.0)
    math = {"environment": "math"}
    assert value(metrics, "sessions_refused_total", **math, type="at_capacity") == 1
    assert value(metrics, "kills_total", **math, cause="worker_died") == 1
    assert value(metrics, "recoveries_total", **math, outcome="restored") == 1
    assert value(metrics, "sessions_ended_total", **math, state="expired") == 1
    assert value(metrics, "verdicts_total", **math, valid="true") == 1
    assert value(metrics, "verdicts_total", **math, valid="false") == 1
    assert value(metrics, "verdict_failures_total", **math, cause="judge_timeout") == 1


def test_the_buckets_reach_from_half_a_millisecond_to_over_the_longest_call() -> None:
    assert list(SECONDS) == sorted(SECONDS)
    assert SECONDS[0] <= 0.0005
    assert SECONDS[-1] > 10.5
