"""HEAD, OPTIONS and the methods that a path has."""

from __future__ import annotations

import httpx
import pytest

from tests.serving import client, error_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/v1/environments", "/metrics"])
def test_a_head_is_the_get_without_its_body(one_world: str, path: str) -> None:
    with client(one_world) as http:
        got, head = http.get(path), http.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    if path in {"/", "/healthz"}:  # what others say changes from one to the next
        assert head.headers["content-length"] == got.headers["content-length"]


def test_a_head_of_what_is_no_get_says_what_there_is(one_world: str) -> None:
    with client(one_world) as http:
        reply = http.head("/verify")
    assert (reply.status_code, reply.content) == (405, b"")
    assert reply.headers["allow"] == "OPTIONS, POST"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/healthz", "GET, HEAD, OPTIONS"),
        ("PUT", "/verify", "OPTIONS, POST"),
        ("POST", "/v1/sessions/x", "DELETE, GET, HEAD, OPTIONS"),
    ],
)
def test_a_405_says_which_methods_there_are(
    one_world: str, method: str, path: str, allowed: str
) -> None:
    with client(one_world) as http:
        reply = http.request(method, path)
    assert (reply.status_code, reply.headers["allow"]) == (405, allowed)
    error = error_of(reply)
    assert error["details"]["allowed"] == allowed.split(", ")


def test_options_says_the_same(one_world: str) -> None:
    with client(one_world) as http:
        reply: httpx.Response = http.options("/healthz")
    assert reply.status_code == 204
    assert "GET" in reply.headers["allow"]
