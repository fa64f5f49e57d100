from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.json_reading import read_json

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def _nulls(value: Any) -> Any:
    """The value as agents post it."""
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, list):
        return [_nulls(each) for each in value]
    return {k: _nulls(v) for k, v in value.items()} if isinstance(value, dict) else value


@given(values)
def test_what_python_writes_is_read_with_null_for_what_is_no_number(value: Any) -> None:
    text = json.dumps(value)
    assert read_json(text) == read_json(text.encode()) == _nulls(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NaN", None),
        ("[NaN, Infinity, -Infinity]", [None, None, None]),
        ('{"a": 1e400, "b": -1e400, "c": 1e-400}', {"a": None, "b": None, "c": 0.0}),
        ('{"NaN": "NaN"}', {"NaN": "NaN"}),
        ('{"a": "Infinity", "b": NaN}', {"a": "Infinity", "b": None}),
        ('{"a": 1, "b": NaN, "a": 2}', {"a": 2, "b": None}),
        (' \n{"a": NaN}\t', {"a": None}),
        ("[NaN, " + "9" * 30 + "]", [None, int("9" * 30)]),
    ],
)
def test_no_numbers_by_example(text: str, value: Any) -> None:
    assert read_json(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("{", "[NaN", "{'a': NaN}", '{"a": NaN,}', "nan", "inf", "+Infinity", "-NaN", "NaN NaN"),
        *('{"a": NaN, "b": "\\ud800"}', '{"a": NaN} // c', '\ufeff{"a": NaN}', '["\x01", NaN]'),
        *("9" * 5000, "[NaN, " + "9" * 5000 + "]"),
    ],
)
def test_anything_else_is_no_json(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        read_json(text)


def test_depth_beyond_the_stack_is_told() -> None:
    with pytest.raises(RecursionError):
        read_json("[" * 100_000 + "NaN")
