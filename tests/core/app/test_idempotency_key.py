"""The header Idempotency-Key of tool calls, over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.core.app.opened import Open, failure
from tests.serving import client

pytestmark = pytest.mark.slow


def keyed(session: Open, key: str | bytes, tool: str = "remember", **body: Any) -> httpx.Response:
    headers: Any = {**session.headers, "Idempotency-Key": key}
    return session.http.post(f"{session.at}/tools/{tool}", headers=headers, json=body)


def test_a_retry_gets_the_first_reply_and_the_tool_runs_once(several: httpx.Client) -> None:
    session = Open(several)
    first = keyed(session, "k1", text="a")
    again = keyed(session, "k1", text="a")
    assert first.json() == again.json() == {"output": ["a"]}
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["x-duration-s"] == first.headers["x-duration-s"]
    assert keyed(session, "k2", text="a").json() == {"output": ["a", "a"]}
    assert session.remember("b") == ["a", "a", "b"]


def test_spaces_in_the_json_are_no_other_body(several: httpx.Client) -> None:
    session = Open(several)
    headers = {**session.headers, "Idempotency-Key": "k"}
    for body in (b'{"text":"a"}', b' { "text" : "a" } '):
        reply = several.post(f"{session.at}/tools/remember", headers=headers, content=body)
        assert reply.json() == {"output": ["a"]}


def test_the_same_key_with_another_body_or_tool_is_a_conflict(several: httpx.Client) -> None:
    session = Open(several)
    keyed(session, "k", text="a")
    assert failure(keyed(session, "k", text="b")) == (409, "conflict")
    assert failure(keyed(session, "k", "echo", text="a")) == (409, "conflict")
    assert session.remember("c") == ["a", "c"]


def test_the_same_key_in_another_session_is_another_call(several: httpx.Client) -> None:
    one, other = Open(several), Open(several)
    assert keyed(one, "k", text="a").json() == keyed(other, "k", text="a").json()
    assert "idempotent-replayed" not in keyed(Open(several), "k", text="a").headers


def test_retries_that_come_while_the_first_still_runs_wait_for_it(three_worlds: str) -> None:
    with client(three_worlds) as http:
        session = Open(http)

        def ask(_: int) -> httpx.Response:
            with client(three_worlds) as own:
                headers = {**session.headers, "Idempotency-Key": "k"}
                at = f"{session.at}/tools/nap"
                return own.post(at, headers=headers, json={"seconds": 0.5})

        with ThreadPoolExecutor(6) as threads:
            replies = list(threads.map(ask, range(6)))
        assert [reply.json() for reply in replies] == [{"output": "awake"}] * 6
        assert sum("idempotent-replayed" in reply.headers for reply in replies) == 5
        assert session.request("GET").json()["calls"] == 1


def test_a_client_that_went_away_finds_its_reply(three_worlds: str) -> None:
    with client(three_worlds) as http:
        session = Open(http)
        headers = {**session.headers, "Idempotency-Key": "k"}
        at = f"{session.at}/tools/nap"
        with httpx.Client(base_url=three_worlds, timeout=0.2, trust_env=False) as hasty:
            with pytest.raises(httpx.ReadTimeout):
                hasty.post(at, headers=headers, json={"seconds": 0.6})
        reply = http.post(at, headers=headers, json={"seconds": 0.6})
        assert (reply.status_code, reply.json()) == (200, {"output": "awake"})
        assert session.request("GET").json()["calls"] == 1


def test_a_death_is_replayed_too_and_not_repeated(one_world: str) -> None:
    with client(one_world) as http:
        session = Open(http)
        first, again = (keyed(session, "k", "leave", code=3) for _ in range(2))
        assert failure(first) == failure(again) == (502, "worker_died")
        assert first.json() == again.json()
        assert failure(keyed(session, "k2", text="a")) == (410, "session_lost")


def test_the_reply_of_the_last_call_outlives_its_session(several: httpx.Client) -> None:
    session = Open(several)
    first = keyed(session, "k", text="a")
    session.request("DELETE")
    assert keyed(session, "k", text="a").json() == first.json()
    assert failure(keyed(session, "k2", text="a")) == (410, "session_closed")


@pytest.mark.parametrize("key", ["", "k" * 256, "k" * 10_000])
def test_a_key_of_no_sensible_length_is_refused(several: httpx.Client, key: str) -> None:
    session = Open(several)
    assert failure(keyed(session, key, text="a")) == (422, "invalid_request")
    assert session.remember("b") == ["b"]


@pytest.mark.parametrize("key", ["../k", b"\xff\xfe\x80", "k/ä".encode(), "%00", "a b"])
def test_any_other_text_is_a_key(several: httpx.Client, key: str | bytes) -> None:
    session = Open(several)
    assert keyed(session, key, text="a").json() == keyed(session, key, text="a").json()


def test_a_key_needs_the_sessions_token_like_any_call(several: httpx.Client) -> None:
    session, other = Open(several), Open(several)
    keyed(session, "k", text="secret")
    headers = {**other.headers, "Idempotency-Key": "k"}
    reply = several.post(f"{session.at}/tools/remember", headers=headers, json={"text": "secret"})
    assert failure(reply) == (401, "bad_token")
