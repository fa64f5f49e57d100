"""The closed set of messages between the front door and a worker, and how they look as bytes.

    front door ── Request ──▶ worker            frame: │ length, 4 bytes │ msgpack, `length` bytes │
               ◀── Reply ────                          └ little endian, checked before anything else

Lockstep: a worker answers each request once, in order, echoing its `call_id`; anything else is a
protocol error and costs the worker its life. The trusted side decodes replies into the types below
and nothing else (unknown fields, tags, extension types and over-long frames are refused); nothing
is ever unpickled. JSON travels inside as bytes (`body`): the sender's JSON encoder made it, and the
front door decodes it strictly before it passes it on.
"""

from __future__ import annotations

import struct
from typing import Any, TypeAlias, TypeVar

import msgspec

from ..core.errors import ProtocolError

HEADER = struct.Struct("<I")

MAX_PARTS = 64
"""Frames that one read may hold: lockstep allows one; shared workers answer a few together."""


class _Frame(
    msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, tag=str.lower
):
    """Arrays rather than maps: half the bytes, and no field that the type does not know."""


# ── front door to worker ─────────────────────────────────────────────────────────────────────────


class Open(_Frame, frozen=True):
    """Open a world in `slot`; `seed` is the session's (0 to 2**63 - 1)."""

    call_id: int
    slot: int
    seed: int


class Call(_Frame, frozen=True):
    """Run one tool; `arguments` is a JSON object."""

    call_id: int
    slot: int
    tool: str
    arguments: bytes


class Export(_Frame, frozen=True):
    """Send the world's state."""

    call_id: int
    slot: int


class Snapshot(_Frame, frozen=True):
    """Send the world as bytes that `Restore` takes, anywhere."""

    call_id: int
    slot: int


class Restore(_Frame, frozen=True):
    """Open a world in `slot` and let it go on from a snapshot, in which it had carried out `calls`.

    `seed` is the session's; with `reseed` its random numbers begin anew from it. `data` is opaque
    to everyone but a worker: reading it may run the code that its session could run.
    """

    call_id: int
    slot: int
    data: bytes
    seed: int
    reseed: bool
    calls: int


class Reseed(_Frame, frozen=True):
    """Let the world's random numbers begin anew from `seed`."""

    call_id: int
    slot: int
    seed: int


class Close(_Frame, frozen=True):
    """Close the world in `slot`."""

    call_id: int
    slot: int


class Judge(_Frame, frozen=True):
    """Judge one rollout. `rollout` is JSON: a sandbox.judging.Rollout."""

    call_id: int
    rollout: bytes


class Probe(_Frame, frozen=True):
    """Attack your own jail: run `source`, send what it prints. Only to a worker made for it."""

    call_id: int
    source: str


Command: TypeAlias = Open | Call | Export | Restore | Reseed | Close | Judge | Probe
"""What is answered with Done."""

Request: TypeAlias = Command | Snapshot


# ── worker to front door ─────────────────────────────────────────────────────────────────────────


class Ready(_Frame, frozen=True):
    """The worker is in its jail and serves, with a world in which `calls` calls were carried out.

    `calls` is 0 for a new worker; for a checkpoint that goes on it is the age of its state.
    """

    call_id: int
    calls: int


class Done(_Frame, frozen=True):
    """The request was carried out; `body` is JSON, `status` an observation's, `duration_s` its.

    `unrepeatable`: the calls made so far, made again in a fresh world, may not give this one.
    """

    call_id: int
    status: str
    body: bytes
    duration_s: float
    unrepeatable: bool = False


class Taken(_Frame, frozen=True):
    """A snapshot: its bytes, and by name why what is not in it could not be carried."""

    call_id: int
    data: bytes
    left_out: dict[str, str]


class Failed(_Frame, frozen=True):
    """The request was refused or failed: an error of core.errors as (kind, message, details)."""

    call_id: int
    kind: str
    message: str
    details: bytes


Reply: TypeAlias = Ready | Done | Taken | Failed

_T = TypeVar("_T")


def _refuse_extension(code: int, data: memoryview) -> Any:
    raise ValueError(f"extension type {code} is not part of the protocol")


_encoder = msgspec.msgpack.Encoder()
_reply_decoder: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(
    Reply, ext_hook=_refuse_extension
)
_request_decoder: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(
    Request, ext_hook=_refuse_extension
)


def encode(frame: Request | Reply) -> bytes:
    """Return the frame's bytes, header included."""
    payload = _encoder.encode(frame)
    return HEADER.pack(len(payload)) + payload


def decode_reply(payload: bytes | bytearray | memoryview) -> Reply:
    """Decode a worker's payload. Raises ProtocolError for anything but one reply frame."""
    return _decode(_reply_decoder, payload)


def decode_request(payload: bytes | bytearray | memoryview) -> Request:
    """Decode the front door's payload. Raises ProtocolError for anything but one request frame."""
    return _decode(_request_decoder, payload)


def _decode(decoder: msgspec.msgpack.Decoder[_T], payload: bytes | bytearray | memoryview) -> _T:
    try:
        return decoder.decode(payload)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise ProtocolError(f"not a frame: {error}")


class FrameReader:
    """Cuts a byte stream into payloads, holding never more than one frame's worth of bytes.

    `max_bytes` caps a payload; it is checked against the header, before the bytes have come.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._buffer = bytearray()

    @property
    def pending(self) -> bool:
        """Whether part of a frame has come and the rest has not."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[bytes]:
        """Take bytes in, return the payloads that are complete.

        Raises ProtocolError when a frame is over the cap, or when more frames come at once than
        could ever be owed.
        """
        self._buffer += data
        payloads: list[bytes] = []
        start = 0
        while len(self._buffer) - start >= HEADER.size:
            (length,) = HEADER.unpack_from(self._buffer, start)
            if length > self._max_bytes:
                raise ProtocolError(f"a frame of {length} bytes is over {self._max_bytes}")
            end = start + HEADER.size + length
            if end > len(self._buffer):
                break
            payloads.append(bytes(self._buffer[start + HEADER.size : end]))
            start = end
            if len(payloads) > MAX_PARTS:
                raise ProtocolError(f"more than {MAX_PARTS} frames at once")
        del self._buffer[:start]
        return payloads
