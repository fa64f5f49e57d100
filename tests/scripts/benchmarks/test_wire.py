from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.benchmarks.wire import Reply, ReplyReader, post


def reply_bytes(status: int, body: bytes, *cookies: str) -> bytes:
    set_cookies = "".join(f"Set-Cookie: {cookie}; Path=/; HttpOnly\r\n" for cookie in cookies)
    head = f"HTTP/1.1 {status} OK\r\ndate: now\r\n{set_cookies}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@given(st.lists(st.tuples(st.sampled_from([200, 404, 500]), st.binary(max_size=200))), st.data())
def test_replies_are_found_wherever_the_stream_is_cut(
    replies: list[tuple[int, bytes]], data: st.DataObject
) -> None:
    reader = ReplyReader()
    for status, body in replies:
        rest = reply_bytes(status, body)
        found = None
        while rest:
            assert found is None
            size = data.draw(st.integers(1, len(rest)))
            found, rest = reader.feed(rest[:size]), rest[size:]
        assert found == Reply(status, body, None)


def test_the_last_cookie_counts() -> None:
    assert ReplyReader().feed(reply_bytes(200, b"{}", "a=1", "a=2")) == Reply(200, b"{}", "a=2")


def test_a_reply_without_a_length_is_an_error_and_not_a_hang() -> None:
    with pytest.raises(ValueError, match="without Content-Length"):
        ReplyReader().feed(b"HTTP/1.1 200 OK\r\n\r\n")


def test_a_request_carries_its_cookie_and_length() -> None:
    sent = post("/echo", b'{"text": "a"}', "name=value")
    head, _, body = sent.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /echo HTTP/1.1\r\n")
    assert b"cookie: name=value" in head.split(b"\r\n")
    assert b"content-length: 13" in head.split(b"\r\n")
    assert body == b'{"text": "a"}'
    assert b"cookie" not in post("/echo", b"")
