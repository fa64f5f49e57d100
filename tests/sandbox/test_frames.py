from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.errors import ProtocolError
from sallyport.sandbox.frames import (
    HEADER,
    MAX_PARTS,
    Call,
    Close,
    Done,
    Export,
    Failed,
    FrameReader,
    Judge,
    Open,
    Ready,
    Reply,
    Request,
    decode_reply,
    decode_request,
    encode,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

CAP = 4096

payloads = st.lists(st.binary(max_size=200), max_size=12)
numbers = st.integers(0, 2**63 - 1)
texts = st.text(max_size=40)

replies: st.SearchStrategy[Reply] = st.one_of(
    st.builds(Ready, numbers, numbers),
    st.builds(Done, numbers, texts, st.binary(max_size=100), st.floats(allow_nan=False)),
    st.builds(Failed, numbers, texts, texts, st.binary(max_size=100)),
)
requests: st.SearchStrategy[Request] = st.one_of(
    st.builds(Open, numbers, numbers, numbers),
    st.builds(Call, numbers, numbers, texts, st.binary(max_size=100)),
    st.builds(Export, numbers, numbers),
    st.builds(Close, numbers, numbers),
    st.builds(Judge, numbers, st.binary(max_size=100)),
)


def framed(payload: bytes) -> bytes:
    return HEADER.pack(len(payload)) + payload


def fed(chunks: Sequence[bytes], cap: int = CAP) -> list[bytes]:
    reader = FrameReader(cap)
    return [payload for chunk in chunks for payload in reader.feed(chunk)]


@given(replies)
def test_a_reply_survives_the_wire(reply: Reply) -> None:
    [payload] = fed([encode(reply)])
    assert decode_reply(payload) == reply


@given(requests)
def test_a_request_survives_the_wire(request: Request) -> None:
    [payload] = fed([encode(request)])
    assert decode_request(payload) == request


@given(payloads, st.data())
def test_a_stream_cut_anywhere_gives_the_same_payloads(
    sent: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(map(framed, sent))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    chunks = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert fed(chunks) == sent


@given(payloads)
def test_a_stream_that_comes_byte_by_byte_gives_the_same_payloads(sent: list[bytes]) -> None:
    stream = b"".join(map(framed, sent))
    assert fed([stream[i : i + 1] for i in range(len(stream))]) == sent


@given(payloads, st.integers(1, 200))
def test_a_truncated_stream_gives_only_whole_payloads_and_is_pending(
    sent: list[bytes], missing: int
) -> None:
    stream = b"".join(map(framed, sent))
    cut = stream[: max(0, len(stream) - missing)]
    reader = FrameReader(CAP)
    got = reader.feed(cut)
    assert got == sent[: len(got)]
    assert len(b"".join(map(framed, got))) + len(reader._buffer) == len(cut)
    assert reader.pending == (len(b"".join(map(framed, got))) < len(cut))


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_garbage_raises_nothing_but_a_protocol_error_and_gives_no_more_than_was_sent(
    chunks: list[bytes],
) -> None:
    reader = FrameReader(CAP)
    got = 0
    try:
        for chunk in chunks:
            got += sum(HEADER.size + len(payload) for payload in reader.feed(chunk))
    except ProtocolError:
        return
    assert got <= sum(map(len, chunks))
    assert all(len(payload) <= CAP for payload in fed(chunks))


@given(st.binary(max_size=300))
def test_garbage_as_a_payload_is_a_protocol_error_or_a_frame(payload: bytes) -> None:
    for decode in (decode_reply, decode_request):
        try:
            frame = decode(payload)
        except ProtocolError:
            continue
        assert isinstance(frame, Reply | Request)


@pytest.mark.parametrize("length", [CAP + 1, 2**31, 2**32 - 1])
def test_an_over_long_frame_is_refused_by_its_header_alone(length: int) -> None:
    with pytest.raises(ProtocolError, match=f"{length} bytes is over {CAP}"):
        FrameReader(CAP).feed(HEADER.pack(length))


def test_a_frame_of_exactly_the_cap_passes() -> None:
    assert fed([framed(b"x" * CAP)]) == [b"x" * CAP]


def test_more_frames_at_once_than_could_be_owed_are_refused() -> None:
    assert len(fed([framed(b"") * MAX_PARTS])) == MAX_PARTS
    with pytest.raises(ProtocolError, match="frames at once"):
        FrameReader(CAP).feed(framed(b"") * (MAX_PARTS + 1))


class Exploit:
    """Unpickling it makes a folder."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, (self.path,)


def done(*fields: Any) -> bytes:
    return msgspec.msgpack.encode(["done", *fields])


NOT_FRAMES = {
    "nothing": b"",
    "an_unknown_tag": msgspec.msgpack.encode(["shout", 1]),
    "a_map": msgspec.msgpack.encode({"type": "done", "call_id": 1}),
    "a_number": msgspec.msgpack.encode(7),
    "a_field_too_few": done(1, "ok", b"{}"),
    "a_field_too_many": done(1, "ok", b"{}", 0.0, "more"),
    "a_wrong_type": done("1", "ok", b"{}", 0.0),
    "an_extension_in_place_of_a_field": done(msgspec.msgpack.Ext(1, b"\0"), "ok", b"{}", 0.0),
    "a_whole_extension": msgspec.msgpack.encode(msgspec.msgpack.Ext(5, b"payload")),
    "a_time_stamp_extension": done(1, "ok", msgspec.msgpack.Ext(-1, b"\0" * 4), 0.0),
    "trailing_bytes": msgspec.msgpack.encode(["ready", 1, 0]) + b"\0",
    "half_a_frame": msgspec.msgpack.encode(["ready", 1, 0])[:-1],
    "deep_nesting": b"\x91" * 100_000,
    "a_claim_of_four_billion_items": b"\xdd\xff\xff\xff\xff",
    "a_claim_of_four_billion_bytes": b"\xc6\xff\xff\xff\xff",
    "broken_text": b"\x92\xa4done\xa1\xff",
}


@pytest.mark.parametrize("payload", NOT_FRAMES.values(), ids=NOT_FRAMES)
def test_what_is_no_frame_is_a_protocol_error(payload: bytes) -> None:
    for decode in (decode_reply, decode_request):
        with pytest.raises(ProtocolError, match="not a frame"):
            decode(payload)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_forged_pickle_is_a_protocol_error_and_runs_nothing(protocol: int, tmp_path: Any) -> None:
    trap = tmp_path / "sprung"
    payload = pickle.dumps(Exploit(str(trap)), protocol)
    with pytest.raises(ProtocolError, match="not a frame"):
        decode_reply(payload)
    with pytest.raises(ProtocolError, match="not a frame"):
        decode_reply(done(1, "ok", payload.hex(), 0.0))
    assert not trap.exists()
    pickle.loads(payload)
    assert trap.exists(), "the forged pickle would have worked"


def test_a_request_is_no_reply_and_a_reply_no_request() -> None:
    with pytest.raises(ProtocolError):
        decode_reply(encode(Export(1, 0))[HEADER.size :])
    with pytest.raises(ProtocolError):
        decode_request(encode(Ready(0, 0))[HEADER.size :])
