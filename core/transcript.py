"""Reading an OpenAI Responses object: what the agent called and said, and what it was asked.

    response.output: [reasoning | message | function_call | function_call_output | ...]
                          └▶ assistant_texts()   └────────▶ calls() ◀────┘
    responses_create_params.input: user_texts()

Unknown item types and extra keys are ignored, broken items too: a transcript is whatever a model
and an agent produced. Other shapes than this are converted, see `response_shapes`; only what is no
rollout at all is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from .errors import MalformedCallError
from .json_reading import read_json
from .response_shapes import items_of
from .types import JsonObject, ToolCall

_NO_JSON = "(what no JSON text holds)"
"""Stands for values made in Python, half characters or endless depth: it decodes to nothing."""

_TEXT_PARTS = ("output_text", "text", "input_text", None)
"""Types of a message's parts that are its text: of Responses, of chat, of an output that was
made an input again; None: of servers that leave the type out."""

_MCP_PREFIX = re.compile(r"\Amcp__.+?__(?=.)", re.DOTALL)


class RecordedCall(msgspec.Struct, frozen=True):
    """A `function_call` item of a transcript, with its output when there is one.

    `arguments` is the JSON text as sent; it may be anything.
    """

    name: str
    arguments: str
    call_id: str = ""
    output: str | None = None

    def decode(self) -> ToolCall:
        """Return the call with its arguments decoded.

        Raises MalformedCallError when they are not a JSON object.
        """
        return decode_call(self.name, self.arguments)


class Transcript(msgspec.Struct, frozen=True):
    """What happened in a rollout: the items of `response.output`, in order.

    `converted` names the shapes, foreign to Responses, in which some of it was sent.
    """

    items: tuple[JsonObject, ...] = ()
    converted: tuple[str, ...] = ()

    def calls(self) -> tuple[RecordedCall, ...]:
        """Every `function_call`, in order, its tool name without an MCP client's namespace."""
        outputs = {
            item.get("call_id"): item.get("output")
            for item in self.items
            if item.get("type") == "function_call_output" and isinstance(item.get("call_id"), str)
        }
        return tuple(
            RecordedCall(
                name=bare_tool_name(item["name"]),
                arguments=_as_json_text(item.get("arguments")),
                call_id=_as_text(item.get("call_id")),
                output=_output_text(outputs, item.get("call_id")),
            )
            for item in self.items
            if item.get("type") == "function_call" and isinstance(item.get("name"), str)
        )

    def assistant_texts(self) -> tuple[str, ...]:
        """The text of every assistant message, in order; parts of one message are joined."""
        return tuple(
            text
            for item in self.items
            if item.get("type") == "message" and item.get("role") in (None, "assistant")
            for text in ["".join(_message_texts(item.get("content")))]
            if text
        )


def transcript_of(response: Any) -> Transcript:
    """Build a Transcript from a response. Raises NoRolloutError for what is none."""
    return Transcript(*items_of(response))


def bare_tool_name(name: str) -> str:
    """Strip the namespace that MCP clients put before a tool's name.

    >>> bare_tool_name("mcp__office__email_send_email")
    'email_send_email'
    """
    return _MCP_PREFIX.sub("", name)


def decode_call(name: str, arguments: Any) -> ToolCall:
    """Decode a call's arguments: JSON text (see `read_json`), or an object already; empty: none.

    Raises MalformedCallError when they are anything else than one JSON object.
    """
    value = arguments
    if isinstance(arguments, str):
        try:
            value = read_json(arguments) if arguments.strip() else {}
        except (msgspec.DecodeError, RecursionError, UnicodeEncodeError) as error:
            raise MalformedCallError(name, f"are not valid JSON ({error})")
    if not isinstance(value, dict):
        raise MalformedCallError(name, f"are a {type(value).__name__}, not a JSON object")
    return ToolCall(name, value)


def user_texts(row: Mapping[str, Any]) -> list[str]:
    """Return what the user said in a task row's prompt, a text for each message, in order.

    Never raises: messages of another role or form are passed over, parts that are no text are
    left out.
    """
    parameters = row.get("responses_create_params")
    given = parameters.get("input") if isinstance(parameters, dict) else None
    messages = given if isinstance(given, list) else [{"role": "user", "content": given}]
    return [
        _prompt_text(message.get("content"))
        for message in messages
        if isinstance(message, dict) and message.get("role") == "user"
    ]


def _prompt_text(content: Any) -> str:
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _message_texts(content: Any) -> Iterator[str]:
    for part in content if isinstance(content, list) else [content]:
        if isinstance(part, str):
            yield part
        # In a tuple, not a set: the type may be anything, also what has no hash.
        elif isinstance(part, dict) and part.get("type") in _TEXT_PARTS:
            text = part.get("text")
            yield _as_text(text.get("value") if isinstance(text, dict) else text)


def _output_text(outputs: dict[Any, Any], call_id: Any) -> str | None:
    if not isinstance(call_id, str) or call_id not in outputs:
        return None
    return _as_json_text(outputs[call_id])


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _as_json_text(value: Any) -> str:
    """Some agents put the decoded object where the protocol wants its JSON text."""
    if isinstance(value, str):
        return value
    try:
        return "" if value is None else msgspec.json.encode(value).decode()
    except (UnicodeEncodeError, RecursionError, TypeError):
        return _NO_JSON
