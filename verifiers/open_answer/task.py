"""What the verifier needs of a task's row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from ...core.errors import InvalidTaskError
from ...core.judge_settings import Criterion, check_rubric

if TYPE_CHECKING:
    from collections.abc import Mapping

_Text = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"\S")]


class OpenTask(msgspec.Struct, frozen=True):
    """A question, its answer, other answers that are as good, and a rubric of the task's own.

    A row may leave `question` out: then it is what its prompt's last message of the user says.
    """

    expected_answer: _Text
    aliases: Annotated[tuple[_Text, ...], Meta(max_length=100)] = ()
    question: Annotated[str, Meta(max_length=20_000)] = ""
    rubric: tuple[Criterion, ...] = ()


def check_open_task(row: Mapping[str, Any]) -> OpenTask:
    """Return what is needed of a row. Raises InvalidTaskError, naming what does not fit."""
    known = {key: row[key] for key in OpenTask.__struct_fields__ if row.get(key) is not None}
    known.setdefault("question", _asked(row))
    try:
        task = msgspec.convert(known, OpenTask)
        check_rubric(task.rubric, "rubric")
    except (msgspec.ValidationError, ValueError) as error:
        raise InvalidTaskError(f"The task cannot be judged: {error}.")
    return task


def _asked(row: Mapping[str, Any]) -> str:
    parameters = row.get("responses_create_params")
    given = parameters.get("input") if isinstance(parameters, dict) else None
    messages = given if isinstance(given, list) else [{"role": "user", "content": given}]
    said = [
        _text(message.get("content"))
        for message in messages
        if isinstance(message, dict) and message.get("role") == "user"
    ]
    return said[-1] if said else ""


def _text(content: Any) -> str:
    parts = content if isinstance(content, list) else [{"text": content}]
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return "".join(text for text in texts if isinstance(text, str))
