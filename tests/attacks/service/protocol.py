"""Frames forged on a worker's own socket: while a call runs, between calls, in a restored worker."""

from __future__ import annotations

from tests.attacks.service.attack import CellAttack
from tests.attacks.service.forgeries import ILL_FORMED

KIND = "protocol"
SUCCESS = "the front door believed what is no reply"
ENDS = ("protocol_error", "worker_died")

_WAITING = "ID = now()\ntell({data})\ntime.sleep(60)"
_BETWEEN = "ID = now() + 1\nsoon(tell, {data})"
_RESTORED = "ID = 0\nas_checkpoint(lambda handle: (os.write(handle, {data}), time.sleep(60)))"

_BODIES = {
    "no_json": "b\"{'a': 1}\"",
    "no_object": "b'[1]'",
    "not_a_number": "b'{\"a\": NaN}'",
    "no_utf8": 'b\'{"a": "\\xff"}\'',
    "nested_deep": "b'[' * 200_000",
    "two_values": "b'{}{}'",
    "no_end": 'b\'{"a": "\'',
}
"""Bodies of a frame that is well formed."""

_UNASKED = (
    *("garbage", "huge_length", "thousand_empty_frames", "deep_nesting", "unknown_tag"),
    *("extension_type", "a_request_of_the_front_doors", "field_too_many", "call_id_of_later"),
    *("length_without_end_of_bytes", "call_id_below_zero"),
)
"""Of the ill-formed, those that come while nobody waits for anything."""


def _body(data: str) -> str:
    return f"tell(done(now(), {data}))\ntime.sleep(60)"


def _during(name: str, data: str) -> CellAttack:
    return CellAttack(KIND, name, SUCCESS, (_WAITING.format(data=data),), ENDS, later="either")


def _between(name: str, data: str) -> CellAttack:
    # Its calls are made again in a fresh worker, which is right, or it is lost, which is honest.
    return CellAttack(
        KIND,
        f"{name}_between_calls",
        SUCCESS,
        (_BETWEEN.format(data=data),),
        later="either",
        pause_s=0.05,
    )


def _restored(name: str, data: str) -> CellAttack:
    return CellAttack(
        KIND,
        f"{name}_by_a_checkpoint",
        SUCCESS,
        (_RESTORED.format(data=data),),
        ("worker_died",),
        later="either",
    )


_OTHERS = (
    CellAttack(
        KIND,
        "half_a_frame_and_then_silence",
        SUCCESS,
        ("tell(b'\\x20\\0\\0\\0abc')\ntime.sleep(60)",),
        ("timeout", *ENDS),
        later="either",
        hurried=True,
    ),
    CellAttack(
        KIND,
        "half_a_frame_and_then_the_reply",
        SUCCESS,
        ("tell(b'\\x20\\0\\0\\0abc')",),
        ENDS,
        later="either",
    ),
    CellAttack(
        KIND,
        "half_a_frame_and_then_the_end",
        SUCCESS,
        ("tell(b'\\x20\\0\\0\\0abc')\nos._exit(0)",),
        ENDS,
        later="either",
    ),
    CellAttack(
        KIND,
        "second_reply",
        "a lie was taken for the next call's reply",
        ("tell(done(now()))",),
        ("ok",),
        later="spoilt",
    ),
    CellAttack(
        KIND,
        "reply_to_the_next_call_ahead_of_time",
        "a lie was taken for the next call's reply",
        ("tell(done(now()) + done(now() + 1))",),
        ("ok", *ENDS),
        later="spoilt",
    ),
    CellAttack(
        KIND,
        "flood_without_end",
        "the front door swelled or stopped",
        ("while True: tell(bytes(1 << 20))",),
        ENDS,
        later="either",
    ),
    CellAttack(
        KIND,
        "flood_of_small_frames",
        "the front door swelled or stopped",
        ("while True: tell(packed('done', 1, 'ok', b'{}', 0.0) * 50)",),
        ENDS,
        later="either",
    ),
    CellAttack(
        KIND,
        "frame_a_byte_at_a_time",
        "the front door stopped",
        ("for byte in done(now()): tell(bytes([byte]))\ntime.sleep(0.05)",),
        ("ok",),
        later="spoilt",
        hurried=True,
    ),
    CellAttack(
        KIND,
        "reply_of_the_largest_size",
        "the front door swelled or stopped",
        (
            "body = lie('x' * (16 << 20))\n"
            "tell(done(now(), msgspec.json.encode(body)[:(16 << 20) - 64]))\ntime.sleep(60)",
        ),
        ENDS,
        later="either",
    ),
    CellAttack(
        KIND, "socket_closed", "the service hung", ("door().close()",), ENDS, later="either"
    ),
    CellAttack(
        KIND,
        "socket_closed_below_python",
        "the service hung",
        ("os.close(door().fileno())",),
        ENDS,
        later="either",
    ),
    CellAttack(
        KIND,
        "socket_replaced",
        "the service hung",
        ("pair = socket.socketpair()\nos.dup2(pair[0].fileno(), door().fileno())",),
        ("timeout", *ENDS),
        later="either",
        hurried=True,
    ),
    CellAttack(
        KIND,
        "socket_replaced_by_nothing",
        "the service hung",
        ("os.dup2(os.open('/dev/null', os.O_RDWR), door().fileno())",),
        ("timeout", *ENDS),
        later="either",
        hurried=True,
    ),
    CellAttack(
        KIND,
        "socket_made_non_blocking",
        "a reply was cut without anybody noticing",
        ("os.set_blocking(door().fileno(), False)\nprint('x' * 60_000)",),
        ("ok", *ENDS),
        later="either",
    ),
    CellAttack(
        KIND,
        "next_request_stolen",
        "the service hung",
        ("fd = door().fileno()\nin_fork(lambda: [os.read(fd, 65536) for _ in range(9)])",),
        ("ok",),
        later="either",
        hurried=True,
    ),
    CellAttack(
        KIND,
        "reply_by_a_thread_between_calls",
        SUCCESS,
        (
            "def late(id):\n    time.sleep(0.02)\n    tell(done(id))\n"
            "threading.Thread(target=late, args=(now() + 1,), daemon=True).start()",
        ),
        later="either",
        pause_s=0.05,
    ),
    CellAttack(
        KIND,
        "reply_by_a_fork_while_a_call_runs",
        SUCCESS,
        ("ID = now()\nin_fork(lambda: [tell(done(ID)), tell(done(ID + 1))])\ntime.sleep(1)",),
        ("ok", *ENDS),
        later="spoilt",
    ),
)

ATTACKS = (
    *(_during(name, data) for name, data in ILL_FORMED.items()),
    *(
        CellAttack(KIND, f"body_{name}", SUCCESS, (_body(data),), ENDS, later="either")
        for name, data in _BODIES.items()
    ),
    *(_between(name, ILL_FORMED[name]) for name in _UNASKED),
    *(_restored(name, data) for name, data in ILL_FORMED.items()),
    *_OTHERS,
)
