"""Reading a judge model's reply: a pure function of the reply's text.

    JSON of the API ─▶ what the model said ─▶ without its thoughts ─▶ a code of this call ─▶ label
       │ is no reply of the API at all                                  │ none, or several
       └▶ MalformedReplyError: the call failed                          └▶ None: unclear

The two are kept apart: no model has spoken in the first case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec

from ..boxed_answer.thinking import without_thinking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...core.judge_settings import Api

MAX_SAID_CHARS: Final = 400
"""Of a reply that a verdict shows, its end: enough to see why."""

MAX_READ_CHARS: Final = 200_000
"""Of what the model said, its end; a verdict stands last, and no budget of tokens gives more."""

_CODE: Final = re.compile(r"(?<![\w-])[A-Za-z]\w{0,31}-[0-9a-f]{16,}(?![\w-])")


class MalformedReplyError(Exception):
    """What came back is no reply of the API; the message says in what way."""


class Reading(msgspec.Struct, frozen=True):
    """What a reply says: the label of its verdict, or None when it names none or several.

    `said` is the end of its text.
    """

    label: str | None
    said: str


def read_reply(api: Api, text: str, codes: Mapping[str, str]) -> Reading:
    """Read the body of a reply to a request that gave `codes`.

    Raises MalformedReplyError when it is not JSON of that API, or says itself that the call failed.
    """
    try:
        body = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        raise MalformedReplyError("the reply is not JSON") from None
    said = without_thinking(_said(api, body)[-MAX_READ_CHARS:]).strip()
    return Reading(_label(said, codes), said[-MAX_SAID_CHARS:])


def _said(api: Api, body: Any) -> str:
    if not isinstance(body, dict):
        raise MalformedReplyError("the reply is no JSON object")
    if body.get("error") is not None or body.get("status") in {"failed", "cancelled"}:
        raise MalformedReplyError("the reply says that the call failed")
    return "".join(_responses_texts(body) if api == "responses" else _chat_texts(body))


def _responses_texts(body: Mapping[str, Any]) -> Iterable[str]:
    output = body.get("output")
    if not isinstance(output, list):
        raise MalformedReplyError("the reply has no list `output`")
    messages = [item for item in output if isinstance(item, dict) and item.get("type") == "message"]
    return (text for message in messages for text in _parts(message.get("content")))


def _chat_texts(body: Mapping[str, Any]) -> Iterable[str]:
    choices = body.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(message, dict):
        raise MalformedReplyError("the reply has no message in `choices`")
    return _parts(message.get("content"))


def _parts(content: Any) -> list[str]:
    """Return the texts of a message; a refusal, which has none, says nothing."""
    if isinstance(content, str):
        return [content]
    parts = content if isinstance(content, list) else []
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return [text for text in texts if isinstance(text, str)]


def _label(said: str, codes: Mapping[str, str]) -> str | None:
    """Return the one label that the last line names, or else the whole reply."""
    lines = said.splitlines()
    for part in (lines[-1] if lines else "", said):
        found = {codes[code] for code in _CODE.findall(part) if code in codes}
        if found:
            return found.pop() if len(found) == 1 else None
    return None
