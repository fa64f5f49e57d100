"""Request bodies that are wrong, by what is wrong with them."""

from __future__ import annotations

from typing import Final

MALFORMED: Final[dict[str, bytes]] = {
    "half_an_object": b'{"text": "a"',
    "not_json": b"text=a",
    "an_integer_without_end": b'{"text": ' + b"9" * 5000 + b"}",
    "deep_arrays": b"[" * 100_000 + b"]" * 100_000,
    "deep_objects": b'{"text":' * 5000 + b"1" + b"}" * 5000,
    "invalid_utf8_in_a_value": b'{"text": "\xff"}',
    "invalid_utf8_in_a_key": b'{"te\xc3\x28xt": "a"}',
    "an_overlong_encoding": b'{"text": "\xc0\xaf"}',
    "an_encoded_surrogate": b'{"text": "\xed\xa0\x80"}',
    "a_lone_high_surrogate": b'{"text": "\\ud800"}',
    "a_lone_low_surrogate": b'{"text": "\\udc00 a"}',
    "a_raw_null_byte_in_a_string": b'{"text": "a\0b"}',
    "null_bytes": b"\0" * 16,
    "trailing_text": b'{"text": "a"} b',
    "two_objects": b'{"text": "a"}{"text": "b"}',
    "a_byte_order_mark": b'\xef\xbb\xbf{"text": "a"}',
    "utf16": '{"text": "a"}'.encode("utf-16"),
    "a_single_quote": b"{'text': 'a'}",
}

NO_NUMBER: Final[dict[str, bytes]] = {
    "nan": b'{"text": NaN}',
    "infinity": b'{"text": Infinity}',
    "minus_infinity": b'{"text": -Infinity}',
    "a_number_beyond_a_double": b'{"text": 1e999}',
}
"""No JSON; in the arguments of a tool call, which a model wrote, they are null."""

NO_OBJECT: Final[dict[str, bytes]] = {
    "null": b"null",
    "true": b"true",
    "a_number": b"3",
    "a_float": b"3.5",
    "a_string": b'"text"',
    "an_array": b'[{"text": "a"}]',
}

UNFIT: Final[dict[str, bytes]] = {
    "a_missing_field": b"{}",
    "a_null": b'{"text": null}',
    "an_object_for_text": b'{"text": {}}',
    "an_array_for_text": b'{"text": ["a"]}',
    "an_unknown_field": b'{"text": "a", "more": 1}',
    "an_empty_key": b'{"": "a"}',
    "an_escaped_null_character": b'{"text": "a\\u0000b"}',
}
"""Arguments that do not fit the tool `echo`, which takes one text."""
