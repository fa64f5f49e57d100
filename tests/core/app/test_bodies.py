from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.app.bodies import json_members, json_object, json_value, tool_arguments
from sallyport.core.errors import InvalidRequestError, MalformedRequestError
from tests.core.app.bad_bodies import MALFORMED, NO_NUMBER, NO_OBJECT

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_json_is_malformed(body: bytes) -> None:
    for read in (json_value, json_object, tool_arguments):
        with pytest.raises(MalformedRequestError, match=r"^The body is n"):
            read(body)


@pytest.mark.parametrize("body", NO_NUMBER.values(), ids=NO_NUMBER)
def test_what_is_no_number_is_null_in_arguments_and_malformed_elsewhere(body: bytes) -> None:
    assert tool_arguments(body) == {"text": None}
    for read in (json_value, json_object):
        with pytest.raises(MalformedRequestError, match=r"^The body is n"):
            read(body)


@pytest.mark.parametrize("body", NO_OBJECT.values(), ids=NO_OBJECT)
def test_json_that_is_no_object_is_named(body: bytes) -> None:
    with pytest.raises(InvalidRequestError, match=r"The body is a JSON .*; send one JSON object"):
        json_object(body)
    with pytest.raises(InvalidRequestError, match=r"The body is a JSON .*; send one JSON object"):
        json_members(body)
    with pytest.raises(InvalidRequestError, match=r"The body is a JSON .*; send one JSON object"):
        tool_arguments(body)


def test_an_empty_body_is_an_empty_object() -> None:
    assert json_object(b"") == json_members(b"") == tool_arguments(b"") == {}


@given(json_values)
def test_json_is_read_as_it_was_meant(value: Any) -> None:
    assert json_value(json.dumps(value).encode()) == value
    assert json_value(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_json_or_malformed(body: bytes) -> None:
    try:
        value = json_value(body)
    except MalformedRequestError:
        return
    assert value == json.loads(body)
