"""Tasks that ship with an environment, in TOML files beside it.

tasks/<topic>.toml: [[task]] ... ──▶ (topic, entry), (topic, entry) ...
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from ..core.errors import InvalidTaskError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Entry = TypeVar("Entry")


class TaskFile(msgspec.Struct, Generic[Entry], frozen=True, forbid_unknown_fields=True):
    """What a file holds."""

    task: list[Entry]


def task_entries(folder: Path, form: type[TaskFile[Entry]]) -> Iterator[tuple[str, Entry]]:
    """Yield the entries of every `*.toml` of `folder`, by topic in alphabetical order.

    A topic is the stem of its file. Raises InvalidTaskError, naming a file that is none of tasks.
    """
    for path in sorted(folder.glob("*.toml")):
        try:
            entries = msgspec.toml.decode(path.read_bytes(), type=form).task
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InvalidTaskError(f"{path.name} is not a file of tasks: {error}", file=path.name)
        for entry in entries:
            yield path.stem, entry
