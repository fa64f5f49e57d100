"""The session cookie: on every reply, and nobody else can make one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.core.app.rollouts import COOKIE, cookie_set, kept
from tests.serving import client, error_of

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/", b"", 200),
        ("GET", "/reverify_mode", b"", 200),
        ("GET", "/healthz", b"", 200),
        ("POST", "/verify", b'{"expected_result":"5","response":{}}', 200),
        ("POST", "/aggregate_metrics", b'{"verify_responses":[]}', 200),
        ("POST", "/verify", b"{", 400),
        ("POST", "/nothing", b"{}", 404),
        ("POST", "/no/such/path", b"{}", 404),
        ("GET", "/v1/environments/nothing", b"", 404),
        ("GET", "/echo", b"", 405),
        ("DELETE", "/verify", b"", 405),
        ("POST", "/", b"{}", 405),
        ("POST", "/echo", b'{"text":"' + b"x" * 300_000 + b'"}', 413),
        ("POST", "/echo", b"{}", 422),
        ("POST", "/echo", b"[]", 422),
        ("POST", "/verify", b"{}", 422),
        ("POST", "/v1/sessions", b"{}", 422),
    ],
)
def test_every_reply_sets_the_cookie_again(
    seeded: httpx.Client, method: str, path: str, body: bytes, status: int
) -> None:
    sent = f"{COOKIE}={seeded.cookies[COOKIE]}"
    reply = seeded.request(method, path, content=body)
    assert reply.status_code == status, reply.text
    assert cookie_set(reply).startswith(f"{sent};")
    if status >= 400:
        error_of(reply)
    assert kept(seeded, "b") == ["a", "b"], "the session is usable after it"


def forged(sealed: str) -> dict[str, str]:
    """Cookies that nobody made, from one that was."""
    name, _, token = sealed.rpartition(".")
    return {
        "nothing": "",
        "a_word": "x",
        "only_the_name": name,
        "an_empty_token": f"{name}.",
        "a_shorter_token": sealed[:-1],
        "another_token": f"{name}.{'A' * len(token)}",
        "another_name": f"{name[:-1]}{'0' if name[-1] != '0' else '1'}.{token}",
        "a_session_token": f"{name}.{token.swapcase()}",
        "a_path": f"../{sealed}",
        "something_more": f"{sealed}x",
    }


@pytest.mark.parametrize("kind", forged("0-0-a.token"))
def test_a_forged_cookie_is_refused_and_not_handed_on(
    seeded: httpx.Client, one_world: str, kind: str
) -> None:
    cookie = forged(seeded.cookies[COOKIE])[kind]
    with client(one_world, headers={"Cookie": f"{COOKIE}={cookie}"}) as forger:
        for path in ("/seed_session", "/echo", "/verify", "/end_session"):
            reply = forger.post(path, json={"text": "a", "response": {}})
            assert (reply.status_code, error_of(reply)["type"]) == (401, "bad_token")
            assert "set-cookie" not in reply.headers
    assert kept(seeded, "b") == ["a", "b"]


def test_a_cookie_in_quotes_is_the_same_cookie(seeded: httpx.Client, one_world: str) -> None:
    quoted = f'{COOKIE}="{seeded.cookies[COOKIE]}"'
    with client(one_world, headers={"Cookie": quoted}) as other:
        cookie_set(other.post("/no/such/path"))
        assert kept(other, "b") == ["a", "b"]


def test_a_cookie_of_another_server_is_refused(seeded: httpx.Client, three_worlds: str) -> None:
    foreign = {"Cookie": f"{COOKIE}={seeded.cookies[COOKIE]}"}
    with client(three_worlds, headers=foreign) as other:
        assert other.post("/faulty/echo", json={"text": "a"}).status_code == 401


def test_a_cookie_of_another_environment_is_refused(
    several: httpx.Client, three_worlds: str
) -> None:
    several.post("/faulty/seed_session", json={})
    sealed = several.cookies[COOKIE]
    foreign = {"Cookie": f"sallyport_math_with_code={sealed}"}
    with client(three_worlds, headers=foreign) as other:
        reply = other.post("/math_with_code/execute_python", json={"code": "1"})
        assert (reply.status_code, error_of(reply)["type"]) == (401, "bad_token")


def test_a_session_token_is_no_cookie(alone: httpx.Client, one_world: str) -> None:
    made = alone.post("/v1/sessions", json={"environment": "faulty"}).json()
    sealed = f"{made['session_id']}.{made['token']}"
    with client(one_world, headers={"Cookie": f"{COOKIE}={sealed}"}) as other:
        assert other.post("/echo", json={"text": "a"}).status_code == 401


def test_a_client_may_hold_cookies_of_several_environments_and_others(
    several: httpx.Client,
) -> None:
    several.cookies.set("other", "value", domain="127.0.0.1", path="/")
    for name in ("faulty", "workplace_assistant"):
        assert several.post(f"/{name}/seed_session", json={}).status_code == 200
    reply = several.get("/healthz")
    names = {header.partition("=")[0] for header in reply.headers.get_list("set-cookie")}
    assert names == {"sallyport_faulty", "sallyport_workplace_assistant"}
    assert kept(several, "a", "/faulty") == ["a"]
