"""Reading what agents and model servers really send where a Responses object is meant.

    response ─┬─ says that it failed or is not done, or holds no rollout ─▶ NoRolloutError
              ├─ `output`, or `output_text` alone ──────────┐
              ├─ `choices` of a chat completion ────────────┼─▶ items ─▶ as Responses has them
              ├─ `messages` of a chat ──────────────────────┤              └─▶ what was converted
              └─ one message, as Anthropic and chat have it ┘

A model server that fell over has said nothing about the policy: what it left is no rollout, and is
neither paid nor held against anybody. What a model said itself is read as it stands, however
little: an empty output, and one that was cut off (`incomplete`), are rollouts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .errors import NoRolloutError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .types import JsonObject

UNDONE: Final = frozenset(
    {
        *("failed", "failure", "error", "errored", "cancelled", "canceled", "aborted", "expired"),
        *("timeout", "timed_out", "queued", "pending", "in_progress", "running"),
    }
)
"""What a response's `status` says where its output is not what the policy did in the end. Of these
the Responses API has failed, cancelled, queued and in_progress; the rest are other servers'."""

_ABORTED: Final = frozenset({"error", "abort", "aborted", "cancelled"})
"""What a choice's `finish_reason` says where the server broke off; `length` is the policy's."""

_OURS: Final = frozenset({"assistant", "model"})
"""The roles of what the policy says; the second is Gemini's word."""

_THOUGHT_CHANNELS: Final = frozenset({"analysis", "commentary"})
"""Of gpt-oss, where a server keeps the channel beside the text: neither is the answer."""

_CALLS: Final = frozenset({"function_call", "function", "tool_call", "tool_use"})
"""Types of items and of parts that are calls: of Responses, chat, several servers, Anthropic."""

_MORE: Final = frozenset({"tool_calls", "function_call", "channel"})
"""Keys of a message that Responses does not know and that mean something here."""

_SHOWN_CHARS: Final = 200
"""Of what a failed response says of itself that goes into the error."""


def items_of(response: Any) -> tuple[tuple[JsonObject, ...], tuple[str, ...]]:
    """Return the items of a rollout, and the names of the foreign shapes that were converted.

    Items that are in the right shape are those that were sent; unknown ones are kept. A call that
    is told twice, in an item of the same id, was made once. Raises NoRolloutError.
    """
    if not isinstance(response, dict):
        raise NoRolloutError(f"it is a {type(response).__name__}, not a Responses object")
    _check_done(response)
    found, shape = _found(response)
    converted = {} if shape is None else {shape: None}
    items: list[JsonObject] = []
    told: dict[str, JsonObject] = {}
    for item in found:
        if _is_plain(item):
            items.append(item)
            continue
        for each in _in_shape(item, converted):
            name = each.get("id")
            if each.get("type") == "function_call" and isinstance(name, str) and name:
                if told.get(name) == each:
                    continue
                told[name] = each
            items.append(each)
    return tuple(items), tuple(converted)


def _is_plain(item: JsonObject) -> bool:
    """Whether an item is as Responses has it at first sight: nearly all are."""
    kind = item.get("type")
    if kind == "message" and item.get("role") == "assistant" and item.keys().isdisjoint(_MORE):
        content = item.get("content")
        return isinstance(content, list) and all(
            isinstance(part, dict) and part.get("type") == "output_text" for part in content
        )
    return kind in ("reasoning", "function_call_output")


def _check_done(response: JsonObject) -> None:
    error, status = response.get("error"), response.get("status")
    undone = isinstance(status, str) and status.strip().lower() in UNDONE
    if not (undone or error or response.get("object") == "error"):
        return
    said = error or response.get("message")
    if isinstance(said, dict):
        said = said.get("message") or said.get("code") or said
    what = f"its status is {status!r}" if undone else "it is an error"
    raise NoRolloutError(f"{what}: {str(said)[:_SHOWN_CHARS]!r}" if said else what)


def _found(response: JsonObject) -> tuple[list[JsonObject], str | None]:
    """Return the items as sent, and the shape of the whole unless it is that of Responses."""
    output, text = response.get("output"), response.get("output_text")
    if isinstance(output, dict):
        output = [output]
    if isinstance(output, list) and output:
        items = [item for item in output if isinstance(item, dict)]
        if not items and all(isinstance(each, str) for each in output):
            return [_message("".join(output))], "output"
        if isinstance(text, str) and text.strip() and not any(map(_says, items)):
            return [*items, _message(text)], "output_text"
        return items, None
    for shape, alone in (("output", output), ("output_text", text)):
        if isinstance(alone, str) and alone.strip():
            return [_message(alone)], shape
    if isinstance(response.get("choices"), list):
        return [_choice(response["choices"])], "choices"
    if isinstance(response.get("messages"), list):
        messages = [message for message in response["messages"] if isinstance(message, dict)]
        if not any(_role(message) in _OURS for message in messages):
            raise NoRolloutError("its `messages` hold none of the assistant's")
        return messages, "messages"
    message = response["message"] if isinstance(response.get("message"), dict) else response
    if _role(message) in _OURS and ("content" in message or "tool_calls" in message):
        return [{**message, "type": "message"}], "message"
    if isinstance(output, list):
        return [], None
    raise NoRolloutError(
        f"it has no `output`, but {', '.join(map(repr, list(response)[:8])) or 'nothing at all'}"
    )


def _choice(choices: list[Any]) -> JsonObject:
    if len(choices) != 1 or not isinstance(choices[0], dict):
        raise NoRolloutError(f"it has {len(choices)} `choices`; a rollout is one")
    choice = choices[0]
    if choice.get("finish_reason") in _ABORTED:
        raise NoRolloutError(f"its `finish_reason` is {choice['finish_reason']!r}")
    if isinstance(choice.get("message"), dict):
        return {"role": "assistant", **choice["message"], "type": "message"}
    if isinstance(choice.get("text"), str):
        return _message(choice["text"])
    raise NoRolloutError("its choice has no `message`")


def _message(text: str) -> JsonObject:
    return {"type": "message", "role": "assistant", "content": text}


def _says(item: JsonObject) -> bool:
    return _role(item) in _OURS or item.get("type") == "message"


def _role(message: JsonObject) -> str | None:
    role = message.get("role")
    return role.strip().lower() if isinstance(role, str) else None


def _in_shape(item: JsonObject, converted: dict[str, None]) -> Iterator[JsonObject]:
    """Yield an item as Responses has it, the calls within a message after it."""
    kind = item.get("type")
    if not kind and "arguments" in item:
        kind = "function_call"
    elif kind == "output_message" or (not kind and isinstance(item.get("role"), str)):
        kind = "message"
    if kind == "message":
        yield from _spoken(item, converted)
    elif isinstance(kind, str) and kind in _CALLS:
        call = _call(item)
        if call is not item and call is not None:
            converted[kind] = None
        yield item if call is None else call
    else:
        yield item


def _spoken(item: JsonObject, converted: dict[str, None]) -> Iterator[JsonObject]:
    """Yield a message and the calls in it; of a tool's, what the tool answered."""
    role = _role(item)
    if role in ("tool", "function"):
        yield _answered(item.get("tool_call_id"), item.get("content"))
        return
    ours = item.get("role") is None or role in _OURS
    if ours and item.get("channel") in _THOUGHT_CHANNELS:
        yield {**item, "type": "reasoning"}
    elif item.get("type") == "message" and item.get("role") in (None, "assistant"):
        yield item
    elif ours:
        yield {**item, "type": "message", "role": "assistant"}
    else:
        yield {**item, "type": "message"}
    content = item.get("content")
    for part in content if isinstance(content, list) else [content]:
        if not isinstance(part, dict):
            continue
        kind = part.get("type")
        if kind == "tool_result":
            yield _answered(part.get("tool_use_id"), part.get("content"))
        elif ours and isinstance(kind, str) and kind in _CALLS:
            yield from _converted(part, kind, converted)
    if ours:
        calls = item.get("tool_calls")
        for call in calls if isinstance(calls, list) else []:
            yield from _converted(call, "tool_calls", converted)
        yield from _converted(item.get("function_call"), "function_call", converted)


def _converted(call: Any, shape: str, converted: dict[str, None]) -> Iterator[JsonObject]:
    read = _call(call) if isinstance(call, dict) else None
    if read is not None:
        converted[shape] = None
        yield read


def _call(item: JsonObject) -> JsonObject | None:
    """Return a call as Responses has it, itself if it is that already; None: it names no tool."""
    nested = item.get("function")
    inner = nested if isinstance(nested, dict) else item
    if not isinstance(inner.get("name"), str):
        return None
    if inner is item and item.get("type") == "function_call":
        return item
    call: JsonObject = {"type": "function_call", "name": inner["name"]}
    for key in ("arguments", "input", "args"):
        if key in inner:
            call["arguments"] = inner[key]
            break
    for key in ("call_id", "id"):
        if isinstance(item.get(key), str):
            call["call_id"] = item[key]
            break
    return call


def _answered(call_id: Any, content: Any) -> JsonObject:
    return {"type": "function_call_output", "call_id": call_id, "output": content}
