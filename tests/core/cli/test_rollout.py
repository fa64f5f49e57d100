from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sallyport.core.cli.app import main
from sallyport.core.task_row import materialized_row
from tests.core.rollout import toy
from tests.core.rollout.protocol_server import ProtocolServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

SERVED = ["--set", "pool.size=2"]


def _judge(body: Json) -> tuple[int, Any]:
    if body["id"] == "not judged":
        return 200, {**body, "reward": None, "valid": False, "failure_reason": "judge_died: oh"}
    acted = any(item["type"] == "function_call" for item in body["response"]["output"])
    return 200, {**body, "reward": float(acted), "valid": True}


@pytest.fixture(scope="module")
def server() -> Iterator[ProtocolServer]:
    with serving(_judge) as served:
        yield served


@pytest.fixture
def arguments(server: ProtocolServer, tmp_path: Path) -> list[str]:
    file = tmp_path / "toy.yaml"
    entrypoint = Path(toy.__file__).resolve()
    file.write_text(f"toy: {{resources_servers: {{toy: {{entrypoint: '{entrypoint}'}}}}}}")
    return ["rollout", "toy", "--config", str(file), "--url", server.url]


def _rows(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _figures(out: str) -> dict[str, str]:
    return dict(line.strip().rsplit(maxsplit=1) for line in out.splitlines()[1:] if line.strip())


def test_a_run_writes_a_line_a_rollout_and_sums_up(
    arguments: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.jsonl"
    assert main([*arguments, "--repeats", "2", "--output", str(output)]) == 0
    out, err = capfd.readouterr()
    rows = _rows(output)
    assert len(rows) == 40
    assert {(row["id"], row["_ng_rollout_index"]) for row in rows} == {
        (task, repeat) for task in range(20) for repeat in range(2)
    }
    figures = _figures(out)
    assert figures["rollouts"] == "40"
    assert figures["mean reward"] == figures["pass@1"] == figures["pass@2"] == "1.000"
    assert figures["not valid"] == "0"
    assert err == ""


def test_the_lines_may_go_to_standard_output_and_the_table_beside(
    arguments: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--policy", "noop", "--limit", "3", "-o", "-"]) == 0
    out, err = capfd.readouterr()
    assert [json.loads(line)["reward"] for line in out.splitlines()] == [0.0] * 3
    assert _figures(err)["mean reward"] == "0.000"


def test_tasks_come_from_a_file(arguments: list[str], tmp_path: Path) -> None:
    tasks, output = tmp_path / "tasks.jsonl", tmp_path / "out.jsonl"
    tasks.write_text(json.dumps(toy.toy_row(5, "echo", "echo")) + "\n\n")
    assert main([*arguments, "--tasks", str(tasks), "-o", str(output)]) == 0
    [row] = _rows(output)
    assert (row["id"], row["timings"]["calls"]) == (5, 2)


def test_recorded_rollouts_are_played_again(arguments: list[str], tmp_path: Path) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    assert main([*arguments, "--limit", "4", "-o", str(first)]) == 0
    assert main([*arguments, "--policy", f"replay:{first}", "-o", str(second)]) == 0
    played = {row["id"]: row for row in _rows(second)}
    for row in _rows(first):
        again = played[row["id"]]
        assert again["reward"] == row["reward"]
        for old, new in zip(row["response"]["output"], again["response"]["output"], strict=True):
            kept = ("type", "name", "arguments", "call_id", "output", "content")
            assert [old.get(key) for key in kept] == [new.get(key) for key in kept]


def test_a_rollout_that_is_not_valid_makes_exit_code_1(
    arguments: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tasks = tmp_path / "tasks.jsonl"
    rows = [toy.toy_row(1), {**toy.toy_row(2), "id": "not judged"}, toy.toy_row(3, "status_500_x")]
    tasks.write_text("\n".join(map(json.dumps, rows)))
    assert main([*arguments, "--tasks", str(tasks)]) == 1
    figures = _figures(capfd.readouterr().out)
    assert (figures["mean reward of the 1 valid"], figures["not valid"]) == ("1.000", "2")
    assert (figures["judge_died"], figures["x"]) == ("1", "1")


def test_a_refusal_for_want_of_room_is_tried_again(
    arguments: list[str], tmp_path: Path, server: ProtocolServer
) -> None:
    tasks, output = tmp_path / "tasks.jsonl", tmp_path / "out.jsonl"
    tasks.write_text(json.dumps(toy.toy_row(5, "echo", "busy", "echo")))
    assert main([*arguments, "--tasks", str(tasks), "-o", str(output)]) == 0
    [row] = _rows(output)
    outputs = [item for item in row["response"]["output"] if item["type"] == "function_call_output"]
    assert len(outputs) == row["timings"]["calls"] == 3
    assert "wait" not in json.dumps(outputs)
    assert [name for name, _ in server.sessions[server.ended[-1]]].count("busy") == 3


def test_outputs_are_kept_replaced_or_gone_on_with_as_one_says(
    arguments: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.jsonl"
    command = [*arguments, "--repeats", "2", "-o", str(output)]
    assert main([*command, "--limit", "2"]) == 0
    before = output.read_bytes()
    assert main(command) == 2
    assert "--overwrite" in capfd.readouterr().err
    assert main([*arguments, "--policy", f"replay:{output}", "-o", str(output)]) == 2
    assert "is read by this run" in capfd.readouterr().err
    assert output.read_bytes() == before
    failed = json.loads(before.splitlines()[0]) | {"reward": None, "valid": False}
    output.write_bytes(json.dumps(failed).encode() + b"\n" + before.partition(b"\n")[2] + b'{"to')
    assert main([*command, "--limit", "3", "--resume"]) == 0
    figures = _figures(capfd.readouterr().out)
    assert (figures["rollouts"], figures["of an earlier run"]) == ("6", "3")
    rows = _rows(output)
    places = {(row["_ng_task_index"], row["_ng_rollout_index"]) for row in rows}
    assert places == {(task, repeat) for task in range(3) for repeat in range(2)}
    assert (len(rows), {row["valid"] for row in rows}) == (6, {True})
    assert main([*command, "--limit", "1", "--overwrite"]) == 0
    assert len(_rows(output)) == 2
    assert [path.name for path in tmp_path.glob("*out*")] == ["out.jsonl"]


def test_rows_of_one_task_are_its_repeats_and_give_the_same_figures_each_time(
    arguments: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    stored = tmp_path / "stored.jsonl"
    played = {"output": [{"type": "function_call", "name": "echo", "arguments": "{}"}]}
    rows = [
        {**toy.toy_row(task), "response": played if right else {"output": []}}
        for right, task in [(1, 1), (0, 2), (1, 3), (0, 1), (0, 2), (1, 3)]
    ]
    stored.write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"torn": ')
    tasks = tmp_path / "tasks.jsonl"
    tasks.write_text("".join(json.dumps(toy.toy_row(n)) + "\n" for n in (3, 2, 1)))
    for more in ([], [], ["--tasks", str(tasks)]):
        assert main([*arguments, "--policy", f"replay:{stored}", *more]) == 1
        figures = _figures(capfd.readouterr().out)
        assert figures["pass@1 (of 3 of 4 tasks)"] == "0.500"
        assert figures["pass@2 (of 3 of 4 tasks)"] == "0.667"
        assert figures["invalid_recording"] == "1"


def test_indices_of_a_row_are_kept(arguments: list[str], tmp_path: Path) -> None:
    tasks, output = tmp_path / "tasks.jsonl", tmp_path / "out.jsonl"
    own = {
        "_ng_task_index": 7,
        "_ng_rollout_index": 2,
        "_ng_attempt_index": 1,
        "_ng_rollout_id": "r",
    }
    tasks.write_text(json.dumps(materialized_row({**toy.toy_row(5), **own}, "toy", 5)))
    assert main([*arguments, "--tasks", str(tasks), "-o", str(output)]) == 0
    [row] = _rows(output)
    assert row.items() >= own.items()


@pytest.mark.slow
def test_an_environment_among_several_is_found(
    three_worlds: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for url in (three_worlds, f"{three_worlds}/math_with_code", f"{three_worlds}/"):
        assert main(["rollout", "math_with_code", "--limit", "2", "--url", url]) == 0
    capfd.readouterr()
    assert main(["rollout", "open_qa", "--limit", "2", "--url", three_worlds]) == 2
    assert f"There are {three_worlds}/faulty, {three_worlds}/math" in capfd.readouterr().err


@pytest.mark.slow
def test_few_sessions_serve_many_rollouts(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sets = ["--set", "sessions.max_sessions=2", *SERVED]
    assert main(["rollout", "math_with_code", "--limit", "20", "--concurrency", "10", *sets]) == 0
    figures = _figures(capfd.readouterr().out)
    assert (figures["rollouts"], figures["mean reward"]) == ("20", "1.000")


def test_a_broken_task_file_keeps_what_came_before(
    arguments: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tasks, output = tmp_path / "tasks.jsonl", tmp_path / "out.jsonl"
    tasks.write_text(json.dumps(toy.toy_row(1)) + "\nnonsense\n")
    assert main([*arguments, "--tasks", str(tasks), "-o", str(output)]) == 2
    assert "tasks.jsonl, line 2: is not JSON" in capfd.readouterr().err
    assert len(_rows(output)) == 1


def test_no_task_is_a_mistake(
    arguments: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tasks.jsonl").write_text("\n")
    assert main([*arguments, "--tasks", str(tmp_path / "tasks.jsonl")]) == 2
    assert "there is no task to play" in capfd.readouterr().err


@pytest.mark.slow
def test_an_interrupt_leaves_whole_lines_a_summary_and_exit_code_130(
    arguments: list[str], tmp_path: Path
) -> None:
    tasks, output = tmp_path / "tasks.jsonl", tmp_path / "out.jsonl"
    tasks.write_text("\n".join(json.dumps(toy.toy_row(n, *["slow"] * 5)) for n in range(3000)))
    command = [sys.executable, "-m", "sallyport", *arguments, "--tasks", str(tasks)]
    with subprocess.Popen(
        [*command, "-o", str(output)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        while not (output.exists() and output.stat().st_size):
            assert process.poll() is None
        os.kill(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, b"")
    assert b"interrupted" in out
    assert 0 < len(_rows(output)) == int(_figures(out.decode())["rollouts"]) < 3000


@pytest.mark.slow
@pytest.mark.parametrize("environment", ["math_with_code", "workplace_assistant"])
def test_a_server_of_ones_own_plays_oracle_noop_and_replay(
    environment: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "oracle.jsonl"
    command = ["rollout", environment, "--limit", "4", *SERVED]
    assert main([*command, "-o", str(output)]) == 0
    assert [row["reward"] for row in _rows(output)] == [1.0] * 4
    assert main([*command, "--policy", "noop"]) == 0
    assert main([*command, "--policy", f"replay:{output}"]) == 0
    oracle, noop, replay = capfd.readouterr().out.split(f"{environment}, policy ")[1:]
    assert _figures(oracle)["mean reward"] == "1.000"
    assert _figures(noop)["mean reward"] == "0.000"
    assert _figures(replay)["mean reward"] == "1.000"
