from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.errors import MalformedCallError, NoRolloutError
from sallyport.core.transcript import (
    RecordedCall,
    Transcript,
    bare_tool_name,
    decode_call,
    transcript_of,
)
from sallyport.core.types import ToolCall

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
keys = st.sampled_from(
    ["type", "name", "arguments", "call_id", "output", "role", "content", "text", "other"]
)
items = st.dictionaries(
    keys,
    json_values
    | st.sampled_from(["function_call", "function_call_output", "message", "assistant", "a"])
    | st.just([{"type": "output_text", "text": "said"}]),
)


def call(name: Any, arguments: Any = "{}", **more: Any) -> dict[str, Any]:
    return {"type": "function_call", "name": name, "arguments": arguments, **more}


def said(*texts: str, role: str = "assistant") -> dict[str, Any]:
    content = [{"type": "output_text", "text": text, "annotations": []} for text in texts]
    return {"type": "message", "role": role, "content": content}


@given(json_values | st.fixed_dictionaries({"output": st.lists(items, max_size=6) | json_values}))
def test_any_json_is_read_or_is_no_rollout(response: Any) -> None:
    try:
        transcript = transcript_of(response)
    except NoRolloutError:
        return
    for recorded in transcript.calls():
        assert isinstance(recorded.arguments, str)
        with contextlib.suppress(MalformedCallError):
            assert isinstance(recorded.decode().arguments, dict)
    assert all(transcript.assistant_texts())


def test_calls_come_in_order_with_their_outputs() -> None:
    output = {"type": "function_call_output", "call_id": "b", "output": "4"}
    transcript = transcript_of(
        {"output": [call("f", call_id="a"), output, call("g", call_id="b"), call("h")]}
    )
    assert transcript.calls() == (
        RecordedCall("f", "{}", "a", None),
        RecordedCall("g", "{}", "b", "4"),
        RecordedCall("h", "{}", "", None),
    )


def test_unknown_items_extra_keys_and_broken_items_are_kept_and_ignored() -> None:
    sent = [{"type": "reasoning", "summary": []}, call("f", extra=1), {}, call(None), call(7)]
    transcript = transcript_of({"output": [*sent, None, 3, "text", ["text"]]})
    assert list(transcript.items) == sent
    assert [recorded.name for recorded in transcript.calls()] == ["f"]


def test_an_empty_output_is_a_rollout_in_which_nothing_was_said() -> None:
    assert transcript_of({"output": []}) == Transcript()


@pytest.mark.parametrize(
    ("sent", "bare"),
    [
        ("execute_python", "execute_python"),
        ("mcp__office__email_send_email", "email_send_email"),
        ("mcp__my_server__f", "f"),
        ("mcp__a__b__c", "b__c"),
        ("mcp____f", "mcp____f"),
        ("mcp__office__", "mcp__office__"),
        ("MCP__office__f", "MCP__office__f"),
        ("x_mcp__office__f", "x_mcp__office__f"),
        ("mcp__two\nlines__f", "f"),
        ("", ""),
    ],
)
def test_the_namespace_of_an_mcp_client_is_no_part_of_a_tools_name(sent: str, bare: str) -> None:
    assert bare_tool_name(sent) == bare
    assert transcript_of({"output": [call(sent)]}).calls()[0].name == bare


def test_parts_of_one_message_are_joined_and_other_roles_are_not_heard() -> None:
    transcript = transcript_of(
        {"output": [said("a", "b"), said("x", role="user"), said(""), said("c")]}
    )
    assert transcript.assistant_texts() == ("ab", "c")


def test_a_message_may_be_plain_text_and_may_leave_its_role_out() -> None:
    items = [
        {"type": "message", "content": "plain"},
        {"type": "message", "content": [{"type": "refusal"}]},
    ]
    assert transcript_of({"output": items}).assistant_texts() == ("plain",)


@pytest.mark.parametrize("empty", ["", "  ", "{}", {}])
def test_no_arguments_are_an_empty_object(empty: Any) -> None:
    assert decode_call("f", empty) == ToolCall("f", {})


@pytest.mark.parametrize(
    "arguments",
    ["[]", "3", "null", "{", "{'a': 1}", "{NaN: 1}", "\ud800", "[" * 100_000, None, [], 3, '"x"'],
    ids=lambda value: repr(value)[:20],
)
def test_arguments_that_are_no_object_are_the_models_mistake(arguments: Any) -> None:
    with pytest.raises(MalformedCallError, match="send one JSON object"):
        decode_call("f", arguments)


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "1e999", "null"])
def test_what_is_no_number_means_what_an_agent_posts_for_it(written: str) -> None:
    assert decode_call("f", f'{{"a": {written}, "b": 1}}').arguments == {"a": None, "b": 1}


def test_of_a_key_that_is_there_twice_the_last_counts() -> None:
    assert decode_call("f", '{"a": 1, "a": 2}').arguments == {"a": 2}
    assert decode_call("f", '{"a": 1, "b": NaN, "a": 2}').arguments == {"a": 2, "b": None}


def test_an_object_in_place_of_its_text_is_read_as_that() -> None:
    assert decode_call("f", {"a": 1}).arguments == {"a": 1}
    recorded = transcript_of({"output": [call("f", {"a": [1]})]}).calls()[0]
    assert recorded.decode().arguments == {"a": [1]}


@pytest.mark.parametrize("kind", [[], {}, ["output_text"], "refusal", "reasoning_text", 3])
def test_a_part_of_a_message_with_any_type_is_ignored(kind: Any) -> None:
    parts = [{"type": kind, "text": "no"}, {"type": "text", "text": "yes"}]
    said = transcript_of({"output": [{"type": "message", "content": parts}]})
    assert said.assistant_texts() == ("yes",)


def _deep(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "arguments", [{"a": "\udfff"}, {"a": _deep(100_000)}], ids=["half a character", "deep"]
)
def test_an_object_that_no_json_text_holds_is_a_malformed_call(arguments: Any) -> None:
    recorded = transcript_of({"output": [call("f", arguments)]}).calls()[0]
    with pytest.raises(MalformedCallError):
        recorded.decode()
