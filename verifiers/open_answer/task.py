"""What the verifier needs of a task's row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from ...core.errors import InvalidTaskError
from ...core.judge_settings import Criterion, check_rubric
from ...core.transcript import user_texts

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
    if "question" not in known:
        known["question"] = next(reversed(user_texts(row)), "")
    try:
        task = msgspec.convert(known, OpenTask)
        check_rubric(task.rubric, "rubric")
    except (msgspec.ValidationError, ValueError) as error:
        raise InvalidTaskError(f"The task cannot be judged: {error}.")
    return task
