"""The frames of snapshots, and how a worker carries them out, in this process."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.errors import ProtocolError
from sallyport.sandbox import preload
from sallyport.sandbox.frames import (
    HEADER,
    Call,
    Done,
    Export,
    Failed,
    FrameReader,
    Open,
    Reseed,
    Restore,
    Snapshot,
    Taken,
    decode_reply,
    decode_request,
    encode,
)
from sallyport.sandbox.setup import WardenStart
from sallyport.sandbox.worker import Worker
from tests.sandbox.toy_world import Counting, CountingOptions, CountingWorld

numbers = st.integers(0, 2**63 - 1)

requests = st.one_of(
    st.builds(Snapshot, numbers, numbers),
    st.builds(Restore, numbers, numbers, st.binary(max_size=100), numbers, st.booleans(), numbers),
    st.builds(Reseed, numbers, numbers, numbers),
)
replies = st.builds(
    Taken,
    numbers,
    st.binary(max_size=100),
    st.dictionaries(st.text(max_size=20), st.text(max_size=20)),
)


@given(requests)
def test_a_request_survives_the_wire(request: Snapshot | Restore | Reseed) -> None:
    [payload] = FrameReader(4096).feed(encode(request))
    assert decode_request(payload) == request


@given(replies)
def test_a_reply_survives_the_wire(reply: Taken) -> None:
    [payload] = FrameReader(4096).feed(encode(reply))
    assert decode_reply(payload) == reply


@pytest.mark.parametrize(
    "fields",
    [
        (1, b"data"),
        (1, "data", {}),
        (1, b"data", {"g": 1}),
        (1, b"data", {1: "why"}),
        (1, b"data", [["g", "why"]]),
        (1, b"data", {"g": b"why"}),
        (1, b"data", {}, "more"),
    ],
)
def test_a_taken_frame_of_another_form_is_a_protocol_error(fields: tuple[object, ...]) -> None:
    with pytest.raises(ProtocolError, match="not a frame"):
        decode_reply(msgspec.msgpack.encode(["taken", *fields]))


def test_a_snapshot_is_no_reply_and_its_bytes_no_request() -> None:
    for frame in (Snapshot(1, 0), Restore(1, 0, b"", 1, False, 0)):
        with pytest.raises(ProtocolError):
            decode_reply(encode(frame)[HEADER.size :])
    with pytest.raises(ProtocolError):
        decode_request(encode(Taken(1, b"", {}))[HEADER.size :])


class CopyableWorld(CountingWorld):
    """Counts, and can say where it is."""

    def snapshot(self, limit_bytes: int) -> tuple[bytes, dict[str, str]]:
        return f"{self.total} of at most {limit_bytes}".encode(), {"clock": "it ticks"}

    def restore(self, data: bytes) -> None:
        self.total = int(data.split()[0])

    def reseed(self, seed: int) -> None:
        self.seed = -seed


MAX_FRAME = 100_000


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Worker:
    environment = Counting(CountingOptions(start=10))
    monkeypatch.setitem(preload.environments, "served", environment)
    monkeypatch.setattr(environment, "open", lambda context: CopyableWorld(10, context.seed))
    CountingWorld.closed.clear()
    return Worker(WardenStart("served", 0, MAX_FRAME, checkpoints=False))


def total(worker: Worker, slot: int) -> tuple[int, int]:
    exported = worker.answer(Export(9, slot))
    assert isinstance(exported, Done)
    state = msgspec.json.decode(exported.body)
    return state["total"], state["seed"]


def test_a_world_goes_on_in_another_slot(worker: Worker) -> None:
    worker.answer(Open(1, 0, 7))
    worker.answer(Call(2, 0, "add", b'{"n": 5}'))
    taken = worker.answer(Snapshot(3, 0))
    room = MAX_FRAME - 65_536
    assert taken == Taken(3, f"15 of at most {room}".encode(), {"clock": "it ticks"})
    assert isinstance(taken, Taken)
    reply = worker.answer(Restore(4, 1, taken.data, 7, False, 1))
    assert isinstance(reply, Done)
    worker.answer(Call(5, 1, "add", b'{"n": 1}'))
    assert (total(worker, 0), total(worker, 1)) == ((15, 7), (16, 7))


def test_calls_are_counted_on_from_the_snapshots(worker: Worker) -> None:
    worker.answer(Restore(1, 0, b"3", 7, False, 41))
    assert worker.calls == 41
    worker.answer(Call(2, 0, "add", b'{"n": 5}'))
    assert worker.calls == 42


def test_a_world_is_reseeded_when_asked(worker: Worker) -> None:
    worker.answer(Restore(1, 0, b"3", 7, True, 0))
    assert total(worker, 0) == (3, -7)
    assert isinstance(worker.answer(Reseed(2, 0, 8)), Done)
    assert total(worker, 0) == (3, -8)


def test_a_world_that_cannot_be_restored_is_closed(worker: Worker) -> None:
    worker.answer(Open(1, 0, 7))
    failed = worker.answer(Restore(2, 0, b"no number", 7, False, 3))
    assert isinstance(failed, Failed)
    assert failed.kind == "internal"
    assert len(CountingWorld.closed) == 2
    gone = worker.answer(Export(3, 0))
    assert isinstance(gone, Failed)
    assert "no world is open" in gone.message


def test_a_world_without_snapshots_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(preload.environments, "served", Counting(CountingOptions()))
    plain = Worker(WardenStart("served", 0, MAX_FRAME, checkpoints=False))
    plain.answer(Open(1, 0, 7))
    for request in (Snapshot(2, 0), Restore(2, 0, b"", 7, False, 0)):
        reply = plain.answer(request)
        assert isinstance(reply, Failed)
        assert (reply.kind, reply.message) == ("not_copyable", "A CountingWorld has no snapshots.")
