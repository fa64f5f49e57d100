"""Short questions with a short answer: no tools, one message.

question ──▶ final message "... Answer: Paris" ──▶ verifier open_answer(expected_answer, aliases)
                                                      └─ undecided ─▶ judge model, if there is one
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, Literal

import msgspec
from msgspec import Meta

from ...core.errors import InvalidTaskError
from ...core.judge_settings import Criterion, JudgeModelSettings, check_rubric
from ...core.types import JsonObject, Observation, State, Task, ToolCall
from ..environment import Environment, World, WorldContext
from ..tool import Tool, unknown_tool

if TYPE_CHECKING:
    from collections.abc import Sequence

INSTRUCTIONS: Final = (
    "Answer the question. Think as long as you need to; then end with one line that holds the"
    " answer alone, as short as it can be, as in:\nAnswer: Paris"
)

_Text = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"\S")]


class OpenQaOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings of `open_qa`.

    `judge`: the model that is asked where reference and aliases cannot tell. `without_judge`: what
    becomes of such answers where there is none. `invalid`: they are not judged and have no reward,
    for that we have no judge is no fault of the answer's; `wrong`: they are wrong, which makes the
    environment one of exact match.
    """

    judge: JudgeModelSettings = JudgeModelSettings()
    without_judge: Literal["invalid", "wrong"] = "invalid"


class OpenQaRow(msgspec.Struct, frozen=True):
    """What of a row must be there, and of which type, for it to be judged."""

    expected_answer: _Text
    aliases: Annotated[tuple[_Text, ...], Meta(max_length=100)] | None = None
    question: Annotated[str, Meta(max_length=20_000)] | None = None
    rubric: tuple[Criterion, ...] | None = None


class OpenQaWorld(World):
    """Nothing to act on."""

    def call(self, call: ToolCall) -> Observation:
        """Raise UnknownToolError: there are no tools."""
        raise unknown_tool(call.name, ())

    def export(self) -> State:
        """Return the environment's name; the answer is in the transcript."""
        return {"environment": OpenQa.name}


class OpenQa(Environment):
    """General knowledge: science, geography, numbers in words, definitions."""

    name: ClassVar[str] = "open_qa"
    Options: ClassVar[type[msgspec.Struct]] = OpenQaOptions
    domain: ClassVar[str] = "knowledge"
    description: ClassVar[str] = "Short questions with a short answer, judged in free form"
    value: ClassVar[str] = "Teaches to answer to the point"
    verifier: ClassVar[str] = "open_answer"

    options: OpenQaOptions

    @property
    def tools(self) -> Sequence[Tool]:
        """None."""
        return ()

    def tasks(self) -> Sequence[JsonObject]:
        """Every shipped task as a row."""
        return _rows()

    def check_task(self, row: JsonObject) -> Task:
        """Return the row as a task. Raises InvalidTaskError, naming what does not fit."""
        try:
            read = msgspec.convert(row, OpenQaRow)
            check_rubric(read.rubric or (), "rubric")
        except (msgspec.ValidationError, ValueError) as error:
            raise InvalidTaskError(f"The task cannot be judged: {error}.")
        return Task(self.name, row)

    def open(self, context: WorldContext) -> World:
        """Open a world without anything in it."""
        return OpenQaWorld()

    def solution(self, row: JsonObject) -> tuple[Sequence[ToolCall], str]:
        """Return the expected answer, in the form that is asked for. Raises InvalidTaskError."""
        answer: Any = self.check_task(row).row["expected_answer"]
        return (), f"Answer: {answer}"


@functools.cache
def _rows() -> tuple[JsonObject, ...]:
    # Late: a worker never lists tasks and must not pay for reading them.
    from .task_files import load_tasks

    return tuple(
        {
            "id": task.id,
            "topic": task.topic,
            "responses_create_params": {
                "input": [
                    {"role": "system", "content": INSTRUCTIONS},
                    {"role": "user", "content": task.question},
                ],
                "tools": [],
            },
            "question": task.question,
            "expected_answer": task.answer,
            "aliases": list(task.aliases),
        }
        for task in load_tasks()
    )
