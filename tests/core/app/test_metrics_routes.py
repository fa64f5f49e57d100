"""What `/metrics` shows of a server at work."""

from __future__ import annotations

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.core.app.opened import Open, said
from tests.serving import client

pytestmark = pytest.mark.slow

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(http: httpx.Client) -> Samples:
    reply = http.get("/metrics")
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(reply.text)
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found.get((f"sallyport_{name}", frozenset(labels.items())), 0.0)


def test_calls_sessions_verdicts_pools_and_isolation_are_shown(several: httpx.Client) -> None:
    before = samples(several)
    session = Open(several, task={"expected_result": "5"})
    session.remember("a")
    session.request("POST", "/verify", json={"response": said("\\boxed{5}")})
    held = samples(several)
    session.request("DELETE")
    after = samples(several)

    def grew(name: str, **labels: str) -> float:
        return value(after, name, **labels) - value(before, name, **labels)

    faulty = {"environment": "faulty"}
    assert grew("calls_total", **faulty, tool="remember", status="ok") == 1
    assert grew("call_duration_seconds_count", **faulty, tool="remember") == 1
    assert grew("call_queue_seconds_count", **faulty) == 1
    assert grew("sessions_started_total", **faulty) == 1
    assert grew("sessions_ended_total", **faulty, state="closed") == 1
    assert grew("worker_wait_seconds_count", **faulty) == 1
    assert grew("verdicts_total", **faulty, valid="true") == 1
    live = value(held, "sessions", **faulty, state="ready")
    assert live == value(after, "sessions", **faulty, state="ready") + 1
    assert value(held, "pool_workers", pool="faulty", state="leased") >= 1
    assert value(held, "pool_workers", pool="judges", state="warm") >= 1
    level = several.get("/readyz").json()["isolation"]["level"]
    assert value(after, "isolation_level", level=level) == 1
    assert value(after, "ready") == 1


def test_deaths_and_what_became_of_them_are_counted_by_cause(several: httpx.Client) -> None:
    before = samples(several)
    session = Open(several)
    session.call("die", number=11)
    after = samples(several)
    deaths = [key for key in after if key[0] == "sallyport_kills_total"]
    assert sum(after[key] - before.get(key, 0.0) for key in deaths) == 1
    outcomes = [key for key in after if key[0] == "sallyport_recoveries_total"]
    assert sum(after[key] - before.get(key, 0.0) for key in outcomes) == 1
    session.request("DELETE")


def test_nothing_that_a_client_chooses_makes_a_series(three_worlds: str) -> None:
    with client(three_worlds) as http:
        session = Open(http, session_id="a-name-of-the-clients")
        tricks = ("nothing", "x" * 300, "verify", "%22%7d", "écho")
        for name in ("echo", *tricks):
            session.call(name, text="a")
            http.post(f"/faulty/{name}", json={})
            http.get(f"/{name}")
            http.post("/v1/sessions", json={"environment": name})
            http.post("/v1/verify", json={"environment": name, "task": {}, "response": {}})
        before = set(samples(http))
        for n in range(20):
            session.call(f"made_up_{n}", text="a")
            http.post(f"/faulty/made_up_{n}", json={})
            http.post("/v1/sessions", json={"environment": f"made_up_{n}"})
            http.get(f"/made/up/{n}")
        assert set(samples(http)) == before
        assert "a-name-of-the-clients" not in http.get("/metrics").text
        session.request("DELETE")


def test_error_replies_are_counted_by_type(several: httpx.Client) -> None:
    before = samples(several)
    several.get("/v1/environments/nothing")
    several.get("/no/such/path")
    after = samples(several)
    for kind in ("unknown_environment", "not_found"):
        label = {"type": kind}
        assert value(after, "errors_total", **label) - value(before, "errors_total", **label) >= 1
