"""Reading what a server says of itself."""

from __future__ import annotations

import httpx
import pytest

from sallyport.core.errors import NotReadyError
from scripts.watched.told import Told, is_at_rest, workers_of

QUIET = {"warm": 2, "leased": 0, "starting": 0, "waiting": 0}


@pytest.mark.parametrize("state", ["leased", "starting", "waiting"])
def test_a_pool_that_lends_or_owes_a_worker_is_not_at_rest(state: str) -> None:
    assert is_at_rest({"a": QUIET, "b": QUIET})
    assert not is_at_rest({"a": QUIET, "b": {**QUIET, state: 1}})


def test_workers_that_are_warm_and_lent_are_counted() -> None:
    assert workers_of({"a": QUIET, "b": {**QUIET, "leased": 3, "waiting": 9}}) == 7


def test_a_running_server_is_asked(several: httpx.Client) -> None:
    told = Told(str(several.base_url).rstrip("/"))
    made = several.post("/v1/sessions", json={"environment": "faulty"}).json()
    assert told.sessions() >= 1
    assert told.readiness()["pools"].keys() >= {"faulty", "judges"}
    started = told.counter("sallyport_sessions_started", "environment")
    assert started["faulty",] >= 1
    assert told.counter("sallyport_sessions_started") == {(): sum(started.values())}
    headers = {"Authorization": f"Bearer {made['token']}"}
    several.delete(f"/v1/sessions/{made['session_id']}", headers=headers)


def test_a_server_that_is_gone_is_an_error_of_ours() -> None:
    with pytest.raises(NotReadyError, match="readyz"):
        Told("http://127.0.0.1:9").readiness()
