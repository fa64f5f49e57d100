"""Bytes that no honest worker sends, as expressions of attacking code: `ID` is the call they answer.

`ILL_FORMED` break the protocol wherever they stand. `PICKLES` are exploits in every field of every
frame. What a frame that is well formed may say of its own session is in `protocol.py`.
"""

from __future__ import annotations

from typing import Final

ILL_FORMED: Final = {
    "garbage": "b'\\x07\\0\\0\\0garbage'",
    "zeroes": "bytes(64)",
    "huge_length": "b'\\xff' * 8",
    "one_over_the_cap": "struct.pack('<I', (16 << 20) + 1)",
    "empty_frame": "framed(b'')",
    "thousand_empty_frames": "framed(b'') * 1000",
    "deep_nesting": "framed(b'\\x91' * 100_000)",
    "unknown_tag": "packed('shutdown', ID)",
    "no_tag": "packed(ID, 'ok', b'{}', 0.0)",
    "tag_of_another_type": "packed(b'done', ID, 'ok', b'{}', 0.0)",
    "a_map": "framed(msgspec.msgpack.encode({'type': 'done', 'call_id': ID}))",
    "extension_type": "packed('done', ID, msgspec.msgpack.Ext(1, b'x'), b'{}', 0.0)",
    "time_stamp": "packed('done', ID, 'ok', msgspec.msgpack.Ext(-1, bytes(12)), 0.0)",
    "a_request_of_the_front_doors": "packed('call', ID, 0, 'execute_python', b'{}')",
    "an_order_to_judge": "packed('judge', ID, b'{}')",
    "field_too_many": "packed('done', ID, 'ok', b'{}', 0.0, False, 'more')",
    "field_too_few": "packed('done', ID, 'ok')",
    "call_id_as_text": "packed('done', str(ID), 'ok', b'{}', 0.0)",
    "call_id_beyond_64_bits": "packed('done', float(2**70), 'ok', b'{}', 0.0)",
    "body_as_text_of_no_utf8": "framed(b'\\x95\\xa4done' + bytes([ID]) + b'\\xa2\\xff\\xff')",
    "length_without_end_of_array": "framed(b'\\xdd\\xff\\xff\\xff\\xff')",
    "length_without_end_of_bytes": "framed(b'\\x95\\xa4done\\x02\\xa2ok\\xc6\\xff\\xff\\xff\\xff')",
    "call_id_of_later": "done(ID + 97)",
    "call_id_of_before": "done(ID - 1)",
    "call_id_below_zero": "done(-ID)",
}

PICKLES: Final = {
    "bare": "EXPLOIT",
    "as_a_frame": "framed(EXPLOIT)",
    "as_the_tag": "packed(EXPLOIT, ID, 'ok', b'{}', 0.0)",
    "as_the_call_id": "packed('done', EXPLOIT, 'ok', b'{}', 0.0)",
    "as_the_status": "packed('done', ID, EXPLOIT, b'{}', 0.0)",
    "as_the_body": "packed('done', ID, 'ok', EXPLOIT, 0.0)",
    "as_the_duration": "packed('done', ID, 'ok', b'{}', EXPLOIT)",
    "as_an_extension": "packed('done', ID, 'ok', msgspec.msgpack.Ext(80, EXPLOIT), 0.0)",
    "as_the_count_of_calls": "packed('ready', 0, EXPLOIT)",
    "as_a_failures_kind": "packed('failed', ID, EXPLOIT, 'm', b'{}')",
    "as_a_failures_message": "packed('failed', ID, 'internal', EXPLOIT, b'{}')",
    "as_a_snapshot_nobody_asked_for": "packed('taken', ID, EXPLOIT, {})",
    "as_what_a_snapshot_left_out": "packed('taken', ID, b'', {'x': EXPLOIT})",
    "with_a_length_of_multiprocessing": "struct.pack('>I', len(EXPLOIT)) + EXPLOIT",
    "as_a_numpy_array": (
        "framed(b'\\x93NUMPY\\x01\\0v\\0'"
        " + b\"{'descr': '|O', 'fortran_order': False, 'shape': (1,)}\".ljust(117) + b'\\n' + EXPLOIT)"
    ),
}
