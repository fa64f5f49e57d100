"""Tokens and ids that are forged, foreign, spent or senseless: each a clear 4xx, nothing lost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.app import raw_http
from tests.core.app.opened import ROUTES, Open, failure
from tests.core.app.rollouts import COOKIE
from tests.serving import House, client, error_of

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

SENSELESS = {
    "ten_kilobytes": "x" * 10_000,
    "unicode": quote("sé\u200bssion\U0001f4a9"),
    "no_utf_8": "%ff%fe",
    "control_characters": "%00%0a%0d",
    "dots": "%2e%2e",
    "a_path": "..%2f..%2fetc%2fpasswd",
    "a_backslash": "..%5c..%5cwindows",
    "a_format": "%25s%7b0%7d",
    "a_query": "%3Fx=1",
    "a_glob": "*",
    "sql": quote("' or 1=1 --"),
}


@pytest.fixture(scope="module")
def http(one_world: str) -> Iterator[httpx.Client]:
    with client(one_world) as opened:
        yield opened


@pytest.fixture(scope="module")
def session(http: httpx.Client) -> Open:
    return Open(http)


@pytest.mark.parametrize("kind", SENSELESS)
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_senseless_id_is_a_clear_4xx_even_with_a_good_token(
    session: Open, one_world: str, kind: str, method: str, path: str
) -> None:
    target = f"/v1/sessions/{SENSELESS[kind]}{path}".encode()
    token = session.headers["Authorization"].encode()
    reply = raw_http.send(
        one_world,
        method.encode() + b" " + target + b" HTTP/1.1\r\nHost: t\r\nAuthorization: " + token,
        b"\r\nContent-Length: 2\r\n\r\n{}",
    )
    assert (reply.status, reply.error) in {(401, "bad_token"), (404, "not_found")}, reply
    assert session.remember("a")[-1] == "a"


@settings(max_examples=40, deadline=None)
@given(
    st.text(
        st.characters(codec="latin-1", exclude_categories=["Cc", "Zs"]), min_size=1, max_size=60
    )
)
def test_no_text_as_a_token_is_anything_but_401(session: Open, text: str) -> None:
    headers: Any = {"Authorization": b"Bearer " + text.encode("latin-1")}
    if text.strip() == session.made["token"]:
        return
    assert failure(session.http.get(session.at, headers=headers)) == (401, "bad_token")


@pytest.mark.parametrize("change", [lambda t: t * 500, lambda t: t[:10], lambda t: t[::-1]])
def test_a_token_that_was_changed_is_refused(session: Open, change: Any) -> None:
    headers = {"Authorization": f"Bearer {change(session.made['token'])}"}
    assert failure(session.http.get(session.at, headers=headers)) == (401, "bad_token")


def test_a_token_of_another_server_is_refused(session: Open, three_worlds: str) -> None:
    with client(three_worlds) as other:
        mine = Open(other, session_id=session.made["session_id"])
        assert failure(other.get(mine.at, headers=session.headers)) == (401, "bad_token")
        assert failure(session.http.get(session.at, headers=mine.headers)) == (401, "bad_token")


def test_a_cookie_is_no_bearer_token(http: httpx.Client, session: Open) -> None:
    http.post("/seed_session", json={})
    sealed = http.cookies[COOKIE]
    name, _, token = sealed.rpartition(".")
    for at, sent in ((session.at, sealed), (session.at, token), (f"/v1/sessions/{name}", token)):
        reply = http.get(at, headers={"Authorization": f"Bearer {sent}"})
        assert failure(reply) == (401, "bad_token")


@pytest.mark.parametrize(
    "cookie", ["x" * 10_000, "é".encode(), b"\xff\xfe", "../../x.y", "%00.%00"]
)
def test_a_senseless_cookie_is_refused(one_world: str, cookie: str | bytes) -> None:
    value = cookie if isinstance(cookie, bytes) else cookie.encode()
    headers: Any = {"Cookie": COOKIE.encode() + b"=" + value}
    with client(one_world, headers=headers) as other:
        for path in ("/seed_session", "/echo", "/verify", "/end_session"):
            reply = other.post(path, json={"text": "a", "response": {}})
            assert failure(reply) == (401, "bad_token")
            assert "set-cookie" not in reply.headers


def test_the_token_of_an_expired_session_says_that_it_has_expired(house: House) -> None:
    async def work() -> None:
        async with house.client() as http:
            made = (await http.post("/v1/sessions", json={"environment": "faulty"})).json()
            headers = {"Authorization": f"Bearer {made['token']}"}
            house.runtime.service.sweep(time.monotonic() + 1e6)
            at = f"/v1/sessions/{made['session_id']}"
            reply = await http.post(f"{at}/tools/echo", json={"text": "a"}, headers=headers)
            assert (reply.status_code, error_of(reply)["type"]) == (410, "session_expired")
            assert "nothing was done with it for 60 s" in error_of(reply)["message"]
            shown = (await http.get(at, headers=headers)).json()
            assert shown["state"] == "expired"
            assert abs(shown["ended_at"] - time.time()) < 60

    house.run(work())
