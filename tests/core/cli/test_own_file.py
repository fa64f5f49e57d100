"""A Python file that holds an environment, named wherever a built-in one is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from sallyport.core.cli.app import main
from sallyport.core.rollout.server_process import own_server
from tests.serving import LEVEL, client

FILE: Final = str(Path(__file__).parents[3] / "examples" / "stock_room.py")

SETS: Final = ["--set", f"isolation.require={LEVEL}", "--set", "pool.size=2"]

Json = dict[str, Any]


def printed(capfd: pytest.CaptureFixture[str], *arguments: str) -> list[Json]:
    assert main(list(arguments)) == 0
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def test_its_tasks_and_tools_are_printed(capfd: pytest.CaptureFixture[str]) -> None:
    for name in (FILE, f"{FILE}:stock_room"):
        assert len(printed(capfd, "tasks", name, "--limit", "2")) == 2
        assert main(["tools", name]) == 0
        assert json.loads(capfd.readouterr().out)
    assert main(["config", FILE, "--set", "deadline_s=3"]) == 0
    assert "stock_room.deadline_s" in capfd.readouterr().out


def test_rows_of_ones_own_are_printed_materialized(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": 41, "mine": true}\n{"mine": false}\n')
    command = ["tasks", FILE, "--tasks", str(rows), "--format", "nemo-gym"]
    made = printed(capfd, *command)
    assert [row["task_id"] for row in made] == [
        {"taskset": "stock_room", "task_id": number} for number in ("41", "1")
    ]
    assert [row["task_input"]["task_data"]["mine"] for row in made] == [True, False]
    rows.write_text('{"mine": true}\nnonsense\n')
    assert main(command) == 2
    assert "rows.jsonl, line 2: is not JSON" in capfd.readouterr().err


@pytest.mark.slow
def test_it_is_played_and_judged(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "out.jsonl"
    command = ["rollout", FILE, "--limit", "2", "-o", str(output), *SETS]
    assert main(command) == 0, capfd.readouterr()
    rewards = [json.loads(line)["reward"] for line in output.read_text().splitlines()]
    assert rewards == [1.0, 1.0]
    assert main(["verify", FILE, str(output)]) == 0
    assert "stock_room, judged again" in capfd.readouterr().out


@pytest.mark.slow
def test_it_is_served_with_rows_of_ones_own(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = printed(capfd, "tasks", FILE, "--limit", "1")
    tasks = tmp_path / "rows.jsonl"
    tasks.write_text(json.dumps({**rows[0], "split": "mine"}))
    with own_server([FILE, "--tasks", str(tasks), *SETS]) as base, client(base) as http:
        listed = http.get("/v1/environments/stock_room/tasks").json()
        assert (listed["total"], listed["tasks"][0]["split"]) == (1, "mine")
        page = http.get("/v1/environments/stock_room/tasks", params={"split": "train"}).json()
        assert page["tasks"] == []
        assert http.post("/seed_session", json=rows[0]).status_code == httpx.codes.OK
    assert main(["serve", FILE, "math_with_code", "--tasks", str(tasks)]) == 2
    assert "serve it alone" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["nowhere.py"], "nowhere.py is not a file"),
        ([f"{FILE}:other"], "stock_room"),
        ([FILE, f"{FILE}:stock_room"], "2 environments are called 'stock_room'"),
    ],
)
def test_what_is_not_there_or_there_twice_is_told(
    names: list[str], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", *names]) == 2
    assert told in capfd.readouterr().err


def test_data_sets_of_the_configuration_are_its_tasks(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rows.jsonl").write_text('{"expected_result": "5"}\n{"expected_result": "6"}\n')
    file = tmp_path / "server.yaml"
    file.write_text(
        "m: {resources_servers: {math_with_code: {entrypoint: app.py, datasets: "
        "[{name: v, type: validation, jsonl_fpath: rows.jsonl}]}}}\n"
    )
    assert main(["tasks", "m", "--config", str(file)]) == 0
    rows = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [(row["split"], row["expected_result"]) for row in rows] == [
        ("validation", "5"),
        ("validation", "6"),
    ]
