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
    assert (figures["invalid_task"], figures["invalid_recording"]) == ("1", "1")
    assert figures["mean reward of the 1 valid"] == "1.000"
    assert "expected_result is null" in failed[0]["failure_reason"]


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
    assert main([*arguments, "--resume"]) == 1
    figures = _figures(capfd.readouterr().out)
    assert (figures["rollouts"], figures["not valid"]) == ("6", "1")
    assert figures["mean reward of the 5 valid"] == "0.600"
    assert len(_read(output)) == 5
    _write(file, rows[:2])
    assert main([*arguments, "--resume"]) == 2
    assert "is not of" in capfd.readouterr().err


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
    assert (figures["mean reward of the 2 valid"], figures["too_large"]) == ("1.000", "1")


def test_resuming_without_a_file_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = _write(tmp_path / "rows.jsonl", _answers("5"))
    config = _config(tmp_path / "c.yaml", "")
    assert main(["verify", "faulty", str(file), "--resume", "-c", str(config)]) == 2
    assert "--output" in capfd.readouterr().err


@pytest.mark.parametrize("more", [[], ["--resume"]])
def test_the_input_is_never_the_output(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], more: list[str]
) -> None:
    file = _write(tmp_path / "rows.jsonl", _answers("5", "6"))
    before = file.read_bytes()
    assert main(["verify", "math_with_code", str(file), "-o", str(file), *more]) == 2
    assert "is read by this run" in capfd.readouterr().err
    assert file.read_bytes() == before


def test_an_output_that_is_there_is_kept_or_replaced_as_one_says(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = _write(tmp_path / "rows.jsonl", _answers("5", "6"))
    output = _write(tmp_path / "out.jsonl", [{"mine": 1}])
    arguments = ["verify", "math_with_code", str(file), "-o", str(output)]
    assert main(arguments) == 2
    assert "--overwrite" in capfd.readouterr().err
    assert main([*arguments, "--resume"]) == 2
    assert "is not of" in capfd.readouterr().err
    assert _read(output) == [{"mine": 1}]
    assert main([*arguments, "--overwrite"]) == 0
    assert [row["reward"] for row in _read(output)] == [1.0, 0.0]


def test_lines_that_are_no_rows_go_to_the_failures_and_the_rest_is_judged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    [row] = map(json.dumps, _answers("5"))
    lines = [row, row[:-1] + ', "score": NaN}', "", row + ",", row, row[:40]]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(lines))
    output = tmp_path / "out.jsonl"
    arguments = ["verify", "math_with_code", str(file), "-o", str(output)]
    for more in ([], ["--resume"]):
        assert main([*arguments, *more]) == 1
        figures = _figures(out := capfd.readouterr().out)
        assert (figures["rollouts"], figures["unreadable_row"]) == ("5", "3")
        assert f"unreadable_row, line 2: {file}, line 2: is not JSON: NaN" in out
        assert [row["reward"] for row in _read(output)] == [1.0, 1.0]
        failed = _read(tmp_path / "out.failures.jsonl")
        assert [row["line"] for row in failed] == [2, 4, 6]
        assert [row["text"] for row in failed] == [lines[n - 1] for n in (2, 4, 6)]
        assert [(row["reward"], row["valid"]) for row in failed] == [(None, False)] * 3


def test_what_came_in_goes_out_and_only_the_verdict_is_new(tmp_path: Path) -> None:
    more = {
        "_ng_task_index": 3, "_ng_rollout_index": 1, "_ng_rollout_id": "r", "timings": {"calls": 2},
        "end_failure": "late", "anything": [1],
    }  # fmt: skip
    stale = {"mask_sample": True, "failure_kind": "judge_failed", "reward": 0.0}
    [row] = _answers("5", **more)
    [task] = environment_of("math_with_code").tasks()[:1]
    bare = {"responses_create_params": task["responses_create_params"], **more}
    rows = [row | stale, bare | {"response": row["response"]}]
    output = tmp_path / "out.jsonl"
    file = _write(tmp_path / "rows.jsonl", rows)
    assert main(["verify", "math_with_code", str(file), "-o", str(output)]) == 0
    for judged in _read(output):
        assert judged.items() >= more.items()
        assert not {"mask_sample", "failure_kind"} & set(judged)


def test_rows_of_one_task_are_its_repeats(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = [*_answers("5", "6", task=1), *_answers("5", "5", task=2), *_answers("6", "6", task=3)]
    file = _write(tmp_path / "rows.jsonl", rows[::2] + rows[1::2])
    assert main(["verify", "math_with_code", str(file)]) == 0
    figures = _figures(capfd.readouterr().out)
    assert (figures["pass@1"], figures["pass@2"]) == ("0.500", "0.667")


def test_materialized_rows_are_judged_and_go_out_as_they_came(tmp_path: Path) -> None:
    [row] = _answers("5")
    task = {"responses_create_params": {}, "task_data": {"expected_result": "5", "id": 1}}
    stored = {
        "task_id": {"taskset": "t", "task_id": "1"}, "task_input": task, "response": row["response"]
    }  # fmt: skip
    output = tmp_path / "out.jsonl"
    file = _write(tmp_path / "rows.jsonl", [stored])
    assert main(["verify", "math_with_code", str(file), "-o", str(output)]) == 0
    [judged] = _read(output)
    assert judged["reward"] == 1.0
    assert judged.items() >= stored.items()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"expected_answer": "5"}, "expected_result is missing, though expected_answer is there"),
        ({"expected_result": ["5"]}, "expected_result is a list"),
        ({"expected_result": True}, "expected_result is a boolean"),
    ],
)
def test_a_field_of_another_name_or_type_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], row: Json, told: str
) -> None:
    file = _write(tmp_path / "rows.jsonl", [{**row, "response": _said("\\boxed{5}")}])
    assert main(["verify", "math_with_code", str(file)]) == 1
    assert told in capfd.readouterr().out


@pytest.mark.parametrize(
    ("encoding", "text", "told"),
    [("utf-16", "{}", "UTF-16"), ("utf-8", '{\n  "a": 1\n}', "one row a line")],
)
def test_another_container_is_named_and_nothing_is_written(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], encoding: str, text: str, told: str
) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_bytes(text.encode(encoding))
    output = tmp_path / "out.jsonl"
    assert main(["verify", "math_with_code", str(file), "-o", str(output)]) == 2
    assert told in capfd.readouterr().err
    assert not output.exists()


def test_what_is_no_rollout_goes_to_the_failures_and_other_shapes_are_judged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    chat = {"choices": [{"message": {"role": "assistant", "content": "\\boxed{5}"}}]}
    responses = [{}, {"error": {"message": "x"}}, {"output": [], "status": "queued"}, chat]
    rows = [{"expected_result": "5", "response": response} for response in responses]
    file, output = _write(tmp_path / "in.jsonl", rows), tmp_path / "out.jsonl"
    main(["verify", "math_with_code", str(file), "-o", str(output)])
    (failures,) = (path for path in tmp_path.iterdir() if path not in {file, output})
    refused = _read(failures)
    assert [row["response"] for row in refused] == responses[:3]
    for row in refused:
        assert (row["reward"], row["valid"]) == (None, False)
        assert row["failure_reason"].startswith("no_rollout: ")
    (judged,) = _read(output)
    assert (judged["reward"], judged["verdict"]["details"]["converted"]) == (1.0, ["choices"])
    assert "no_rollout" in capfd.readouterr().out
