"""The short way of tool calls must not differ from the route that it stands for.

A slash at the end of a path keeps a request off the short way; the route takes it all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.core.app import raw_http
from tests.core.app.bad_bodies import MALFORMED, NO_NUMBER, NO_OBJECT, UNFIT

if TYPE_CHECKING:
    import httpx

    from tests.core.app.raw_http import RawReply

pytestmark = pytest.mark.slow

BODIES = {
    **MALFORMED,
    **NO_NUMBER,
    **NO_OBJECT,
    **UNFIT,
    "empty": b"",
    "fitting": b'{"text": "a"}',
    "large": b'{"text": "%s"}' % (b"a" * 100_000),
    "too large": b'{"text": "%s"}' % (b"a" * 300_000),
}


@pytest.fixture
def cookie(one_world: str) -> str:
    seeded = raw_http.post(one_world, b"/seed_session")
    return seeded.headers["set-cookie"].partition(";")[0]


def seen(reply: RawReply) -> tuple[object, ...]:
    """All that a client sees of a reply, but its date."""
    headers = {key: value for key, value in reply.headers.items() if key != "date"}
    return reply.status, headers, reply.body


def both_ways(base: str, body: bytes, cookie: str, tool: bytes = b"echo") -> list[object]:
    return [seen(raw_http.post(base, b"/" + tool + end, body, cookie)) for end in (b"", b"/")]


@pytest.mark.parametrize("name", BODIES)
def test_a_body_is_answered_alike(one_world: str, cookie: str, name: str) -> None:
    short, long = both_ways(one_world, BODIES[name], cookie)
    assert short == long


@pytest.mark.parametrize("forged", ["sallyport_faulty=x", "sallyport_faulty=", "other=1"])
def test_a_cookie_that_is_not_ours_is_answered_alike(one_world: str, forged: str) -> None:
    short, long = (seen_without_cookie(one_world, forged, end) for end in (b"", b"/"))
    assert short == long


def seen_without_cookie(base: str, forged: str, end: bytes) -> tuple[object, ...]:
    """As `seen`; a session that is started on the way has a new cookie each time."""
    reply = raw_http.post(base, b"/echo" + end, b'{"text": "a"}', forged)
    ours = reply.headers.pop("set-cookie", "").startswith("sallyport_faulty=")
    return (ours, *seen(reply))


def test_cookies_are_read_alike(one_world: str, cookie: str) -> None:
    name, _, sealed = cookie.partition("=")
    for sent in (f'{name}="{sealed}"', f"a=b; {cookie}; c", f"{name}=forged; {cookie}"):
        short, long = both_ways(one_world, b'{"text": "a"}', sent)
        assert short == long


def test_a_tool_that_fails_is_answered_alike(one_world: str, cookie: str) -> None:
    short, long = both_ways(one_world, b'{"text": 3, "no": 1}', cookie)
    assert short == long


def test_a_body_without_a_length_is_answered_alike(one_world: str, cookie: str) -> None:
    chunks = [b'{"text"', b': "a"}']
    replies = [
        seen(raw_http.post_chunked(one_world, b"/echo" + end, chunks, cookie))
        for end in (b"", b"/")
    ]
    assert replies[0] == replies[1]


def test_a_body_in_pieces_is_put_together(one_world: str, cookie: str) -> None:
    body = b'{"text": "%s"}' % (b"b" * 200_000)
    head = b"POST /echo HTTP/1.1\r\nHost: test\r\nCookie: %s\r\nContent-Length: %d\r\n\r\n" % (
        cookie.encode(),
        len(body),
    )
    reply = raw_http.send(one_world, head + body[:7], body[7:90_000], body[90_000:])
    assert (reply.status, reply.body) == (200, {"output": "b" * 200_000})


def test_another_method_is_refused_as_ever(alone: httpx.Client) -> None:
    assert alone.get("/echo").status_code == 405


def test_tools_of_several_environments_are_reached_under_their_names(three_worlds: str) -> None:
    seeded = raw_http.post(three_worlds, b"/faulty/seed_session")
    cookie = seeded.headers["set-cookie"].partition(";")[0]
    short, long = both_ways(three_worlds, b'{"text": "a"}', cookie, b"faulty/echo")
    assert short == long
    assert raw_http.post(three_worlds, b"/echo", b"{}", cookie).status == 404
