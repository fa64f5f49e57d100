from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.app.token_data import LARGE_BYTES, without_token_data

IDS = list(range(20_000))


def cut(value: Any) -> Any:
    text = without_token_data(msgspec.Raw(msgspec.json.encode(value)))
    return msgspec.json.decode(text)


def test_token_ids_and_log_probabilities_are_dropped_wherever_they_stand() -> None:
    part = {"type": "output_text", "text": "5", "logprobs": [{"token": "5"}] * 9000}
    item = {
        "type": "message",
        "prompt_token_ids": IDS,
        "generation_log_probs": [0.5] * 9000,
        "content": [part],
    }
    response = {"id": "r", "output": [{"type": "reasoning"}, item], "routed_experts": IDS}
    assert cut(response) == {
        "id": "r",
        "output": [
            {"type": "reasoning"},
            {"type": "message", "content": [{"type": "output_text", "text": "5"}]},
        ],
    }


def test_what_is_small_or_no_object_is_passed_on_as_it_is() -> None:
    for value in ({"token_ids": [1]}, IDS, "x" * LARGE_BYTES, [[IDS]]):
        assert cut(value) == value


def test_numbers_stay_the_text_that_they_are() -> None:
    text = b'{"output": [{"a": 1.10, "b": 1e5, "token_ids": [' + b"1, " * 9000 + b"1]}]}"
    assert bytes(memoryview(without_token_data(msgspec.Raw(text)))) == (
        b'{"output":[{"a":1.10,"b":1e5}]}'
    )


@pytest.mark.parametrize("broken", [b'{"a": NaN, ', b'[{"a": "\xff"}, ', b'{"a": [', b"{" * 9])
def test_what_is_no_json_is_left_for_the_judge_to_refuse(broken: bytes) -> None:
    text = broken + b" " * LARGE_BYTES
    assert bytes(memoryview(without_token_data(msgspec.Raw(text)))) == text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(json_values)
def test_whatever_has_no_such_keys_is_unchanged(value: Any) -> None:
    wrapped = {"value": value, "fill": "x" * LARGE_BYTES}
    assert cut(wrapped) == wrapped
