"""The tasks that ship with the environment, read from the TOML files beside this module.

tasks/<topic>.toml: [[task]] id, question, answer, aliases ──▶ load_tasks() ──▶ OpenQaTask ...
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec

from ...core.errors import InvalidTaskError
from ..task_files import TaskFile, task_entries

_Text: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]

TASKS_FOLDER = Path(__file__).parent / "tasks"
"""Found through `__file__` as it was imported, so it also works by way of a symbolic link."""


class OpenQaTask(msgspec.Struct, frozen=True):
    """A question, its answer, and other answers that are as good.

    `topic` is the stem of the task's file.
    """

    id: str
    topic: str
    question: str
    answer: str
    aliases: tuple[str, ...] = ()


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: _Text
    question: _Text
    answer: _Text
    aliases: tuple[_Text, ...] = ()


@cache
def load_tasks() -> tuple[OpenQaTask, ...]:
    """Return every task that ships, by topic in alphabetical order, then as the file has them."""
    return read_tasks(TASKS_FOLDER)


def read_tasks(folder: Path) -> tuple[OpenQaTask, ...]:
    """Read every `*.toml` of `folder`.

    Raises InvalidTaskError, naming the file, when one cannot be decoded or an id is used twice.
    """
    tasks: dict[str, OpenQaTask] = {}
    for topic, entry in task_entries(folder, TaskFile[_Entry]):
        if entry.id in tasks:
            raise InvalidTaskError(f"{topic}.toml: the id {entry.id!r} is used twice.")
        tasks[entry.id] = OpenQaTask(entry.id, topic, entry.question, entry.answer, entry.aliases)
    return tuple(tasks.values())
