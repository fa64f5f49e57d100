"""How a served process ends: what it answers meanwhile, how long that takes, what is left."""

from __future__ import annotations

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.core.app.opened import Open, failure
from tests.core.app.processes import serving, wait_for
from tests.serving import alive, client, error_of

pytestmark = pytest.mark.slow


def is_draining(base: str) -> bool:
    """Whether the server says, over a new connection, that it drains."""
    reply = httpx.get(f"{base}/readyz", trust_env=False)
    return reply.status_code == 503 and bool(reply.json()["draining"])


def test_while_it_drains_new_sessions_are_refused_by_name_and_calls_end(tmp_path: Path) -> None:
    with (
        serving(tmp_path, "pool.size=2") as served,
        client(served.base) as http,
        client(served.base) as late,
        ThreadPoolExecutor(1) as thread,
    ):
        session, other = Open(http), Open(http)
        nap = thread.submit(session.call, "nap", seconds=1.5)
        time.sleep(0.2)
        processes = served.processes()
        served.process.terminate()
        wait_for(lambda: is_draining(served.base))
        refused = late.post("/v1/sessions", json={"environment": "faulty"})
        assert failure(refused) == (503, "draining")
        assert error_of(refused)["retryable"]
        assert failure(late.post("/seed_session", json={})) == (503, "draining")
        assert late.get("/healthz").status_code == 200
        assert other.remember("a") == ["a"], "live sessions are served until the drain ends"
        assert nap.result().json() == {"output": "awake"}
        assert served.process.wait(15) == 0
        assert not alive(processes)
        assert not list(served.temporary.iterdir())


def test_a_call_that_outlasts_the_drain_is_answered_by_name(tmp_path: Path) -> None:
    with (
        serving(tmp_path, "drain_s=0.3") as served,
        client(served.base) as http,
        ThreadPoolExecutor(1) as thread,
    ):
        session = Open(http)
        nap = thread.submit(session.call, "nap", seconds=4.0)
        time.sleep(0.2)
        started = time.monotonic()
        served.process.terminate()
        assert failure(nap.result()) == (410, "session_closed")
        assert "shut down" in error_of(nap.result())["message"]
        assert served.process.wait(15) == 0
        assert time.monotonic() - started < 3.5, "the call is not waited for"


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_it_at_once(tmp_path: Path, second: signal.Signals) -> None:
    with (
        serving(tmp_path, "drain_s=60") as served,
        client(served.base) as http,
        ThreadPoolExecutor(1) as thread,
    ):
        session = Open(http)
        nap = thread.submit(session.call, "nap", seconds=4.5)
        time.sleep(0.2)
        processes = served.processes()
        served.process.terminate()
        wait_for(lambda: is_draining(served.base))
        started = time.monotonic()
        served.process.send_signal(second)
        served.process.wait(15)
        assert time.monotonic() - started < 3.0
        wait_for(lambda: not alive(processes))
        assert not list(served.temporary.iterdir())
        assert isinstance(nap.exception(), httpx.TransportError) or nap.result().status_code == 410


def test_who_waits_for_a_worker_when_the_drain_ends_is_told(tmp_path: Path) -> None:
    with (
        serving(tmp_path, "drain_s=0.5", "pool.max_workers=1") as served,
        client(served.base) as http,
        client(served.base) as waiting,
        ThreadPoolExecutor(1) as thread,
    ):
        Open(http)
        queued = thread.submit(waiting.post, "/v1/sessions", json={"environment": "faulty"})
        time.sleep(0.3)
        served.process.terminate()
        assert failure(queued.result()) == (503, "draining")
        assert served.process.wait(15) == 0
