"""`sallyport verify`: its rows, its files, its figures."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from sallyport.core.cli.app import main
from sallyport.envs.registry import environment_of
from tests.serving import WORLD

pytestmark = pytest.mark.slow

Json = dict[str, Any]


def _said(text: str) -> Json:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"output": [{"type": "message", "role": "assistant", "content": content}]}


def _write(path: Path, rows: list[Json]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def _read(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _figures(out: str) -> dict[str, str]:
    lines = out[out.index("judged again") :].splitlines()[1:]
    return dict(line.strip().rsplit(maxsplit=1) for line in lines if line.strip())


def _answers(*answers: str, **more: Any) -> list[Json]:
    return [{"expected_result": "5", **more, "response": _said(f"\\boxed{{{a}}}")} for a in answers]


def _config(path: Path, text: str) -> Path:
    path.write_text(f"faulty: {{resources_servers: {{faulty: {{entrypoint: {WORLD!r}}}}}}}\n{text}")
    return path


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
    judged = _read(output)
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
    assert [(row["reward"], row["valid"]) for row in _read(output)] == [(1.0, True)]
    failed = _read(tmp_path / "out.failures.jsonl")
    assert [(row["reward"], row["valid"]) for row in failed] == [(None, False)] * 2
    figures = _figures(capfd.readouterr().out)
    assert figures["invalid_recording"] == "2"
    assert figures["mean reward"] == "1.000"


def _clumsy(path: Path, name: str, fault: str = "") -> Path:
    world = Path(__file__).parents[2] / "worlds" / "clumsy.py"
    servers = {name: {"entrypoint": str(world), "fault": fault}}
    path.write_text(json.dumps({name: {"resources_servers": servers}}))
    return path


@pytest.mark.parametrize(
    ("fault", "cause", "why"),
    [
        ("tool", "environment_error", "clumsy's replay raised KeyError: 'no such key' (clumsy.py:"),
        ("verifier", "verifier_error", "'clumsy' raised LookupError: nothing here (clumsy.py:"),
        ("none", "verifier_error", "'clumsy': it returned None, not a Verdict"),
        ("pays_two", "verifier_error", "'clumsy': the reward is 2.0, not from 0 to 1"),
        ("details", "verifier_error", "cannot be written as JSON"),
        ("open_question", "verifier_error", "hold 'open_question', the name of a question to the"),
        ("model_question", "verifier_error", "hold 'model_question', the name of a question to a"),
    ],
)
def test_what_an_author_got_wrong_is_named_and_ends_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], fault: str, cause: str, why: str
) -> None:
    call = {"type": "function_call", "name": "add", "arguments": '{"number": 3}'}
    rows = [{"numbers": [3], "response": {"output": [call]}}] * 2
    file = _write(tmp_path / "rows.jsonl", rows)
    config = _clumsy(tmp_path / "c.yaml", "clumsy", fault)
    failures = tmp_path / "failed.jsonl"
    arguments = ["verify", "clumsy", str(file), "--failures", str(failures), "-c", str(config)]
    assert main(arguments) == 1
    reasons = [row["failure_reason"] for row in _read(failures)]
    assert [reason.partition(":")[0] for reason in reasons] == [cause, cause]
    assert why in reasons[0]
    out = capfd.readouterr().out
    assert _figures(out)[cause] == "2"
    [example] = [line for line in out.splitlines() if line.startswith(f"{cause}, row 1: ")]
    assert why in example


def test_a_combination_of_ones_own_gets_its_symbolic_judges(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said = _said(r"\boxed{\sum_{k=1}^{3} k}")
    call = {"type": "function_call", "name": "add", "arguments": '{"number": 3}'}
    said["output"].insert(0, call)
    file = _write(
        tmp_path / "rows.jsonl", [{"numbers": [3], "expected_result": "6", "response": said}]
    )
    config = _clumsy(tmp_path / "c.yaml", "clumsy_both")
    assert main(["verify", "clumsy_both", str(file), "-c", str(config), "-o", "-"]) == 0
    [row] = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert (row["reward"], row["verdict"]["components"]["answer"]) == (1.0, 1.0)
    assert row["verdict"]["details"]["answer"]["method"] == "symbolic"


def test_a_verifier_that_there_is_not_is_told_at_the_start(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = _write(tmp_path / "rows.jsonl", _answers("5"))
    config = _clumsy(tmp_path / "c.yaml", "clumsy_misnamed")
    for command in (["verify", "clumsy_misnamed", str(file)], ["tools", "clumsy_misnamed"]):
        assert main([*command, "-c", str(config)]) == 2
        out, err = capfd.readouterr()
        assert out == ""
        assert "There is no verifier 'clumsi'; did you mean 'clumsy'" in err


def test_a_broken_ground_truth_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    task = dict(environment_of("workplace_assistant").tasks()[0])
    tasks = _write(tmp_path / "tasks.jsonl", [{**task, "ground_truth": "nonsense"}])
    file = _write(tmp_path / "rows.jsonl", [{**task, "response": _said("done")}])
    code = main(["verify", "workplace_assistant", str(file), "--tasks", str(tasks)])
    assert code == 1
    assert _figures(capfd.readouterr().out)["invalid_task"] == "1"


def test_who_hangs_dies_or_asks_algebra_for_ever_fails_alone_and_in_time(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [row for how in ("hang", "exit", "raise") for row in _answers("5", judge=how)]
    rows += [*_answers("5", "6", r"\sum_{k=1}^{5} 1", "9^{9^{9^9}}")]
    rows += [*_answers(r"\prod_{k=1}^{10^{9}} (k^k+1)")]
    file = _write(tmp_path / "rows.jsonl", rows)
    failures = tmp_path / "failed.jsonl"
    chosen = ["--set", "judging.deadline_s=0.5", "--set", "judging.symbolic_deadline_s=0.9"]
    config = _config(tmp_path / "c.yaml", "")
    arguments = ["verify", "faulty", str(file), "-o", "-", "--failures", str(failures)]
    started = time.monotonic()
    assert main([*arguments, "-c", str(config), *chosen]) == 1
    assert time.monotonic() - started < 30
    out, err = capfd.readouterr()
    judged = [json.loads(line) for line in out.splitlines()]
    causes = [row["failure_reason"].partition(":")[0] for row in _read(failures)]
    if "symbolic_timeout" in causes:  # so busy a machine that its judge got no time of a processor
        judged.append({"reward": 0.0, "verdict": {"method": "symbolic"}})
        causes.remove("symbolic_timeout")
    assert [row["reward"] for row in judged] == [1.0, 0.0, 1.0, 0.0, 0.0]
    methods = [row["verdict"]["method"] for row in judged]
    assert methods == ["text", "integer", "symbolic", "numeric", "symbolic"]
    assert causes == ["judge_timeout", "judge_died", "environment_error"]
    assert _figures(err)["not valid"] in {"3", "4"}


def test_a_run_that_was_ended_goes_on_where_it_ended(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    answers = ["5", "4", "((", "5"]
    rows = [*_answers(*answers), {"expected_result": "5"}, *_answers("5")]
    file = _write(tmp_path / "rows.jsonl", rows)
    config = _config(tmp_path / "c.yaml", "")
    output = tmp_path / "out.jsonl"
    arguments = ["verify", "faulty", str(file), "-o", str(output), "-c", str(config)]
    assert main([*arguments, "--limit", "3"]) == 0
    with output.open("a") as torn:
        torn.write('{"expected_result": "5", "rewa')
    assert main([*arguments, "--resume"]) == 1
    assert [row["reward"] for row in _read(output)] == [1.0, 0.0, 0.0, 1.0, 1.0]
    assert len(_read(tmp_path / "out.failures.jsonl")) == 1
    capfd.readouterr()
    assert main([*arguments, "--resume"]) == 0
    assert _figures(capfd.readouterr().out)["rollouts"] == "0"
    assert len(_read(output)) == 5
    _write(file, rows[:2])
    assert main([*arguments, "--resume"]) == 2
    assert "has only 2" in capfd.readouterr().err


def test_two_configurations_are_compared_rollout_by_rollout(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    task = environment_of("math_with_code").tasks()[0]
    rows = [
        {**task, "expected_result": "3.14", "response": _said(f"\\boxed{{{answer}}}")}
        for answer in ("3.14", "3.15", "4", r"\pi")
    ]
    file = _write(tmp_path / "rows.jsonl", rows)
    other = tmp_path / "other.yaml"
    other.write_text("math_with_code: {resources_servers: {math_with_code: {tolerance: 0.01}}}\n")
    output = tmp_path / "out.jsonl"
    arguments = ["verify", "math_with_code", str(file), "-o", str(output)]
    assert main([*arguments, "--compare", str(other)]) == 0
    out = capfd.readouterr().out
    judged = _read(output)
    assert [row["reward"] for row in judged] == [1.0, 0.0, 0.0, 0.0]
    assert [row["compared"]["reward"] for row in judged] == [1.0, 1.0, 0.0, 1.0]
    assert "row 2: 0 to 1: The two are within the tolerance 0.01." in out
    figures = _figures(out)
    assert (figures["changed"], figures["the same"], figures["0 to 1"]) == ("2", "2", "2")


def test_letters_that_no_utf8_has_and_rollouts_too_large_are_judged_or_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [*_answers("5"), *_answers("5", note="\ud800"), *_answers("5", note="x" * 5_000_000)]
    file = _write(tmp_path / "rows.jsonl", rows)
    config = _config(tmp_path / "c.yaml", "")
    sets = ["--set", "calls.max_body_bytes=1048576", "--set", "calls.max_frame_bytes=4194304"]
    assert main(["verify", "faulty", str(file), "-c", str(config), *sets]) == 1
    figures = _figures(capfd.readouterr().out)
    assert (figures["mean reward"], figures["too_large"]) == ("1.000", "1")


def test_resuming_without_a_file_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = _write(tmp_path / "rows.jsonl", _answers("5"))
    config = _config(tmp_path / "c.yaml", "")
    assert main(["verify", "faulty", str(file), "--resume", "-c", str(config)]) == 2
    assert "--output" in capfd.readouterr().err
