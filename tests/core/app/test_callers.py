"""Clients that go away: what becomes of their calls, and of sessions that were made for them."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.core.app.opened import Open
from tests.core.app.processes import wait_for
from tests.serving import client, served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stopping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that stops the calls of clients that go away."""
    file: Path = tmp_path_factory.mktemp("stopping") / "server.yaml"
    sets = ("calls.on_disconnect=stop", "calls.grace_s=0.2", "pool.max_workers=2")
    with served("faulty", "math_with_code", file=file, sets=sets) as base:
        yield base


def leave_during(session: Open, tool: str, after_s: float, **arguments: object) -> None:
    """Call a tool, and close the connection before the reply comes."""
    with pytest.raises(httpx.ReadTimeout):
        session.http.post(
            f"{session.at}/tools/{tool}", headers=session.headers, json=arguments, timeout=after_s
        )


def state_of(session: Open) -> str:
    return str(session.request("GET").json()["state"])


def test_a_call_is_finished_by_default_and_what_it_did_stays(several: httpx.Client) -> None:
    session = Open(several, "math_with_code")
    leave_during(session, "execute_python", 0.3, code="import time; time.sleep(1); x = 5")
    assert state_of(session) == "busy"
    assert session.call("execute_python", code="x").json()["result"] == "5"


@pytest.mark.parametrize("deaf", [False, True])
def test_where_it_is_to_be_stopped_it_is_and_the_session_is_sound(
    stopping: str, deaf: bool
) -> None:
    with client(stopping) as http:
        session = Open(http, "math_with_code")
        assert session.call("execute_python", code="x = 5").json()["success"]
        code = "sum(range(10**13))" if deaf else "import time; time.sleep(9)"
        started = time.monotonic()
        leave_during(session, "execute_python", 0.3, code=code)
        wait_for(lambda: state_of(session) == "ready", within_s=6)
        assert time.monotonic() - started < 6, "long before its time limit of 10 s"
        assert session.call("execute_python", code="x").json()["result"] == "5"
        session.request("DELETE")


def test_a_call_that_waits_for_its_turn_when_its_client_leaves_is_not_made(stopping: str) -> None:
    with client(stopping) as http, client(stopping) as other, ThreadPoolExecutor(1) as thread:
        session = Open(http)
        nap = thread.submit(session.call, "nap", seconds=1.0)
        wait_for(lambda: state_of(session) == "busy")
        second = Open.__new__(Open)
        second.http, second.at, second.headers = other, session.at, session.headers
        leave_during(second, "remember", 0.2, text="never")
        assert nap.result().json() == {"output": "awake"}
        assert session.remember("a") == ["a"]
        session.request("DELETE")


def test_a_call_with_a_key_is_finished_all_the_same(stopping: str) -> None:
    with client(stopping) as http:
        session = Open(http, "math_with_code")
        session.headers["Idempotency-Key"] = "once"
        body = {"code": "import time; time.sleep(1); 7"}
        leave_during(session, "execute_python", 0.3, **body)
        assert session.call("execute_python", **body).json()["result"] == "7"
        del session.headers["Idempotency-Key"]
        session.request("DELETE")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/sessions", {"environment": "faulty"}),
        ("/faulty/seed_session", {}),
        ("/faulty/echo", {"text": "a"}),
    ],
)
def test_a_session_that_nobody_waits_for_any_more_is_closed(
    stopping: str, path: str, body: dict[str, str]
) -> None:
    with client(stopping) as http, client(stopping) as leaving:
        held = [Open(http), Open(http)]
        with pytest.raises(httpx.ReadTimeout):
            leaving.post(path, json=body, timeout=0.3)
        for each in held:
            each.request("DELETE")
        counts = ("sallyport_sessions_started_total", "sallyport_sessions_ended_total")

        def all_ended() -> bool:
            lines = http.get("/metrics").text.splitlines()
            started, ended = (
                sum(float(line.split()[-1]) for line in lines if line.startswith(name))
                for name in counts
            )
            return started == ended and not http.get("/v1/sessions").json()["total"]

        wait_for(all_ended)


def test_a_session_whose_reply_is_not_read_is_closed(several: httpx.Client) -> None:
    address, before = several.base_url, listed(several)
    body = b'{"environment": "faulty"}'
    head = f"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    with socket.create_connection((address.host, address.port)) as leaving:
        leaving.sendall(head.encode() + b"Content-Type: application/json\r\n\r\n" + body)
        leaving.settimeout(20)
        assert leaving.recv(1, socket.MSG_PEEK), "the reply has come, and is not read"
        [made] = listed(several) - before
    wait_for(lambda: made not in listed(several))


def listed(http: httpx.Client) -> set[str]:
    return {session["session_id"] for session in http.get("/v1/sessions").json()["sessions"]}


def test_one_whose_client_reads_the_reply_and_goes_stays(several: httpx.Client) -> None:
    with client(str(several.base_url)) as other:
        made = other.post("/v1/sessions", json={"environment": "faulty"}).json()
    headers = {"Authorization": f"Bearer {made['token']}"}
    path = f"/v1/sessions/{made['session_id']}"
    assert several.get(path, headers=headers).json()["state"] == "ready"
    several.delete(path, headers=headers)
