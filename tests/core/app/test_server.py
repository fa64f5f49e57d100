"""A served process: how it starts, drains, and leaves nothing behind, even when it is killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.core.app.processes import Served, Started, serving, wait_for
from tests.serving import LEVEL, alive, client, error_of

pytestmark = pytest.mark.slow


def test_a_server_killed_hard_leaves_no_process_no_folder_and_its_port(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        with client(served.base) as one, client(served.base) as other:
            assert one.post("/remember", json={"text": "a"}).status_code == 200
            assert other.post("/remember", json={"text": "a"}).status_code == 200
            if LEVEL == "namespaces":
                assert one.post("/fork", json={"seconds": 600}).status_code == 200
        processes = served.processes()
        assert len(processes) > 6, "server, zygote, and at least two processes a worker"
        assert list(served.temporary.iterdir())
        served.process.kill()
        served.process.wait()
        wait_for(lambda: not alive(processes))
        wait_for(lambda: not list(served.temporary.iterdir()))
        with serving(tmp_path, port=served.port) as again:
            assert again.port == served.port
            assert httpx.get(f"{again.base}/healthz", trust_env=False).status_code == 200


def test_a_detached_process_ends_with_a_server_killed_hard(tmp_path: Path) -> None:
    if LEVEL != "namespaces":
        pytest.skip(f"without a pid namespace (this machine gives {LEVEL!r}) it is not found")
    with serving(tmp_path) as served, client(served.base) as http:
        assert http.post("/fork", json={"seconds": 600}).status_code == 200
        before = served.processes()
        served.process.kill()
        served.process.wait()
        wait_for(lambda: not alive(before))


def test_a_stopped_server_drains_first_and_leaves_nothing(tmp_path: Path) -> None:
    with serving(tmp_path) as served, client(served.base) as http, ThreadPoolExecutor(1) as thread:
        http.post("/seed_session", json={})
        nap = thread.submit(http.post, "/nap", json={"seconds": 1.0})
        processes = served.processes()
        time.sleep(0.3)
        served.process.terminate()
        assert nap.result().json() == {"output": "awake"}, "a call in flight is finished"
        assert served.process.wait(15) == 0
        assert not alive(processes)
        assert not list(served.temporary.iterdir())
        assert "draining" in {event["event"] for event in served.events()}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_idle_server_stops_at_once(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path, "drain_s=60") as served:
        started = time.monotonic()
        served.process.send_signal(number)
        assert served.process.wait(50) in {0, 130}
        assert time.monotonic() - started < 30


@pytest.mark.parametrize("after_s", [0.4, 0.8, 1.2, 1.6])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_stopped_while_it_starts_leaves_nothing(
    tmp_path: Path, after_s: float, number: signal.Signals
) -> None:
    # As from a terminal; what a shell runs in the background ignores SIGINT until the loop runs.
    started = Started(tmp_path, limit=lambda: signal.signal(number, signal.SIG_DFL))
    try:
        time.sleep(after_s)
        processes = started.processes()
        started.process.send_signal(number)
        # The last two: before any code of the server's runs.
        assert started.process.wait(30) in {0, 130, -number, 128 + number}
        wait_for(lambda: not alive(processes))
        assert not list(started.temporary.iterdir())
        assert "Traceback" not in started.log.read_text()
    finally:
        started.process.kill()
        started.process.wait()
        os.close(started.ready)


def test_a_port_in_use_is_one_line_and_exit_code_two(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssertionError) as caught:
            Served(tmp_path, port=port)
    said = [line for line in str(caught.value).splitlines() if "sallyport:" in line]
    assert re.fullmatch(
        rf".*cannot listen on 127\.0\.0\.1:{port}: Address already in use; .*--port", said[0]
    )
    assert "Traceback" not in str(caught.value)


def test_what_a_rollout_did_is_in_the_log_under_the_callers_id(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        with client(served.base) as http:
            http.post("/ng-rollout/my-rollout-7/seed_session", json={})
            assert error_of(http.post("/ng-rollout/my-rollout-7/leave", json={"code": 3}))
        told = [event for event in served.events() if event.get("rollout_id") == "my-rollout-7"]
        assert {"session_started", "request_failed"} <= {event["event"] for event in told}


def test_a_connection_outlives_several_requests(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        address = (urlsplit(served.base).hostname or "", served.port)
        with socket.create_connection(address, timeout=10) as sock:
            for _ in range(3):
                sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: t\r\n\r\n")
                assert sock.recv(65_536).startswith(b"HTTP/1.1 200")
