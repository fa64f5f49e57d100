"""A channel against a real socket whose far end is the test."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

import pytest
import uvloop

from sallyport.core.errors import InternalError, ProtocolError, SallyportError, WorkerDiedError
from sallyport.sandbox.channel import READY_CALL_ID, Channel
from sallyport.sandbox.frames import (
    Done,
    Export,
    Failed,
    FrameReader,
    Ready,
    Reply,
    decode_request,
    encode,
)

CAP = 4096


class Ends:
    """A channel, the far end of its socket, and what the channel reported."""

    def __init__(self, channel: Channel, far: socket.socket, reports: list[SallyportError]) -> None:
        self.channel = channel
        self.far = far
        self.reports = reports

    async def receive(self) -> bytes:
        """Read one frame's payload at the far end."""
        reader = FrameReader(CAP)
        while True:
            data = await asyncio.get_running_loop().sock_recv(self.far, 65_536)
            for payload in reader.feed(data):
                return payload

    async def settle(self) -> None:
        """Let the channel see what was sent."""
        await asyncio.sleep(0.01)


Scenario: TypeAlias = Callable[[Ends], Coroutine[Any, Any, None]]


def play(scenario: Scenario) -> None:
    """Run a scenario; the channel's owner does as owners do: it fails a broken channel."""

    async def run() -> None:
        near, far = socket.socketpair()
        far.setblocking(False)
        reports: list[SallyportError] = []
        channel = await Channel.connect(near, CAP, reports.append)
        try:
            await asyncio.wait_for(scenario(Ends(channel, far, reports)), 10)
        finally:
            channel.fail(WorkerDiedError("the test is over"))
            far.close()
            await asyncio.sleep(0)

    asyncio.run(run())


def done(call_id: int, body: bytes = b"{}") -> Done:
    return Done(call_id, "ok", body, 0.0)


def test_a_reply_settles_the_request_that_it_answers() -> None:
    async def scenario(ends: Ends) -> None:
        future = ends.channel.request(Export(5, 0))
        assert decode_request(await ends.receive()) == Export(5, 0)
        assert ends.channel.open_requests == 1
        ends.far.send(encode(done(5, b"[1]")))
        assert await future == done(5, b"[1]")
        assert ends.channel.open_requests == 0

    play(scenario)


def test_replies_come_in_the_order_of_the_requests() -> None:
    async def scenario(ends: Ends) -> None:
        futures = [ends.channel.request(Export(n, 0)) for n in range(1, 6)]
        stream = b"".join(encode(done(n)) for n in range(1, 6))
        for byte in stream:
            ends.far.send(bytes([byte]))
        assert await asyncio.gather(*futures) == [done(n) for n in range(1, 6)]

    play(scenario)


def test_what_is_owed_without_being_asked_is_awaited_too() -> None:
    async def scenario(ends: Ends) -> None:
        future = ends.channel.expect(READY_CALL_ID)
        ends.far.send(encode(Ready(0, 3)))
        assert await future == Ready(0, 3)

    play(scenario)


BROKEN: dict[str, tuple[bytes, str]] = {
    "another_call_id": (encode(done(6)), "answered call 6 instead of 5"),
    "garbage": (b"\x01\0\0\0\xff", "not a frame"),
    "a_request": (encode(Export(5, 0)), "not a frame"),
    "a_frame_over_the_cap": (b"\xff\xff\0\0", "65535 bytes is over 4096"),
    "a_reply_too_many": (encode(done(5)) * 2, "nobody asked for"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_breaks_the_protocol_is_reported_by_name(kind: str) -> None:
    data, named = BROKEN[kind]

    async def scenario(ends: Ends) -> None:
        ends.channel.request(Export(5, 0))
        ends.far.send(data)
        await ends.settle()
        [report] = ends.reports
        assert isinstance(report, ProtocolError)
        assert named in report.message

    play(scenario)


def test_bytes_that_nobody_asked_for_are_reported() -> None:
    async def scenario(ends: Ends) -> None:
        ends.far.send(encode(done(1)))
        await ends.settle()
        assert "nobody asked for" in ends.reports[0].message

    play(scenario)


def test_the_end_of_the_stream_is_a_death_and_within_a_frame_a_protocol_error() -> None:
    async def between(ends: Ends) -> None:
        ends.channel.request(Export(5, 0))
        ends.far.shutdown(socket.SHUT_RDWR)
        await ends.settle()
        assert [type(report) for report in ends.reports] == [WorkerDiedError]

    async def within(ends: Ends) -> None:
        ends.channel.request(Export(5, 0))
        ends.far.send(encode(done(5))[:-1])
        ends.far.shutdown(socket.SHUT_RDWR)
        await ends.settle()
        assert "within a frame" in ends.reports[0].message
        assert isinstance(ends.reports[0], ProtocolError)

    play(between)
    play(within)


def test_failing_fails_all_that_is_open_and_all_that_comes() -> None:
    async def scenario(ends: Ends) -> None:
        futures = [ends.channel.request(Export(n, 0)) for n in (1, 2)]
        cause = WorkerDiedError("of the test")
        ends.channel.fail(cause)
        ends.channel.fail(WorkerDiedError("second"))
        futures.append(ends.channel.request(Export(3, 0)))
        assert await asyncio.gather(*futures, return_exceptions=True) == [cause] * 3

    play(scenario)


def test_nothing_is_reported_after_failing() -> None:
    async def scenario(ends: Ends) -> None:
        ends.channel.fail(WorkerDiedError("of the test"))
        ends.far.close()
        await ends.settle()
        assert ends.reports == []

    play(scenario)


def test_a_request_that_was_given_up_keeps_the_lockstep() -> None:
    async def scenario(ends: Ends) -> None:
        given_up = ends.channel.request(Export(1, 0))
        kept = ends.channel.request(Export(2, 0))
        given_up.cancel()
        ends.far.send(encode(done(1, b"late")) + encode(done(2)))
        assert await kept == done(2)
        assert ends.reports == []

    play(scenario)


def test_a_worker_that_does_not_read_stops_nobody() -> None:
    async def scenario(ends: Ends) -> None:
        for number in range(1, 2000):
            ends.channel.request(Export(number, 0))
        await asyncio.sleep(0)
        assert ends.channel.open_requests == 1999

    play(scenario)


def test_a_request_to_a_worker_that_has_just_ended_fails_with_its_end() -> None:
    async def scenario(near: socket.socket, far: socket.socket) -> None:
        ended: list[SallyportError] = []
        channel = await Channel.connect(near, CAP, ended.append)
        far.close()
        asked: list[asyncio.Future[Reply]] = []
        while not ended:
            # One of these is after the transport has closed and before it has told so.
            asked.append(channel.request(Export(len(asked) + 1, 0)))
            await asyncio.sleep(0)
        asked.append(channel.request(Export(len(asked) + 1, 0)))
        channel.fail(ended[0])
        results = await asyncio.gather(*asked, return_exceptions=True)
        assert {type(result) for result in results} == {WorkerDiedError}

    # The server's own loop: the other one takes a write to a closed transport without a word.
    uvloop.run(asyncio.wait_for(scenario(*socket.socketpair()), 10))


def test_last_words_are_a_failure_with_its_cause_whether_or_not_a_reply_is_owed() -> None:
    words = Failed(READY_CALL_ID, "not_ready", "ValueError: of the worker", b'{"traceback": "t"}')

    async def idle(ends: Ends) -> None:
        ends.far.send(encode(words))
        await ends.settle()
        [report] = ends.reports
        assert isinstance(report, InternalError)
        assert (report.message, report.details) == (words.message, {"traceback": "t"})

    async def owing(ends: Ends) -> None:
        ends.channel.request(Export(5, 0))
        await idle(ends)

    play(idle)
    play(owing)


def test_last_words_that_are_no_json_break_the_protocol() -> None:
    async def scenario(ends: Ends) -> None:
        ends.far.send(encode(Failed(READY_CALL_ID, "not_ready", "words", b"no json")))
        await ends.settle()
        assert isinstance(ends.reports[0], ProtocolError)

    play(scenario)
