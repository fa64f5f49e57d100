"""What models and clients send that is no good: each refused, the session unharmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.core.app import raw_http
from tests.core.app.bad_bodies import MALFORMED, NO_NUMBER, NO_OBJECT, UNFIT
from tests.core.app.rollouts import kept
from tests.serving import error_of

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.slow


# ── what a model makes up ────────────────────────────────────────────────────────────────────────

MADE_UP = {
    "a_folder": b"/a/b",
    "a_query": b"/x?y=1",
    "a_query_on_a_tool": b"/echo?text=a",
    "a_step_up": b"/../verify",
    "steps_up": b"/../../../../etc/passwd",
    "an_encoded_step_up": b"/%2e%2e/verify",
    "an_encoded_slash": b"/a%2Fb",
    "a_tool_behind_an_encoded_slash": b"/x%2F..%2Fecho",
    "nothing": b"/",
    "slashes": b"//a//b",
    "a_long_name": b"/" + b"x" * 10_000,
    "encoded_unicode": b"/%C3%A9cho%F0%9F%98%80",
    "invalid_utf8": b"/%ff%fe",
    "a_null": b"/echo%00",
    "a_space": b"/echo%20",
    "a_new_line": b"/echo%0d%0aSet-Cookie:%20a=b",
    "braces": b"/{tool}",
    "another_case": b"/Echo",
    "a_dunder": b"/__class__",
    "a_call": b"/echo(text='a')",
    "a_namespace": b"/mcp__faulty__echo/x",
    "the_session_api": b"/v1",
    "health": b"/healthz",
    "semicolons": b"/echo;a=b",
}


@pytest.mark.parametrize("target", MADE_UP.values(), ids=MADE_UP)
@pytest.mark.parametrize("world", ["one", "three"])
def test_a_path_that_a_model_made_up_is_a_plain_refusal(
    one_world: str, three_worlds: str, world: str, target: bytes
) -> None:
    base, at = (one_world, b"") if world == "one" else (three_worlds, b"/faulty")
    cookie = raw_http.post(base, at + b"/seed_session").headers["set-cookie"].partition(";")[0]
    reply = raw_http.post(base, at + target, b'{"text":"a"}', cookie)
    assert reply.status in {404, 405}, reply
    assert set(reply.body["error"]) == {"type", "message", "retryable", "details"}
    assert reply.headers["set-cookie"].startswith(cookie)
    assert len(reply.body["error"]["message"]) < 1000
    after = raw_http.post(base, at + b"/remember", b'{"text":"a"}', cookie)
    assert after.body == {"output": ["a"]}


def test_an_unknown_tool_is_told_the_nearest_names(seeded: httpx.Client) -> None:
    reply = seeded.post("/remeber", json={"text": "b"})
    error = error_of(reply)
    assert (reply.status_code, error["type"]) == (404, "unknown_tool")
    assert error["details"]["closest"][0] == "remember"
    assert "'remember'" in error["message"]


@pytest.mark.parametrize("name", ["verify", "aggregate_metrics", "reverify_mode", "healthz", "v1"])
def test_a_control_route_called_like_a_tool_never_changes_the_session(
    seeded: httpx.Client, name: str
) -> None:
    seeded.post(f"/{name}", json={"text": "b"})
    assert kept(seeded, "b") == ["a", "b"]


# ── bad input ────────────────────────────────────────────────────────────────────────────────────


READ_A_BODY = ("/echo", "/seed_session", "/verify", "/aggregate_metrics")


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_body_is_refused_and_the_session_goes_on(
    seeded: httpx.Client, kind: str
) -> None:
    for path in READ_A_BODY:
        reply = seeded.post(path, content=MALFORMED[kind])
        assert (reply.status_code, error_of(reply)["type"]) == (400, "malformed_request")
    assert kept(seeded, "b") == ["a", "b"]


@pytest.mark.parametrize("kind", NO_NUMBER)
def test_what_is_no_number_is_null_to_a_tool_and_malformed_elsewhere(
    seeded: httpx.Client, kind: str
) -> None:
    for path in READ_A_BODY:
        reply = seeded.post(path, content=NO_NUMBER[kind])
        expected = (422, "invalid_arguments") if path == "/echo" else (400, "malformed_request")
        assert (reply.status_code, error_of(reply)["type"]) == expected
    assert kept(seeded, "b") == ["a", "b"]


@pytest.mark.parametrize("kind", NO_OBJECT)
def test_json_that_is_no_object_is_unprocessable(seeded: httpx.Client, kind: str) -> None:
    for path in READ_A_BODY:
        reply = seeded.post(path, content=NO_OBJECT[kind])
        assert (reply.status_code, error_of(reply)["type"]) == (422, "invalid_request")
    assert kept(seeded, "b") == ["a", "b"]


@pytest.mark.parametrize("kind", UNFIT)
def test_arguments_that_do_not_fit_are_the_models_mistake(seeded: httpx.Client, kind: str) -> None:
    reply = seeded.post("/echo", content=UNFIT[kind])
    assert (reply.status_code, error_of(reply)["type"]) == (422, "invalid_arguments")
    assert "text" in error_of(reply)["message"]
    assert kept(seeded, "b") == ["a", "b"]


@pytest.mark.parametrize("path", [b"/echo", b"/seed_session", b"/verify", b"/v1/verify", b"/no"])
def test_a_body_of_ten_megabytes_is_too_large(
    seeded: httpx.Client, one_world: str, path: bytes
) -> None:
    body = b'{"text":"' + b"x" * 10_000_000 + b'"}'
    reply = seeded.post(path.decode(), content=body)
    expected = (404, "unknown_tool") if path == b"/no" else (413, "too_large")
    assert (reply.status_code, error_of(reply)["type"]) == expected
    assert kept(seeded, "b") == ["a", "b"]


@pytest.mark.parametrize("path", [b"/echo", b"/seed_session", b"/verify", b"/v1/verify"])
def test_a_chunked_body_over_the_size_is_too_large(one_world: str, path: bytes) -> None:
    cookie = raw_http.post(one_world, b"/seed_session").headers["set-cookie"].partition(";")[0]
    reply = raw_http.post_chunked(one_world, path, [b"x" * 65_536] * 9, cookie)
    assert (reply.status, reply.error) == (413, "too_large")
    after = raw_http.post_chunked(one_world, b"/remember", [b'{"te', b'xt":"a"}'], cookie)
    assert after.body == {"output": ["a"]}


def test_a_body_just_under_the_size_passes(seeded: httpx.Client) -> None:
    text = "x" * (262_144 - len('{"text":""}'))
    assert seeded.post("/echo", json={"text": text}).json() == {"output": text}
