"""The tasks that ship with the environment, read from the TOML files beside this module.

    tasks/<topic>.toml: [[task]] id, question, expected, program ──▶ load_tasks() ──▶ MathTask ...

A task's `program` is its proof: run as one cell it ends with an expression whose `str()` is
`expected`. Tests run every program.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec

from ...core.errors import InvalidTaskError
from ..task_files import TaskFile, task_entries

_Text: TypeAlias = Annotated[str, msgspec.Meta(min_length=1)]

TASKS_FOLDER = Path(__file__).parent / "tasks"
"""Found through `__file__` as it was imported, so it also works by way of a symbolic link."""


class MathTask(msgspec.Struct, frozen=True):
    """A question with its answer and a program that finds it.

    `topic` is the stem of the task's file. `expected` is what belongs into the box; when
    `expected_code_contains` is not empty, some executed code has to contain it too.
    """

    id: str
    topic: str
    question: str
    expected: str
    program: str
    expected_code_contains: str = ""


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: _Text
    question: _Text
    expected: _Text
    program: _Text
    expected_code_contains: str = ""

    def of_topic(self, topic: str) -> MathTask:
        return MathTask(
            id=self.id,
            topic=topic,
            question=self.question.strip(),
            expected=self.expected,
            program=self.program.strip("\n") + "\n",
            expected_code_contains=self.expected_code_contains,
        )


@cache
def load_tasks() -> tuple[MathTask, ...]:
    """Return every task that ships, by topic in alphabetical order, then as the file has them."""
    return read_tasks(TASKS_FOLDER)


def read_tasks(folder: Path) -> tuple[MathTask, ...]:
    """Read every `*.toml` of `folder`.

    Raises InvalidTaskError, naming the file, when one cannot be decoded or two tasks share an id.
    """
    tasks = [entry.of_topic(topic) for topic, entry in task_entries(folder, TaskFile[_Entry])]
    _check_ids_unique(tasks)
    return tuple(tasks)


def _check_ids_unique(tasks: list[MathTask]) -> None:
    topics: dict[str, str] = {}
    for task in tasks:
        if task.id in topics:
            raise InvalidTaskError(
                f"Task id {task.id!r} is used twice, in {topics[task.id]}.toml and "
                f"{task.topic}.toml; give one of them another.",
                id=task.id,
            )
        topics[task.id] = task.topic
