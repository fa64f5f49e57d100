from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.errors import ConfigurationError
from sallyport.core.rollout.jsonl import decode, each_line, encode, read_lines

if TYPE_CHECKING:
    from pathlib import Path

_texts = st.text(st.characters(blacklist_categories=()))
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | _texts,
    lambda inner: st.lists(inner) | st.dictionaries(_texts, inner),
    max_leaves=8,
).filter(lambda value: "Infinity" not in json.dumps(value))


@given(_values)
def test_what_is_encoded_decodes_to_itself_on_one_line(value: Any) -> None:
    line = encode(value)
    assert b"\n" not in line
    assert decode(line) == value


@pytest.mark.parametrize("text", ["NaN", "-Infinity", '["\\ud800", NaN]', "", "{", "[" * 100_000])
def test_what_is_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode(text)


def test_lines_are_read_with_their_offsets_and_blank_ones_left_out(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a": 1}\n\n  \r\n{"b": "\\ud83d"}\n{"c": 3}')
    assert list(read_lines(path)) == [(0, {"a": 1}), (14, {"b": "\ud83d"}), (30, {"c": 3})]


def test_reading_is_lazy(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'{"a": 1}\nbroken\n')
    lines = read_lines(path)
    assert next(lines) == (0, {"a": 1})
    with pytest.raises(ConfigurationError, match=r"rows\.jsonl, line 2: is not JSON"):
        next(lines)


def test_a_mark_of_byte_order_is_no_part_of_the_first_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\n{"b": 2}\n')
    assert list(read_lines(path)) == [(3, {"a": 1}), (12, {"b": 2})]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('{"a": 1}'.encode("utf-16"), "UTF-16"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PAR1", "Parquet"),
        (b'[{"a": 1}]', "line 1 begins a JSON array"),
        (b'\n[\n  {"a": 1}\n]', "line 1 begins a JSON array"),
        (b'{\r\n  "a": 1\r\n}', "over several lines"),
    ],
)
def test_another_container_is_named(tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "rows").write_bytes(content)
    with pytest.raises(ConfigurationError, match=rf"rows: .*{what}.*; JSON lines are read"):
        list(each_line(tmp_path / "rows"))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b'{"a": Infinity}', "Infinity is no JSON value"),
        (b'{"a": 1},', "trailing"),
        (b'{"a": 1}\r{"a": 2}', "ended by CR alone"),
        (b'{"a": ', "is not JSON"),
        (b"null", "is a NoneType"),
    ],
)
def test_a_line_that_is_no_row_is_told_and_the_next_are_read(
    tmp_path: Path, line: bytes, what: str
) -> None:
    (tmp_path / "rows").write_bytes(b'{"n": 1}\n' + line + b'\n{"n": 3}\n')
    found = list(each_line(tmp_path / "rows"))
    assert [each.row for each in found] == [{"n": 1}, None, {"n": 3}]
    assert f"rows, line 2: {'is' if what.startswith('is') else ''}" in found[1].problem
    assert what in found[1].problem


@pytest.mark.parametrize(("line", "what"), [(b"[1]", "is a list"), (b"\xff", "is not JSON")])
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: bytes, what: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(line)
    with pytest.raises(ConfigurationError, match=rf"line 1: {what}"):
        list(read_lines(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.jsonl: cannot be read: No such file"):
        list(read_lines(tmp_path / "none.jsonl"))


def test_numbers_keep_their_value() -> None:
    assert decode(encode(0.1)) == 0.1
    assert math.isclose(decode("1e-7"), 1e-7)
