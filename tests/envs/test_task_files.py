"""Tasks in TOML files: read in order, and a broken file is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from sallyport.core.errors import InvalidTaskError
from sallyport.envs.task_files import TaskFile, task_entries

if TYPE_CHECKING:
    from pathlib import Path


class Riddle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str


def test_entries_come_by_topic_and_as_each_file_has_them(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text("[[task]]\nid = '2'\n[[task]]\nid = '1'\n")
    (tmp_path / "a.toml").write_text("[[task]]\nid = '3'\n")
    (tmp_path / "notes.txt").write_text("not a task")
    found = list(task_entries(tmp_path, TaskFile[Riddle]))
    assert found == [("a", Riddle("3")), ("b", Riddle("2")), ("b", Riddle("1"))]


@pytest.mark.parametrize(
    "content", [b"[[task]]\n", b"[[task]]\nid = 1\n", b"[[task]]\nid = 'a'\nx = 1\n", b"\xff", b"x"]
)
def test_a_file_that_is_none_of_tasks_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.toml").write_bytes(content)
    with pytest.raises(InvalidTaskError, match=r"^a\.toml is not a file of tasks: "):
        list(task_entries(tmp_path, TaskFile[Riddle]))
