from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from sallyport import __version__
from sallyport.core.cli.app import main
from sallyport.core.settings import ServerSettings
from sallyport.core.task_row import flat_row

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-m", "sallyport"]


def _ran(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    out, err = capfd.readouterr()
    return code, out, err


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("SALLYPORT_"):
            monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["frobnicate"], "No such command 'frobnicate'; see `sallyport --help`"),
        (["serve"], "name what to serve, such as `sallyport serve math_with_code`"),
        (["serve", "math_wth_code"], "there is no environment 'math_wth_code'; the nearest is"),
        (["serve", "math_with_code", "--port", "99999"], "--port 99999: port must be a whole"),
        (["serve", "math_with_code", "--port", "x"], "Invalid value for '--port'"),
        (["serve", "math_with_code", "--set", "prot=1"], "--set prot: 'prot' is not a setting"),
        (["serve", "math_with_code", "--config", "none.yaml"], "none.yaml: cannot be read"),
        (["tasks"], "Missing argument 'ENV'; see `sallyport tasks --help`"),
        (["tools", "math"], "there is no environment 'math'"),
        (["config", "--nonsense"], "No such option: --nonsense"),
        (["rollout", "math_with_code", "--policy", "gpt"], "there are oracle, noop and replay"),
        (["rollout", "math_with_code", "--policy", "replay:no.jsonl"], "no.jsonl: cannot be read"),
        (["rollout", "math_with_code", "--tasks", "no.jsonl"], "no.jsonl: cannot be read"),
        (["rollout", "math_with_code", "--url", "localhost:1"], "write it like http://127.0.0.1"),
        (["rollout", "math_with_code", "--url", "http://127.0.0.1:1"], "no server answers there"),
        (["rollout", "math_with_code", "--repeats", "0"], "Invalid value for '--repeats'"),
        (["verify", "math_with_code"], "Missing argument 'FILE'"),
        (["verify", "math_with_code", "no.jsonl"], "no.jsonl: cannot be read"),
        (["verify", "math_with_code", os.devnull, "-o", "no/where"], "no/where: cannot be written"),
    ],
)
def test_a_mistake_is_one_line_on_standard_error_and_exit_code_2(
    capfd: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    code, out, err = _ran(capfd, *arguments)
    assert code == 2
    assert out == ""
    assert err.startswith("sallyport: ")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    assert message in err


def test_a_variable_is_read_and_named_in_its_error(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALLYPORT_PORT", "many")
    code, _, err = _ran(capfd, "config", "math_with_code")
    assert code == 2
    assert "environment variable SALLYPORT_PORT: port must be a whole number" in err


def test_the_configuration_file_may_be_named_by_a_variable(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("sallyport: {port: 7}")
    monkeypatch.setenv("SALLYPORT_CONFIG", str(path))
    _, out, _ = _ran(capfd, "config", "--json")
    assert json.loads(out)["settings"]["port"]["value"] == 7


@pytest.mark.parametrize("arguments", [["version"], ["--version"]])
def test_the_version_is_printed(capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert _ran(capfd, *arguments) == (0, f"sallyport {__version__}\n", "")


def test_without_a_command_there_is_help(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _ran(capfd)
    assert code == 0
    for command in ("serve", "rollout", "tasks", "tools", "verify", "replay", "top", "config"):
        assert command in out


def test_tasks_are_json_lines(capfd: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _ran(capfd, "tasks", "math_with_code", "--limit", "3")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, len(rows)) == (0, 3)
    assert all(row["responses_create_params"]["input"] for row in rows)


@pytest.mark.parametrize(
    ("environment", "count"), [("math_with_code", 1), ("workplace_assistant", 27)]
)
def test_tools_are_function_schemas(
    capfd: pytest.CaptureFixture[str], environment: str, count: int
) -> None:
    code, out, _ = _ran(capfd, "tools", environment)
    schemas = json.loads(out)
    assert (code, len(schemas)) == (0, count)
    for schema in schemas:
        assert schema["type"] == "function"
        assert schema["parameters"]["type"] == "object"


def test_the_configuration_shows_value_and_source(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "0123456789abcdef0123456789abcdef"
    monkeypatch.setenv("SALLYPORT_AUTH__COOKIE_SECRET", secret)
    monkeypatch.setenv("SALLYPORT_AUTH__API_KEYS", f"[{secret}]")
    code, out, _ = _ran(capfd, "config", "math_with_code", "--set", "pool.size=3")
    rows = dict(line.split(maxsplit=1) for line in out.splitlines())
    assert code == 0
    assert rows["pool.size"].split() == ["3", "--set", "pool.size"]
    assert rows["port"].split() == [str(ServerSettings().port), "default"]
    assert "(set, not shown)" in rows["auth.cookie_secret"]
    assert "(set, not shown)" in rows["auth.api_keys"]
    assert secret not in out


def test_the_configuration_as_json(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(
        "m: {resources_servers: {math_with_code: {policy: none}}}\n"
        "agent: {responses_api_agents: {simple: {}}}\n"
    )
    code, out, _ = _ran(capfd, "config", "--config", str(path), "--json")
    shown: dict[str, Any] = json.loads(out)
    assert code == 0
    assert shown["settings"]["m.policy"] == {
        "value": "none",
        "source": "file",
        "where": str(path),
    }
    assert shown["ignored"] == ["agent"]


@pytest.mark.slow
def test_help_imports_no_server_and_no_library_of_the_sandbox() -> None:
    program = (
        "import sys, sallyport.core.cli.app as app; app.main(['--help']);"
        "heavy = {'litestar', 'uvicorn', 'httpx', 'numpy', 'pandas', 'sympy', 'yaml', 'asyncio'};"
        "sys.exit(','.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.slow
def test_a_closed_pipe_is_silent() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    arguments = [*COMMAND, "tasks", "math_with_code"]
    done = subprocess.run(arguments, stdout=write_end, stderr=subprocess.PIPE, check=False)
    os.close(write_end)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.slow
def test_a_full_disk_is_one_line() -> None:
    with open("/dev/full", "wb") as full:
        arguments = [*COMMAND, "tasks", "math_with_code"]
        done = subprocess.run(arguments, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (1, b"sallyport: output: No space left on device\n")


def test_tasks_are_materialized_for_nemo_gym_with_integer_ids(
    capfd: pytest.CaptureFixture[str],
) -> None:
    for environment in ("math_with_code", "open_qa", "workplace_assistant"):
        assert main(["tasks", environment, "--limit", "3"]) == 0
        flat = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
        assert main(["tasks", environment, "--limit", "3", "--format", "nemo-gym"]) == 0
        rows = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
        for row, own in zip(rows, flat, strict=True):
            assert set(row) == {"task_id", "task_input"}
            assert row["task_id"]["taskset"] == environment
            data = row["task_input"]["task_data"]
            assert isinstance(data["id"], int)
            assert flat_row(row).items() >= {k: v for k, v in own.items() if k != "id"}.items()
