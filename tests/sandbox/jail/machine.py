"""A machine for classic BPF, as the kernel's manual describes it: to run the filter on any call."""

from __future__ import annotations

import struct

LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06


def run(code: bytes, number: int, audit: int, arguments: tuple[int, ...] = ()) -> int:
    """Return the filter's answer to one call; arguments are 64-bit, missing ones zero."""
    padded = [value & (1 << 64) - 1 for value in (*arguments, 0, 0, 0, 0, 0, 0)[:6]]
    data = struct.pack("=IIQ6Q", number & 0xFFFF_FFFF, audit, 0, *padded)
    steps = list(struct.iter_unpack("=HBBI", code))
    register = place = 0
    while True:
        operation, yes, no, value = steps[place]
        place += 1
        if operation == LOAD:
            (register,) = struct.unpack_from("=I", data, value)
        elif operation == AND:
            register &= value
        elif operation == EQUAL:
            place += yes if register == value else no
        elif operation == AT_LEAST:
            place += yes if register >= value else no
        elif operation == RETURN:
            return int(value)
        else:
            raise AssertionError(f"unknown instruction {operation:#x}")
