"""Calls over the session API: good ones, bad ones, and tricks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.core.app import raw_http
from tests.core.app.bad_bodies import MALFORMED, NO_OBJECT, UNFIT
from tests.core.app.opened import Open, failure

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.slow


# ── using ────────────────────────────────────────────────────────────────────────────────────────


def test_calls_run_in_the_session_and_are_counted_and_timed(several: httpx.Client) -> None:
    session = Open(several)
    assert [session.remember(text) for text in "ab"] == [["a"], ["a", "b"]]
    reply = session.call("echo", text="c")
    assert (reply.status_code, reply.json()) == (200, {"output": "c"})
    assert float(reply.headers["X-Duration-S"]) > 0
    assert float(reply.headers["X-Queued-S"]) >= 0
    assert session.request("GET").json()["calls"] == 3


def test_the_state_is_what_the_world_exports(several: httpx.Client) -> None:
    session = Open(several)
    session.remember("a")
    assert session.request("GET", "/state").json() == {"kept": ["a"]}


def test_a_workplace_is_searched_and_exported(several: httpx.Client) -> None:
    session = Open(several, "workplace_assistant")
    before = session.request("GET", "/state").json()
    mail = {"recipient": "ida@example.org", "subject": "zanzibar", "body": "hello"}
    assert session.call("email_send_email", **mail).status_code == 200
    assert session.request("GET", "/state").json() != before


@pytest.mark.parametrize("kind", UNFIT)
def test_arguments_that_do_not_fit_are_the_models_mistake(several: httpx.Client, kind: str) -> None:
    session = Open(several)
    reply = session.request("POST", "/tools/echo", content=UNFIT[kind])
    assert failure(reply) == (422, "invalid_arguments")
    assert session.remember("a") == ["a"]


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_body_is_refused_everywhere(several: httpx.Client, kind: str) -> None:
    session = Open(several)
    for path in ("/tools/echo", "/verify"):
        assert failure(session.request("POST", path, content=MALFORMED[kind])) == (
            400,
            "malformed_request",
        )
    for path in ("/v1/sessions", "/v1/verify"):
        assert failure(several.post(path, content=MALFORMED[kind])) == (400, "malformed_request")
    assert session.remember("a") == ["a"]


@pytest.mark.parametrize("kind", NO_OBJECT)
def test_json_that_is_no_object_is_unprocessable_everywhere(
    several: httpx.Client, kind: str
) -> None:
    session = Open(several)
    for path in ("/tools/echo", "/verify"):
        assert failure(session.request("POST", path, content=NO_OBJECT[kind])) == (
            422,
            "invalid_request",
        )
    for path in ("/v1/sessions", "/v1/verify"):
        assert failure(several.post(path, content=NO_OBJECT[kind])) == (422, "invalid_request")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_json_is_read_whatever_its_content_type_says(
    several: httpx.Client, content_type: str
) -> None:
    headers = {"Content-Type": content_type}
    body = b'{"environment":"faulty"}'
    assert several.post("/v1/sessions", content=body, headers=headers).status_code == 201


CONTROL = [
    "verify",
    "seed_session",
    "end_session",
    "aggregate_metrics",
    "reverify_mode",
    "state",
    "Echo",
    "echo%00",
    "%20echo",
    "ech",
    "__class__",
]


@pytest.mark.parametrize("name", CONTROL)
def test_only_tools_are_reachable_as_tools(several: httpx.Client, name: str) -> None:
    session = Open(several)
    reply = session.request("POST", f"/tools/{name}", json={"text": "a"})
    assert failure(reply) == (404, "unknown_tool")
    assert session.remember("a") == ["a"]


@pytest.mark.parametrize(
    "target",
    [
        "{at}/tools/../verify",
        "{at}/tools/..%2Fverify",
        "{at}/tools/%2e%2e/verify",
        "{at}/tools/a%2Fb",
        "{at}/tools/",
        "{at}/tools",
        "{at}/tools//echo/x",
        "{at}/tools/echo/../../../../../seed_session",
    ],
)
def test_tricks_with_paths_reach_no_tool_and_no_control_route(
    several: httpx.Client, three_worlds: str, target: str
) -> None:
    session = Open(several)
    path = target.format(at=session.at)
    request = (
        f"POST {path} HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer {session.made['token']}\r\n"
        'Content-Length: 12\r\n\r\n{"text":"a"}'
    )
    reply = raw_http.send(three_worlds, request.encode())
    assert reply.status in {404, 405}, reply
    assert reply.error in {"not_found", "method_not_allowed", "unknown_tool"}
    assert session.remember("a") == ["a"]


def test_a_body_over_the_size_is_too_large(several: httpx.Client) -> None:
    session = Open(several)
    for path, size in (("/tools/echo", 10_000_000), ("/verify", 70_000_000)):
        reply = session.request("POST", path, content=b"x" * size)
        assert failure(reply) == (413, "too_large")
    assert session.remember("a") == ["a"]
