"""Packed bodies: read within the limit that holds once they are unpacked."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.app.content_coding import unpacked
from sallyport.core.errors import MalformedRequestError, TooLargeError
from tests.serving import client, error_of

PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "zstd": zstandard.compress,
}

RIGHT = {
    "expected_result": "5",
    "response": {"output": [{"type": "message", "role": "assistant", "content": "\\boxed{5}"}]},
}


@pytest.mark.parametrize("coding", PACK)
@given(data=st.binary(max_size=300), more=st.binary(max_size=30))
def test_a_body_comes_out_as_it_went_in(coding: str, data: bytes, more: bytes) -> None:
    pack = PACK[coding]
    assert unpacked(coding, pack(data), 300) == data
    assert unpacked(coding, pack(data) + pack(more), 330) == data + more


@pytest.mark.parametrize("coding", PACK)
def test_what_unpacks_beyond_the_limit_is_too_large_before_it_is_made(coding: str) -> None:
    bomb = PACK[coding](bytes(50_000_000))
    assert len(bomb) < 100_000
    with pytest.raises(TooLargeError, match="Unpacked"):
        unpacked(coding, bomb, 1000)
    assert unpacked(coding, PACK[coding](bytes(1000)), 1000) == bytes(1000)


@pytest.mark.parametrize("coding", PACK)
@pytest.mark.parametrize(
    "spoil", [lambda packed: packed[:-9], lambda packed: b"plain text", lambda packed: b"\0" * 40]
)
def test_what_is_no_such_stream_is_malformed(coding: str, spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(MalformedRequestError):
        unpacked(coding, spoil(PACK[coding](b"x" * 1000)), 10_000)


# ── over HTTP ────────────────────────────────────────────────────────────────────────────────────


def sent(one_world: str, path: str, body: bytes, coding: str, **headers: str) -> httpx.Response:
    headers = {"Content-Encoding": coding, "Content-Type": "application/json", **headers}
    with client(one_world) as http:
        return http.post(path, content=body, headers=headers)


@pytest.mark.slow
@pytest.mark.parametrize("coding", ["gzip", "GZIP", "zstd"])
@pytest.mark.parametrize("path", ["/verify", "/ng-rollout/a/verify"])
def test_a_packed_rollout_is_judged(one_world: str, path: str, coding: str) -> None:
    packed = PACK[coding.lower()](json.dumps(RIGHT).encode())
    reply = sent(one_world, path, packed, coding)
    assert (reply.status_code, reply.json()["reward"]) == (200, 1.0)


@pytest.mark.slow
def test_a_tool_takes_a_packed_call_and_keeps_its_cookie(one_world: str) -> None:
    body = gzip.compress(b'{"text": "a"}')
    with client(one_world) as http:
        for _ in range(2):
            reply = http.post("/remember", content=body, headers={"Content-Encoding": "gzip"})
    assert reply.json() == {"output": ["a", "a"]}


@pytest.mark.slow
@pytest.mark.parametrize("coding", ["br", "deflate", "compress", "gzip, gzip", "zip bomb"])
def test_a_coding_that_is_not_read_is_a_415_that_says_which_are(
    one_world: str, coding: str
) -> None:
    reply = sent(one_world, "/verify", zlib.compress(b"{}"), coding)
    assert (reply.status_code, reply.headers["accept-encoding"]) == (415, "gzip, zstd")
    assert error_of(reply)["type"] == "unsupported_content_encoding"


@pytest.mark.slow
def test_identity_is_no_coding(one_world: str) -> None:
    assert sent(one_world, "/verify", json.dumps(RIGHT).encode(), "identity").status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_packed_body_counts_by_what_it_is_unpacked(one_world: str, coding: str) -> None:
    def padded(size: int) -> bytes:
        return PACK[coding](json.dumps({**RIGHT, "pad": "x" * size}).encode())

    assert sent(one_world, "/verify", padded(400_000), coding).status_code == 200
    reply = sent(one_world, "/verify", padded(600_000), coding)
    assert (reply.status_code, error_of(reply)["type"]) == (413, "too_large")


def token_data(size: int) -> dict[str, Any]:
    item = {**RIGHT["response"]["output"][0], "generation_token_ids": [12345] * size}  # type: ignore[index]  # a literal above
    return {**RIGHT, "response": {"output": [item]}}


@pytest.mark.slow
def test_judging_takes_more_than_calls_do(one_world: str) -> None:
    with client(one_world) as http:
        body = token_data(60_000)  # 360 kB, where calls take 256 KiB
        reply = http.post("/verify", json=body)
        assert (reply.status_code, reply.json()["reward"]) == (200, 1.0)
        assert reply.json()["response"] == body["response"], "what was sent is echoed whole"
        reply = http.post(
            "/v1/verify",
            json={
                "environment": "faulty",
                "task": {"expected_result": "5"},
                "response": body["response"],
            },
        )
        assert (reply.status_code, reply.json()["reward"]) == (200, 1.0)
        assert http.post("/echo", json={"text": "x" * 300_000}).status_code == 413
        over = http.post("/verify", json=token_data(100_000))
    assert over.status_code == 413
    assert "verify.max_body_bytes" in error_of(over)["message"]
