from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sallyport.core.rollout.recordings import TaskIndex, prompt_key, recordings
from sallyport.core.task_row import materialized_row
from tests.core.rollout.toy import Toy, toy_row

if TYPE_CHECKING:
    from pathlib import Path

    from sallyport.core.types import JsonObject

RESPONSE: JsonObject = {"output": []}


def _write(path: Path, *rows: JsonObject) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def _bare(number: int) -> JsonObject:
    """A recording of an agent that keeps the prompt alone, in its own form."""
    text = [{"type": "input_text", "text": f"Do thing number {number}"}]
    messages = [
        {"role": "system", "content": "Be very good."},
        {"role": "user", "content": text, "type": "message"},
    ]
    return {"responses_create_params": {"input": messages}, "response": RESPONSE, "reward": 0.5}


def test_a_complete_recording_is_its_own_task(tmp_path: Path) -> None:
    row = {**toy_row(99), "response": RESPONSE, "reward": 1.0, "valid": True}
    [found] = recordings(_write(tmp_path / "r.jsonl", row), Toy(), None)
    assert found.row == toy_row(99)
    assert (found.response, found.reward, found.problem) == (RESPONSE, 1.0, None)


def test_a_bare_recording_is_joined_to_a_shipped_task_by_its_prompt(tmp_path: Path) -> None:
    [found] = recordings(_write(tmp_path / "r.jsonl", _bare(3)), Toy(), None)
    assert found.row == toy_row(3)
    assert (found.response, found.reward) == (RESPONSE, 0.5)


def test_with_a_task_file_every_task_comes_from_it(tmp_path: Path) -> None:
    changed = {**toy_row(3, "other"), "id": "mine"}
    tasks = _write(tmp_path / "t.jsonl", toy_row(1), changed, toy_row(2))
    complete = {**toy_row(3), "response": RESPONSE}
    file = _write(tmp_path / "r.jsonl", complete, _bare(3), _bare(2))
    assert [each.row["id"] for each in recordings(file, Toy(), tasks)] == ["mine", "mine", 2]


def test_what_has_no_task_or_no_response_says_so(tmp_path: Path) -> None:
    file = _write(tmp_path / "r.jsonl", _bare(999), toy_row(1), {**_bare(3), "response": "no"})
    found = list(recordings(file, Toy(), None))
    assert all(each.response is None for each in found)
    assert "no task has the recorded row's prompt" in str(found[0].problem)
    assert "no `response` object" in str(found[1].problem)
    assert "no `response` object" in str(found[2].problem)
    assert found[2].row == toy_row(3)


def test_the_first_of_several_tasks_with_one_prompt_is_taken(tmp_path: Path) -> None:
    tasks = _write(tmp_path / "t.jsonl", {**toy_row(1), "id": "a"}, {**toy_row(1), "id": "b"})
    for index in (TaskIndex(tasks), TaskIndex([{**toy_row(1), "id": "a"}, toy_row(1)])):
        found = index.find(_bare(1))
        assert found is not None
        assert found["id"] == "a"


def test_a_line_that_is_no_row_fails_alone_and_is_named(tmp_path: Path) -> None:
    path = _write(tmp_path / "r.jsonl", {**toy_row(1), "response": {}})
    with path.open("a") as file:
        file.write('{"torn": ')
    sound, torn = recordings(path, Toy(), None)
    assert sound.problem is None
    assert "r.jsonl, line 2: is not JSON" in str(torn.problem)


def test_materialized_rows_are_read_as_flat_ones_are(tmp_path: Path) -> None:
    row = {**toy_row(1), "_ng_rollout_index": 5}
    stored = {**materialized_row(row, "toy", 1), "response": {}}
    [recording] = recordings(_write(tmp_path / "r.jsonl", stored), Toy(), None)
    assert recording.problem is None
    assert recording.row.items() >= row.items()


def test_a_joined_task_keeps_the_indices_of_its_recording(tmp_path: Path) -> None:
    tasks = _write(tmp_path / "t.jsonl", toy_row(1))
    stored = {**_bare(1), "response": {}, "_ng_task_index": 4, "_ng_rollout_index": 2}
    [recording] = recordings(_write(tmp_path / "r.jsonl", stored), Toy(), tasks)
    assert (recording.row["_ng_task_index"], recording.row["_ng_rollout_index"]) == (4, 2)


@pytest.mark.parametrize(
    "parameters", [None, {}, {"input": None}, {"input": [1, {"role": "user"}]}, {"input": {"a": 1}}]
)
def test_a_prompt_of_any_form_has_a_key(parameters: object) -> None:
    assert len(prompt_key({"responses_create_params": parameters})) == 16


def test_a_prompt_given_as_text_is_the_users_message() -> None:
    as_text = {"responses_create_params": {"input": "Do thing number 3"}}
    assert prompt_key(as_text) == prompt_key(_bare(3)) != prompt_key(_bare(4))
