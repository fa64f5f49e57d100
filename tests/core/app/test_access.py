"""API keys: who comes in with one, where none is needed, and that none is ever seen."""

from __future__ import annotations

import base64
import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.app.access import ApiKeys, check_host, configured_keys, is_loopback
from sallyport.core.errors import ConfigurationError
from sallyport.core.settings import AuthSettings, ServerSettings
from tests.core.app import raw_http
from tests.core.app.keyed import KEY, KEYS, OTHER, keyed
from tests.core.app.opened import ROUTES, Open, failure, said
from tests.core.app.rollouts import COOKIE
from tests.serving import client, error_of

# ── keys and hosts, without a server ─────────────────────────────────────────────────────────────


@given(st.lists(st.text(min_size=1), max_size=5), st.text())
def test_a_key_is_one_of_them_or_not(keys: list[str], sent: str) -> None:
    assert ApiKeys(keys).holds(sent) is (sent in keys)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.255.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", False),
        ("::", False),
        ("::ffff:0.0.0.0", False),
        ("192.168.0.1", False),
        ("127.0.0.1.example.org", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_loopback_is_what_only_this_machine_reaches(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_an_open_host_needs_keys_or_the_operators_word() -> None:
    keys = ApiKeys([KEY])
    check_host(ServerSettings(host="0.0.0.0"), keys)
    check_host(ServerSettings(host="127.0.0.1"), ApiKeys([]))
    check_host(ServerSettings(host="::", auth=AuthSettings(allow_anonymous=True)), ApiKeys([]))
    with pytest.raises(ConfigurationError, match=r"no API keys are set.*auth\.api_keys"):
        check_host(ServerSettings(host="0.0.0.0"), ApiKeys([]))


def test_keys_come_from_a_file_too(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"# comment\n\n  {OTHER}  \n")
    auth = AuthSettings(api_keys=(KEY,), api_keys_file=str(file))
    assert configured_keys(auth) == (KEY, OTHER)


@pytest.mark.parametrize("text", ["", "# nothing\n", "short\n", "k" * 600, b"\xff\xfe\n"])
def test_a_file_without_good_keys_is_refused_without_showing_them(
    tmp_path: Path, text: str | bytes
) -> None:
    file = tmp_path / "file"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigurationError) as caught:
        configured_keys(AuthSettings(api_keys_file=str(file)))
    assert caught.value.message.startswith(f"auth.api_keys_file {file}: ")
    assert "short" not in caught.value.message
    with pytest.raises(ConfigurationError, match="No such file"):
        configured_keys(AuthSettings(api_keys_file=str(tmp_path / "none")))


# ── a server that takes keys ─────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("keyed")
    names = ("faulty", "math_with_code", "workplace_assistant")
    with keyed(folder, *names, sets=(f"journal.dir={folder / 'journal'}",)) as address:
        yield address


@pytest.fixture
def stranger(base: str) -> Iterator[httpx.Client]:
    with client(base) as opened:
        yield opened


@pytest.fixture
def holder(base: str) -> Iterator[httpx.Client]:
    with client(base, headers=KEYS) as opened:
        yield opened


def routes(base: str) -> list[tuple[str, str]]:
    """Method and path of every route of the document, parameters filled in."""
    document = httpx.get(f"{base}/schema/openapi.json", headers=KEYS, trust_env=False).json()
    named = {"session_id": "0-0-" + "0" * 32, "tool": "echo", "name": "faulty"}
    return [
        (method.upper(), re.sub(r"{(\w+)}", lambda match: named[match[1]], path))
        for path, methods in document["paths"].items()
        for method in methods
    ]


@pytest.mark.slow
def test_every_route_but_liveness_and_readiness_needs_a_key(
    base: str, stranger: httpx.Client
) -> None:
    found = routes(base)
    assert len(found) > 30
    for method, path in [*found, ("GET", "/schema"), ("GET", "/metrics")]:
        reply = stranger.request(method, path, content=b"{}")
        if path in {"/healthz", "/livez", "/health", "/readyz"}:
            assert reply.status_code == 200, path
        else:
            assert failure(reply) == (401, "bad_token"), (method, path)
            assert reply.headers["www-authenticate"] == "Bearer"
            assert "set-cookie" not in reply.headers


@pytest.mark.slow
@pytest.mark.parametrize(
    "target",
    [
        "/v1/sessions/",
        "//v1/sessions",
        "/v1//sessions",
        "/v1/./sessions",
        "/v1/sessions/x/../../sessions",
        "/healthz/../v1/sessions",
        "/v1/%73essions",
        "/v1/sessions?x=/healthz",
        "/ng-rollout/r1/v1/sessions",
        "/ng-rollout/healthz/v1/sessions",
        "/ng-rollout/r1/math_with_code/execute_python",
        "/math_with_code/execute_python",
        "/math_with_code/seed_session/",
    ],
)
def test_no_spelling_of_a_path_leads_around_the_key(base: str, target: str) -> None:
    body = b'{"environment":"faulty","code":"1"}'
    reply = raw_http.post(base, target.encode(), body)
    assert reply.status in {401, 404, 405}, reply
    assert reply.error in {"bad_token", "not_found", "method_not_allowed"}


def basic(text: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": KEY},
        {"X-API-Key": OTHER},
        {"Authorization": f"Bearer {KEY}"},
        {"Authorization": f"bearer {OTHER}"},
        basic(f"user:{KEY}"),
        basic(f"{KEY}:"),
        basic(KEY),
    ],
)
def test_a_key_comes_in_any_of_the_usual_ways(
    stranger: httpx.Client, headers: dict[str, str]
) -> None:
    assert stranger.get("/v1/environments", headers=headers).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": ""},
        {"X-API-Key": KEY[:-1]},
        {"X-API-Key": KEY + "x"},
        {"X-API-Key": KEY.upper()},
        {"X-API-Key": "k" * 10_000},
        {"X-API-Key": b"\xff\xfe"},
        {"X-API-Key": f"{KEY},{OTHER}"},
        {"Authorization": KEY},
        {"Authorization": "Bearer"},
        {"Authorization": f"Digest {KEY}"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic /////w=="},
        basic(f"{KEY}:{KEY[:-1]}"),
        {"Cookie": f"X-API-Key={KEY}"},
    ],
)
def test_anything_else_is_no_key(stranger: httpx.Client, headers: dict[str, Any]) -> None:
    reply = stranger.get("/v1/environments", headers=headers)
    assert failure(reply) == (401, "bad_token")
    assert error_of(reply)["details"] == {"wanted": "api_key"}
    assert KEY not in reply.text


@pytest.mark.slow
def test_a_key_in_the_servers_address_serves_clients_that_send_no_headers(base: str) -> None:
    with client(base.replace("//", f"//any:{KEY}@")) as http:
        assert http.post("/faulty/echo", json={"text": "a"}).json() == {"output": "a"}


@pytest.mark.slow
def test_a_cookie_stands_for_the_key_that_it_was_given_for(base: str, holder: httpx.Client) -> None:
    assert holder.post("/faulty/seed_session", json={}).status_code == 200
    with client(base, cookies=dict(holder.cookies)) as agent:
        assert agent.post("/faulty/remember", json={"text": "a"}).json() == {"output": ["a"]}
        assert agent.post("/ng-rollout/r/faulty/remember", json={"text": "b"}).status_code == 200
        body = {"expected_result": "5", "response": said("\\boxed{5}")}
        assert agent.post("/faulty/verify", json=body).json()["reward"] == 1.0
        assert failure(agent.post("/faulty/nothing", json={})) == (404, "unknown_tool")
        for path in ("/math_with_code/execute_python", "/v1/verify", "/v1/sessions"):
            assert failure(agent.post(path, json={"code": "1"})) == (401, "bad_token"), path
        assert agent.post("/faulty/end_session", json={}).status_code == 200
    forged = {COOKIE: holder.cookies[COOKIE][:-1] + "x"}
    with client(base, cookies=forged) as other:
        assert failure(other.post("/faulty/echo", json={"text": "a"})) == (401, "bad_token")


@pytest.mark.slow
def test_a_sessions_own_routes_take_its_token_and_no_key(base: str, holder: httpx.Client) -> None:
    session = Open(holder)
    with client(base) as agent:
        for method, path in ROUTES[:3]:
            headers = session.headers
            reply = agent.request(method, session.at + path, headers=headers, json={"text": "a"})
            assert reply.status_code == 200, path
        for method, path in ROUTES:
            keyed_only = agent.request(method, session.at + path, headers=KEYS, json={})
            assert failure(keyed_only) == (401, "bad_token"), "a key is no session's token"
    assert session.request("DELETE").status_code == 200


@pytest.mark.slow
def test_keys_tokens_and_cookies_are_seen_nowhere(
    base: str, holder: httpx.Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    session = Open(holder)
    session.remember("a")
    session.call("die", number=11)
    holder.post("/faulty/seed_session", json={})
    holder.post("/faulty/echo", json={"text": 5})
    wrong = {"Authorization": f"Bearer {OTHER[:-1]}?"}
    replies = [
        holder.get("/metrics"),
        holder.get("/v1/sessions"),
        holder.get("/readyz"),
        holder.get("/v1/environments", headers={"X-API-Key": "", **wrong}),
    ]
    secrets = [KEY, OTHER, session.made["token"], holder.cookies[COOKIE].rpartition(".")[2]]
    shown = "\n".join(reply.text for reply in replies)
    for process in psutil.Process().children(recursive=True):
        # One that has just ended has no words left to look at.
        with contextlib.suppress(psutil.NoSuchProcess):
            shown += " ".join(process.cmdline()) + process.name()
    logs = [Path(f"/proc/{process.pid}/fd/2") for process in psutil.Process().children()]
    shown += (logged := "\n".join(log.read_text() for log in logs if log.is_file()))
    assert "session_started" in logged
    assert "worker_killed" in logged
    journals = list(tmp_path_factory.getbasetemp().glob("keyed*/journal/*.jsonl"))
    assert len(journals) >= 2
    shown += "\n".join(path.read_text() for path in journals)
    assert [secret for secret in secrets if secret in shown] == []


@pytest.mark.slow
def test_workers_do_not_inherit_the_keys(base: str, holder: httpx.Client) -> None:
    session = Open(holder)
    seen = session.call("inspect").json()["output"]["environment"]
    assert not [name for name in seen if name.startswith("SALLYPORT")]
    assert "SALLYPORT_AUTH__API_KEYS" in os.environ
