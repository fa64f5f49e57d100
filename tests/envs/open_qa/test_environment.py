"""Short questions: rows that can be judged, an oracle that is right, and no tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sallyport.core.errors import InvalidTaskError, UnknownToolError
from sallyport.core.transcript import transcript_of
from sallyport.core.types import ToolCall, Verdict
from sallyport.envs.open_qa.environment import OpenQa, OpenQaWorld
from sallyport.envs.open_qa.task_files import load_tasks, read_tasks
from sallyport.verifiers import open_answer
from sallyport.verifiers.open_answer import normal_form

WORLD = OpenQa()


def judged(row: dict[str, Any], text: str) -> Verdict:
    items = [{"type": "message", "role": "assistant", "content": text}]
    return open_answer(WORLD.check_task(row), transcript_of({"output": items}), {})


def test_there_are_enough_tasks_and_no_two_are_alike() -> None:
    tasks = load_tasks()
    assert len(tasks) >= 60
    assert len({task.id for task in tasks}) == len(tasks)
    assert len({task.question for task in tasks}) == len(tasks)
    assert {task.topic for task in tasks} == {"arithmetic", "definitions", "geography", "science"}


@pytest.mark.parametrize("row", WORLD.tasks(), ids=lambda row: row["id"])
def test_a_task_is_solved_by_its_answer_and_aliases_and_not_by_doing_nothing(
    row: dict[str, Any],
) -> None:
    calls, message = WORLD.solution(row)
    assert calls == ()
    for text in (message, *row["aliases"], f"Answer: {row['expected_answer'].upper()}."):
        assert judged(row, text).reward == 1.0
    for text in ("", "I did nothing.", "I don't know."):
        verdict = judged(row, text)
        assert (verdict.reward, verdict.details["undecided"]) == (0.0, False)


def test_no_alias_says_again_what_is_said() -> None:
    for task in load_tasks():
        forms = [normal_form(text) for text in (task.answer, *task.aliases)]
        assert len(set(forms)) == len(forms), task.id


def test_no_question_gives_its_answer_away() -> None:
    given = [
        task.id
        for task in load_tasks()
        if " ".join(map(str, normal_form(task.answer)))
        in " ".join(map(str, normal_form(task.question)))
    ]
    # Where the question offers a choice, its answer is among what is offered.
    assert set(given) <= {"sc-019"}


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"expected_answer": 5},
        {"expected_answer": " "},
        {"expected_answer": "x", "aliases": "y"},
        {"expected_answer": "x", "question": ["y"]},
        {"expected_answer": "x", "rubric": [{"criterion": ""}]},
        {"expected_answer": "x", "rubric": [{"criterion": "a", "name": "n"}] * 2},
    ],
)
def test_a_row_that_cannot_be_judged_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(InvalidTaskError, match="cannot be judged"):
        WORLD.check_task(row)
    with pytest.raises(InvalidTaskError):
        WORLD.solution(row)


def test_a_row_of_ones_own_needs_an_expected_answer_alone() -> None:
    row = {"expected_answer": "x", "aliases": None, "more": {"kept": 1}}
    assert WORLD.check_task(row).row == row


def test_the_world_has_no_tools_and_nothing_to_export() -> None:
    assert WORLD.tools == ()
    assert OpenQaWorld().export() == {"environment": "open_qa"}
    with pytest.raises(UnknownToolError):
        OpenQaWorld().call(ToolCall("search", {}))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[[task]]\nid = 'a'\nquestion = 'b'\n", "is not a file of tasks"),
        (b"\xff", "is not a file of tasks"),
        (b"[[task]]\nid='a'\nquestion='b'\nanswer='c'\n" * 2, "is used twice"),
    ],
)
def test_a_broken_file_of_tasks_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "broken.toml").write_bytes(content)
    with pytest.raises(InvalidTaskError, match=f"broken.toml.*{told}"):
        read_tasks(tmp_path)
