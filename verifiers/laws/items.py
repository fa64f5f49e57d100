"""Strategies of a response's items, one at a time: ordinary and broken.

What is said and called is taken from the task and the tools where it can be: broken rollouts are
seldom noise, they are right ones with something wrong in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from ...core.types import ToolCall
from .json_values import objects, scalars, spoiled, texts, values
from .subject import call_item, leaves, message_item

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from ...core.types import JsonObject

_MAX_FRAGMENT: Final = 200  # characters of a task's text that are said again in one piece
_FRAMES: Final = (
    *("{}", "The answer is \\boxed{{{}}}.", "\\boxed{{{}}}\n\nor \\boxed{{", "$\\fbox{{{}}}$"),
    *("<think>\\boxed{{{}}}</think>", "Yes, {}.", "{}\0", "**{}**"),
)
_ROLES: Final = ("assistant", "assistant", "user", "system")


def said(row: JsonObject) -> SearchStrategy[str]:
    """Return a strategy of what may be said about a task: its own texts in some frame, or noise."""
    own = [str(leaf)[:_MAX_FRAGMENT] for leaf in leaves(row) if leaf not in {None, ""}]
    about = st.sampled_from(own or [""])
    framed = st.builds(str.format, st.sampled_from(_FRAMES), st.one_of(about, texts))
    return st.one_of(texts, framed, st.lists(framed, max_size=3).map("\n\n".join))


@st.composite
def messages(draw: DrawFn, row: JsonObject) -> JsonObject:
    """A message, sometimes not the assistant's, sometimes of plain text."""
    item = message_item(draw(said(row)))
    content = item["content"][0]["text"] if draw(st.booleans()) else item["content"]
    return item | {"role": draw(st.sampled_from(_ROLES)), "content": content}


@st.composite
def reasoning(draw: DrawFn, row: JsonObject) -> JsonObject:
    """A reasoning item that thinks aloud about the task."""
    part = {"type": "summary_text", "text": draw(said(row))}
    return {"type": "reasoning", "id": draw(texts), "summary": [part]}


@st.composite
def calls(draw: DrawFn, tools: Sequence[JsonObject]) -> JsonObject:
    """A call of one of the tools, or of none, with arguments that may fit."""
    call_id = draw(st.sampled_from(("call_1", "call_2", "call_3", "")))
    if not tools or draw(st.integers(0, 5)) == 5:
        return call_item(ToolCall(draw(texts), draw(objects)), call_id)
    tool = draw(st.sampled_from(tools))
    schema = tool.get("parameters") or {}
    return call_item(ToolCall(tool["name"], draw(_arguments(schema))), call_id)


@st.composite
def outputs(draw: DrawFn) -> JsonObject:
    """What a tool gave back."""
    call_id = draw(st.sampled_from(("call_1", "call_2", "call_3")))
    return {"type": "function_call_output", "call_id": call_id, "output": draw(texts)}


def ordinary(row: JsonObject, tools: Sequence[JsonObject]) -> SearchStrategy[JsonObject]:
    """Return a strategy of items as agents make them."""
    return st.one_of(messages(row), calls(tools), outputs(), reasoning(row))


@st.composite
def broken(
    draw: DrawFn,
    row: JsonObject,
    tools: Sequence[JsonObject],
    kind: SearchStrategy[Any] = values,
) -> Any:
    """An item with something missing or of the wrong type, of no known kind, or no item at all."""
    if draw(st.sampled_from((False, False, True))):
        return draw(st.one_of(kind, objects))
    return draw(spoiled(draw(ordinary(row, tools)), kind))


@st.composite
def often_broken(
    draw: DrawFn, row: JsonObject, tools: Sequence[JsonObject], kind: SearchStrategy[Any]
) -> Any:
    """An item that is broken in two of three cases."""
    ordered = draw(st.sampled_from((True, False, False)))
    return draw(ordinary(row, tools) if ordered else broken(row, tools, kind))


@st.composite
def _arguments(draw: DrawFn, schema: Mapping[str, Any]) -> JsonObject:
    properties: Mapping[str, Any] = schema.get("properties") or {}
    required = set(schema.get("required") or ())
    return {
        name: draw(_fitting(kind))
        for name, kind in properties.items()
        if name in required or draw(st.booleans())
    }


_KINDS: Final[Mapping[str, SearchStrategy[Any]]] = {
    "string": st.one_of(
        st.sampled_from(("00000001", "00000300", "2023-12-01 10:00", "a@b.example", "Review")),
        texts,
    ),
    "integer": st.integers(-2, 200),
    "number": st.floats(-10, 1000),
    "boolean": st.booleans(),
}


def _fitting(schema: Mapping[str, Any]) -> SearchStrategy[Any]:
    """Return a strategy of values for one argument; most fit its schema."""
    if schema.get("enum"):
        return st.sampled_from(list(schema["enum"]))
    kind = schema.get("type")
    return _KINDS.get(kind, scalars) if isinstance(kind, str) else scalars
