from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sallyport.core.cli.app import main
from sallyport.envs.registry import environment_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

Json = dict[str, Any]


def _said(text: str) -> Json:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"output": [{"type": "message", "role": "assistant", "content": content}]}


def _write(path: Path, rows: list[Json]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def _figures(out: str) -> dict[str, str]:
    return dict(line.strip().rsplit(maxsplit=1) for line in out.splitlines()[1:] if line.strip())


def test_stored_rollouts_are_judged_again_and_compared(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    task = dict(environment_of("math_with_code").tasks()[0])
    right = f"So it is \\boxed{{{task['expected_result']}}}."
    bare = {"responses_create_params": task["responses_create_params"]}
    rows = [
        {**task, "response": _said(right), "reward": 1.0},
        {**bare, "response": _said(right), "reward": 0.0},
        {**task, "response": _said("I give up."), "reward": 1.0, "verdict": "an old one"},
    ]
    output = tmp_path / "out.jsonl"
    file = _write(tmp_path / "rows.jsonl", rows)
    assert main(["verify", "math_with_code", str(file), "-o", str(output)]) == 0
    judged = [json.loads(line) for line in output.read_text().splitlines()]
    assert [row["reward"] for row in judged] == [1.0, 1.0, 0.0]
    assert all(row["valid"] and row["verdict"]["reason"] for row in judged)
    assert judged[1]["expected_result"] == task["expected_result"]
    figures = _figures(capfd.readouterr().out)
    assert (figures["as recorded"], figures["higher"], figures["lower"]) == ("1", "1", "1")
    assert figures["not valid"] == "0"


def test_what_cannot_be_judged_has_no_reward_and_makes_exit_code_1(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    task = dict(environment_of("math_with_code").tasks()[0])
    rows = [
        {**task, "expected_result": None, "responses_create_params": {}, "response": _said("1")},
        {**task},
        {**task, "response": _said(f"\\boxed{{{task['expected_result']}}}")},
    ]
    output = tmp_path / "out.jsonl"
    file = _write(tmp_path / "rows.jsonl", rows)
    assert main(["verify", "math_with_code", str(file), "-o", str(output)]) == 1
    judged = [json.loads(line) for line in output.read_text().splitlines()]
    assert [row["reward"] for row in judged] == [None, None, 1.0]
    assert [row["valid"] for row in judged] == [False, False, True]
    figures = _figures(capfd.readouterr().out)
    assert figures["invalid_recording"] == "2"
    assert figures["mean reward"] == "1.000"


def test_a_broken_ground_truth_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    task = dict(environment_of("workplace_assistant").tasks()[0])
    tasks = _write(tmp_path / "tasks.jsonl", [{**task, "ground_truth": "nonsense"}])
    file = _write(tmp_path / "rows.jsonl", [{**task, "response": _said("done")}])
    code = main(["verify", "workplace_assistant", str(file), "--tasks", str(tasks)])
    assert code == 1
    assert _figures(capfd.readouterr().out)["invalid_task"] == "1"
