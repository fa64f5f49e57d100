"""What a worker under foreign control may send: each costs its own session, under a name."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from sallyport.core.errors import InternalError, ProtocolError, SessionLostError, WorkerDiedError
from sallyport.core.settings import CallSettings
from sallyport.sandbox.frames import HEADER, Done, Failed, Ready, encode
from tests.core.sessions.playing import Play
from tests.serving import House, faulty, open_house, settings

pytestmark = pytest.mark.slow

CALL_ID = 2
"""Of a session's first call: opening its world is 1."""


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    calls = CallSettings(
        grace_s=0.2, checkpoint=False, max_frame_bytes=1 << 20, max_body_bytes=1 << 18
    )
    with open_house(settings(faulty(deadline_s=2.0), calls=calls)) as opened:
        yield opened


@pytest.fixture
def play(house: House) -> Play:
    return Play(house)


class Exploit:
    """Unpickling it makes a folder."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, (self.path,)


class Abuse(NamedTuple):
    """Bytes, what follows them, and how the error's message names it."""

    data: bytes
    then: str
    named: str


def framed(payload: bytes) -> bytes:
    return HEADER.pack(len(payload)) + payload


def packed(*fields: Any) -> bytes:
    return framed(msgspec.msgpack.encode(fields))


def reply(body: bytes) -> bytes:
    return encode(Done(CALL_ID, "ok", body, 0.0))


TRAP = "/tmp/sallyport-test-trap"

ABUSES = {
    "garbage": Abuse(b"\x03\0\0\0abc", "wait", "not a frame"),
    "a_huge_header": Abuse(b"\xff" * 8, "wait", "4294967295 bytes is over 1048576"),
    "one_byte_over_the_cap": Abuse(HEADER.pack((1 << 20) + 1), "wait", "is over"),
    "an_empty_frame": Abuse(framed(b""), "wait", "not a frame"),
    "half_a_frame_and_the_rest_of_another": Abuse(
        b"\x20\0\0\0abc", "answer", "not a frame|is over"
    ),
    "a_call_id_of_later": Abuse(encode(Done(99, "ok", b"{}", 0.0)), "wait", "call 99 instead of 2"),
    "a_call_id_of_before": Abuse(encode(Done(1, "ok", b"{}", 0.0)), "wait", "call 1 instead of 2"),
    "a_forged_pickle": Abuse(framed(pickle.dumps(Exploit(TRAP))), "wait", "not a frame"),
    "a_pickle_without_a_frame": Abuse(pickle.dumps(Exploit(TRAP)), "wait", "is over"),
    "an_extension_type": Abuse(
        packed("done", CALL_ID, msgspec.msgpack.Ext(1, b"x"), b"{}", 0.0), "wait", "not a frame"
    ),
    "a_bare_extension": Abuse(
        framed(msgspec.msgpack.encode(msgspec.msgpack.Ext(5, b"x"))), "wait", "not a frame"
    ),
    "an_unknown_tag": Abuse(packed("shutdown", CALL_ID), "wait", "not a frame"),
    "a_request": Abuse(packed("call", CALL_ID, 0, "echo", b"{}"), "wait", "not a frame"),
    "ready_again": Abuse(encode(Ready(CALL_ID, 0)), "wait", "answers nothing"),
    "too_many_frames": Abuse(framed(b"") * 1000, "wait", "frames at once|not a frame"),
    "deep_nesting": Abuse(framed(b"\x91" * 100_000), "wait", "not a frame"),
    "a_body_that_is_no_json": Abuse(reply(b"{'a': 1}"), "wait", "is not a JSON object"),
    "a_body_that_is_no_object": Abuse(reply(b"[1]"), "wait", "is not a JSON object"),
    "a_body_with_nan": Abuse(reply(b'{"a": NaN}'), "wait", "is not a JSON object"),
    "a_body_of_invalid_utf8": Abuse(reply(b'{"a": "\xff"}'), "wait", "is not a JSON object"),
    "a_body_nested_deep": Abuse(reply(b"[" * 200_000), "wait", "is not a JSON object"),
    "a_pickle_as_a_body": Abuse(reply(pickle.dumps(Exploit(TRAP))), "wait", "is not a JSON object"),
}


@pytest.mark.parametrize("kind", ABUSES)
def test_abuse_is_a_named_error_and_costs_its_own_session_only(
    house: House, play: Play, kind: str
) -> None:
    abuse = ABUSES[kind]

    async def suffer() -> None:
        session, other = await play.start(), await play.start()
        await play.remember(other, "a")
        with pytest.raises(ProtocolError, match=abuse.named) as caught:
            await play.call(session, "say", data=abuse.data.hex(), then=abuse.then)
        assert (caught.value.type, caught.value.status_code) == ("protocol_error", 502)
        with pytest.raises(SessionLostError):
            await play.call(session, "echo", text="a")
        assert await play.remember(other, "b") == ["a", "b"]

    house.run(suffer())
    assert not Path(TRAP).exists(), "a forged pickle was opened"


def test_half_a_frame_and_then_death_is_named(house: House, play: Play) -> None:
    async def suffer() -> None:
        session = await play.start()
        with pytest.raises(WorkerDiedError, match=r"within a frame|exit code 0") as caught:
            await play.call(session, "say", data=(b"\xff\0\0\0abc").hex(), then="exit")
        assert caught.value.status_code == 502

    house.run(suffer())


def test_a_second_reply_ends_the_session(house: House, play: Play) -> None:
    async def suffer() -> None:
        session = await play.start()
        forged = encode(Done(CALL_ID, "ok", b'{"output":"forged"}', 0.0))
        shown = await play.call(session, "say", data=forged.hex())
        assert shown == {"output": "forged"}, "a session's own text is its own"
        with pytest.raises(
            (SessionLostError, ProtocolError), match=r"nobody asked for|call 2 instead of 3|lost"
        ):
            await play.call(session, "echo", text="a")
        with pytest.raises(SessionLostError):
            await play.call(session, "echo", text="a")

    house.run(suffer())


FORGED_KINDS = [
    "at_capacity",
    "bad_token",
    "session_lost",
    "deadline_exceeded",
    "memory_limit",
    "x",
]


@pytest.mark.parametrize("kind", FORGED_KINDS)
def test_a_worker_cannot_speak_in_the_front_doors_name(house: House, play: Play, kind: str) -> None:
    details = msgspec.json.encode({"retry_after_s": "1\r\nSet-Cookie: a=b"})
    forged = encode(Failed(CALL_ID, kind, "m" * 100_000, details))

    async def suffer() -> None:
        session = await play.start()
        with pytest.raises(InternalError) as caught:
            await play.call(session, "say", data=forged.hex(), then="wait")
        assert len(caught.value.message) < 10_000

    house.run(suffer())


@pytest.mark.parametrize("details", [b"", b"{", b"[]", b"\xff", b'{"a":"' + b"x" * 200_000 + b'"}'])
def test_details_that_make_no_sense_are_left_out(house: House, play: Play, details: bytes) -> None:
    forged = encode(Failed(CALL_ID, "internal", "m", details))

    async def suffer() -> None:
        session = await play.start()
        with pytest.raises(InternalError) as caught:
            await play.call(session, "say", data=forged.hex(), then="wait")
        assert (caught.value.message, caught.value.details) == ("m", {})

    house.run(suffer())
