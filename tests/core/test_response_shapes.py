"""What agents and servers send, item by item: read rightly, or refused by name."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from sallyport.core.errors import NoRolloutError
from sallyport.core.response_shapes import UNDONE
from sallyport.core.transcript import RecordedCall, Transcript, transcript_of

SAYS: Final = "It is \\boxed{11}."

ARGUMENTS: Final = '{"text": "a"}'

PART: Final = {"type": "output_text", "text": SAYS}

SAID: Final = {"type": "message", "role": "assistant", "content": [PART]}

# ── texts ────────────────────────────────────────────────────────────────────────────────────────

HEARD: dict[str, Any] = {
    "role and text": {"role": "assistant", "content": SAYS},
    "role and parts": {"role": "assistant", "content": [PART]},
    "type null": {"type": None, "role": "assistant", "content": SAYS},
    "type empty": {"type": "", "role": "assistant", "content": [{"type": "text", "text": SAYS}]},
    "type alone": {"type": "message", "content": SAYS},
    "role null": {"type": "message", "role": None, "content": SAYS},
    "role of Gemini": {"type": "message", "role": "model", "content": SAYS},
    "role in capitals": {"role": " ASSISTANT", "content": SAYS},
    "type of another client": {"type": "output_message", "role": "assistant", "content": SAYS},
    "parts of an input": {"role": "assistant", "content": [{"type": "input_text", "text": SAYS}]},
    "a part without type": {"role": "assistant", "content": [{"text": SAYS}]},
    "a part of type null": {"role": "assistant", "content": [{"type": None, "text": SAYS}]},
    "content one part": {"role": "assistant", "content": PART},
    "content one part, no type": {"role": "assistant", "content": {"text": SAYS}},
    "content a list of text": {"role": "assistant", "content": ["It is ", "\\boxed{11}."]},
    "text and parts mixed": {
        "role": "assistant",
        "content": ["It is ", {"type": "text", "text": "\\boxed{11}."}],
    },
    "text of the threads API": {
        "role": "assistant",
        "content": [{"type": "text", "text": {"value": SAYS, "annotations": []}}],
    },
    "thinking beside": {
        "role": "assistant",
        "content": [
            {"type": "thinking", "thinking": "\\boxed{3}"},
            {"type": "redacted_thinking", "data": "x"},
            {"type": "text", "text": SAYS},
        ],
    },
    "a refusal that is null": {"role": "assistant", "content": SAYS, "refusal": None},
    "the final channel": {"role": "assistant", "channel": "final", "content": SAYS},
    "tool calls that are null": {"role": "assistant", "content": SAYS, "tool_calls": None},
    "tool calls that are none": {"role": "assistant", "content": SAYS, "tool_calls": []},
}

UNHEARD: dict[str, Any] = {
    "of the user": {"role": "user", "content": SAYS},
    "of the system": {"role": "system", "content": SAYS},
    "of the developer": {"role": "developer", "content": SAYS},
    "of a tool": {"role": "tool", "tool_call_id": "c", "content": SAYS},
    "of an old tool": {"role": "function", "name": "f", "content": SAYS},
    "of nobody": {"content": SAYS},
    "role a number": {"type": "message", "role": 7, "content": SAYS},
    "role empty": {"type": "message", "role": "", "content": SAYS},
    "reasoning": {"type": "reasoning", "role": "assistant", "content": [PART]},
    "reasoning beside": {"role": "assistant", "content": None, "reasoning_content": SAYS},
    "a thinking part": {"role": "assistant", "content": [{"type": "thinking", "thinking": SAYS}]},
    "a part of reasoning": {
        "role": "assistant",
        "content": [{"type": "reasoning_text", "text": SAYS}],
    },
    "the channel of thoughts": {"role": "assistant", "channel": "analysis", "content": SAYS},
    "a refusal": {"role": "assistant", "content": [{"type": "refusal", "refusal": SAYS}]},
    "what a tool answered": {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": "t", "content": SAYS}],
    },
    "a hosted tool": {"type": "mcp_call", "name": "python", "output": SAYS},
}


@pytest.mark.parametrize("item", HEARD.values(), ids=HEARD)
def test_a_message_is_heard_in_whatever_shape(item: Any) -> None:
    transcript = transcript_of({"output": [item]})
    assert transcript.assistant_texts() == (SAYS,)
    assert transcript.converted == (), "it is Responses, taken broadly"


@pytest.mark.parametrize("item", UNHEARD.values(), ids=UNHEARD)
def test_what_is_not_said_by_the_policy_is_not_heard(item: Any) -> None:
    assert transcript_of({"output": [item]}).assistant_texts() == ()


# ── whole responses ──────────────────────────────────────────────────────────────────────────────

CHAT: Final = {"role": "assistant", "content": SAYS}

WHOLE: dict[str, tuple[str, Any]] = {
    "a chat completion": ("choices", {"choices": [{"index": 0, "message": CHAT}]}),
    "a chat completion, cut": (
        "choices",
        {"object": "chat.completion", "choices": [{"finish_reason": "length", "message": CHAT}]},
    ),
    "a chat completion, no role": ("choices", {"choices": [{"message": {"content": SAYS}}]}),
    "a completion": ("choices", {"object": "text_completion", "choices": [{"text": SAYS}]}),
    "a chat": ("messages", {"messages": [{"role": "user", "content": "q"}, CHAT]}),
    "a chat beside an empty output": ("messages", {"output": [], "messages": [CHAT]}),
    "a message of chat": ("message", CHAT),
    "a message of Anthropic": (
        "message",
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "thinking", "thinking": "3"}, {"type": "text", "text": SAYS}],
            "stop_reason": "end_turn",
        },
    ),
    "a message of Ollama": ("message", {"model": "m", "message": CHAT, "done": True}),
    "text alone": ("output_text", {"output_text": SAYS}),
    "text beside an empty output": ("output_text", {"output": [], "output_text": SAYS}),
    "text beside reasoning alone": (
        "output_text",
        {"output": [{"type": "reasoning", "summary": []}], "output_text": SAYS},
    ),
    "output as text": ("output", {"output": SAYS}),
    "output as a list of text": ("output", {"output": ["It is ", "\\boxed{11}."]}),
}


@pytest.mark.parametrize("shape", WHOLE)
def test_a_whole_response_of_another_shape_is_read_and_named(shape: str) -> None:
    name, response = WHOLE[shape]
    transcript = transcript_of(response)
    assert transcript.assistant_texts() == (SAYS,)
    assert transcript.converted == (name,)


@pytest.mark.parametrize(
    "response",
    [
        {"output": [SAID]},
        {"output": SAID},
        {"output": [SAID], "output_text": "\\boxed{3}"},
        {"output": [SAID], "status": "completed", "error": None},
        {"output": [SAID], "status": "incomplete", "incomplete_details": {"reason": "max"}},
        {"output": [SAID], "status": None},
        {"output": [SAID], "error": {}},
        {"output": [SAID], "messages": [{"role": "assistant", "content": "\\boxed{3}"}]},
    ],
)
def test_a_responses_object_is_read_as_it_stands(response: Any) -> None:
    assert transcript_of(response) == Transcript((SAID,))


@pytest.mark.parametrize(
    "response",
    [
        {"output": []},
        {"output": [], "status": "completed", "error": None, "output_text": ""},
        {"output": [], "status": "incomplete"},
        {"output": [None, 5, "text"]},
        {"choices": [{"message": {"role": "assistant", "content": None}}]},
        {"messages": [{"role": "assistant", "content": ""}]},
    ],
)
def test_a_policy_that_said_nothing_has_made_a_rollout(response: Any) -> None:
    transcript = transcript_of(response)
    assert transcript.assistant_texts() == ()
    assert transcript.calls() == ()


NO_ROLLOUTS: dict[str, tuple[Any, str]] = {
    "nothing": (None, "NoneType"),
    "a number": (3, "int"),
    "a list": ([SAID], "list"),
    "an empty object": ({}, "nothing at all"),
    "output null": ({"output": None}, "'output'"),
    "output a number": ({"output": 3}, "'output'"),
    "output blank": ({"output": " "}, "'output'"),
    "an error of OpenAI": ({"error": {"message": "upstream timed out"}}, "upstream timed out"),
    "an error in words": ({"error": "model not found"}, "model not found"),
    "an error by its code": ({"error": {"code": "rate_limit_exceeded"}}, "rate_limit_exceeded"),
    "an error beside an answer": ({"output": [SAID], "error": {"message": "x"}}, "an error: 'x'"),
    "an error of vLLM": ({"object": "error", "message": "EngineDeadError"}, "EngineDeadError"),
    "an error of Anthropic": (
        {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}},
        "Overloaded",
    ),
    "an error of FastAPI": ({"detail": "Internal Server Error"}, "'detail'"),
    "a gateway": ({"message": "no healthy upstream"}, "'message'"),
    "a message of the user, of Ollama": ({"message": {"role": "user", "content": SAYS}}, "message"),
    "Gemini": ({"candidates": [{"content": {"parts": [{"text": SAYS}]}}]}, "'candidates'"),
    "an event": ({"type": "response.failed", "response": {"status": "failed"}}, "'response'"),
    "text alone": ({"text": SAYS}, "'text'"),
    "no choice": ({"choices": []}, "0 `choices`"),
    "two choices": ({"choices": [{"message": CHAT}, {"message": CHAT}]}, "2 `choices`"),
    "a choice that is null": ({"choices": [None]}, "1 `choices`"),
    "a chunk of a stream": ({"choices": [{"delta": {"content": SAYS}}]}, "no `message`"),
    "a choice that was aborted": (
        {"choices": [{"finish_reason": "abort", "message": CHAT}]},
        "'abort'",
    ),
    "no messages": ({"messages": []}, "`messages`"),
    "messages of others": ({"messages": [{"role": "user", "content": SAYS}]}, "`messages`"),
    "a message of the user": ({"role": "user", "content": SAYS}, "'role'"),
    "deeply long": ({"error": "x" * 100_000}, "xxx"),
}


@pytest.mark.parametrize("name", NO_ROLLOUTS)
def test_what_is_no_rollout_is_refused_and_says_what_it_is(name: str) -> None:
    response, told = NO_ROLLOUTS[name]
    with pytest.raises(NoRolloutError, match="^The response is no rollout: ") as refused:
        transcript_of(response)
    assert told in refused.value.message
    assert len(refused.value.message) < 500


@pytest.mark.parametrize("status", sorted(UNDONE))
def test_a_response_that_is_not_done_is_no_rollout_whatever_it_holds(status: str) -> None:
    for said in (status, status.upper()):
        with pytest.raises(NoRolloutError, match=f"its status is '{said}'"):
            transcript_of({"output": [SAID], "status": said})


# ── calls ────────────────────────────────────────────────────────────────────────────────────────

FUNCTION: Final = {"name": "f", "arguments": ARGUMENTS}

CALLS: dict[str, tuple[str | None, Any]] = {
    "as Responses has it": (None, {"type": "function_call", "call_id": "c", **FUNCTION}),
    "calls of chat": (
        "tool_calls",
        {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "function": FUNCTION}]},
    ),
    "calls of chat in a message": (
        "tool_calls",
        {
            "type": "message",
            "role": "assistant",
            "content": "",
            "tool_calls": [{"id": "c", "type": "function", "function": FUNCTION}],
        },
    ),
    "calls of LangChain": (
        "tool_calls",
        {"role": "assistant", "tool_calls": [{"name": "f", "args": {"text": "a"}, "id": "c"}]},
    ),
    "the first call of chat": (
        "function_call",
        {"role": "assistant", "content": None, "function_call": {**FUNCTION, "id": "c"}},
    ),
    "a part of Anthropic": (
        "tool_use",
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": "c", "name": "f", "input": {"text": "a"}}],
        },
    ),
    "an item of Anthropic": (
        "tool_use",
        {"type": "tool_use", "id": "c", "name": "f", "input": {"text": "a"}},
    ),
    "a part that is a call": (
        "function_call",
        {
            "role": "assistant",
            "content": [{"type": "function_call", "call_id": "c", "function": FUNCTION}],
        },
    ),
    "an item of chat": ("function", {"type": "function", "id": "c", "function": FUNCTION}),
    "an item called tool_call": ("tool_call", {"type": "tool_call", "id": "c", **FUNCTION}),
    "a function within": (
        "function_call",
        {"type": "function_call", "call_id": "c", "function": FUNCTION},
    ),
    "type null": ("function_call", {"type": None, "call_id": "c", **FUNCTION}),
    "no type": ("function_call", {"call_id": "c", **FUNCTION}),
}

ANSWERS: Final = (
    {"type": "function_call_output", "call_id": "c", "output": "done"},
    {"role": "tool", "tool_call_id": "c", "content": "done"},
    {
        "role": "user",
        "content": [{"type": "tool_result", "tool_use_id": "c", "content": "done"}],
    },
)


@pytest.mark.parametrize("shape", CALLS)
def test_a_call_is_read_in_whatever_shape_with_what_it_was_answered(shape: str) -> None:
    name, item = CALLS[shape]
    for answer in ANSWERS:
        transcript = transcript_of({"output": [item, answer]})
        (call,) = transcript.calls()
        assert (call.name, call.call_id, call.output) == ("f", "c", "done")
        assert call.decode().arguments == {"text": "a"}
        assert transcript.converted == (() if name is None else (name,))


def test_calls_of_a_chat_come_in_order_and_the_chat_is_named_with_them() -> None:
    first = {"role": "assistant", "tool_calls": [{"id": "1", "function": FUNCTION}] * 2}
    second = {"role": "assistant", "content": [{"type": "text", "text": "then"}]}
    response = {"messages": [{"role": "user", "content": "q"}, first, ANSWERS[1], second]}
    transcript = transcript_of(response)
    assert [call.name for call in transcript.calls()] == ["f", "f"]
    assert transcript.assistant_texts() == ("then",)
    assert transcript.converted == ("messages", "tool_calls")


@pytest.mark.parametrize(
    "item",
    [
        {"role": "user", "content": "", "tool_calls": [{"function": FUNCTION}]},
        {"role": "user", "content": [{"type": "tool_use", "name": "f", "input": {}}]},
        {"role": "assistant", "tool_calls": [None, 3, {"function": {"arguments": "{}"}}]},
        {"role": "assistant", "tool_calls": {"function": FUNCTION}},
        {"role": "assistant", "content": f"<tool_call>{json.dumps(FUNCTION)}</tool_call>"},
        {"name": "f"},
        {"type": "tool_call"},
        {"type": "function_call", "name": 7, "arguments": "{}"},
        {"type": "function_call", "function": {"name": None}},
        {"type": "mcp_call", **FUNCTION},
    ],
)
def test_what_names_no_call_of_the_policy_is_none(item: Any) -> None:
    assert transcript_of({"output": [item]}).calls() == ()


def test_an_item_that_is_told_twice_was_made_once() -> None:
    item = {"type": "function_call", "id": "fc", "call_id": "c", **FUNCTION}
    assert len(transcript_of({"output": [item, dict(item)]}).calls()) == 1
    for other in ({"arguments": "{}"}, {"call_id": "d"}, {"id": "fd"}, {"id": None}):
        assert len(transcript_of({"output": [item, {**item, **other}]}).calls()) == 2
    without = {"type": "function_call", "call_id": "c", **FUNCTION}
    assert len(transcript_of({"output": [without, dict(without)]}).calls()) == 2


def test_the_namespace_is_stripped_in_every_shape() -> None:
    function = {"name": "mcp__office__f", "arguments": ARGUMENTS}
    for item in (
        {"role": "assistant", "tool_calls": [{"id": "c", "function": function}]},
        {"type": "function_call", **function},
    ):
        assert transcript_of({"output": [item]}).calls()[0].name == "f"


def test_what_was_sent_rightly_is_handed_on_as_it_is() -> None:
    sent = [SAID, {"type": "function_call", **FUNCTION}, {"type": "reasoning", "summary": []}, {}]
    transcript = transcript_of({"output": sent})
    assert all(a is b for a, b in zip(transcript.items, sent, strict=True))
    assert transcript.calls() == (RecordedCall("f", ARGUMENTS),)
