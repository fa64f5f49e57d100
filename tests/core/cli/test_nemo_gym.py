"""The folder that NeMo Gym finds our environments in: what is in it, and that its app serves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
import yaml

from sallyport.core.cli.app import main
from sallyport.core.config.file import read_file
from tests.serving import LEVEL, NO_TLS, WORLD

STAND_IN = """\
import json


class Attributes(dict):
    __getattr__ = dict.__getitem__


class OmegaConf:
    @staticmethod
    def create(text):
        return json.loads(text, object_hook=Attributes)
"""
"""For OmegaConf, which the reference's environments have: all that an app takes of it."""


def written(folder: Path, *arguments: str) -> Path:
    assert main(["nemo-gym", str(folder), *arguments]) == 0
    return folder / "resources_servers"


def test_every_served_environment_gets_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = written(tmp_path / "root", "math_with_code", "workplace_assistant", "open_qa")
    for name in ("math_with_code", "workplace_assistant", "open_qa"):
        files = {str(each.relative_to(root / name)) for each in (root / name).rglob("*.*")}
        assert files == {
            "app.py",
            f"configs/{name}.yaml",
            "requirements.txt",
            "task_data.py",
            "data/example.jsonl",
        }
    assert "gym env start --search-dir" in capsys.readouterr().out


def test_its_configuration_is_one_that_loads_here_too(tmp_path: Path) -> None:
    root = written(tmp_path, "math_with_code")
    file = root / "math_with_code/configs/math_with_code.yaml"
    read = read_file(file)
    assert list(read.servers) == ["math_with_code"]
    agent = yaml.safe_load(file.read_text())["math_with_code_simple_agent"]
    [dataset] = agent["responses_api_agents"]["simple_agent"]["datasets"]
    assert (tmp_path / dataset["jsonl_fpath"]).exists()


def test_the_schema_takes_every_row_and_names_what_all_have(tmp_path: Path) -> None:
    root = written(tmp_path, "workplace_assistant")
    text = (root / "workplace_assistant/task_data.py").read_text()
    assert "    id: int\n" in text
    assert "    ground_truth: List[Any]\n" in text
    assert "responses_create_params" not in text
    compile(text, "task_data.py", "exec")
    rows = (root / "workplace_assistant/data/example.jsonl").read_text().splitlines()
    assert len(rows) == 5
    assert all("ground_truth" in json.loads(row) for row in rows)


def test_a_folder_that_is_there_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = written(tmp_path, "math_with_code")
    app = root / "math_with_code/app.py"
    app.write_text("mine")
    assert main(["nemo-gym", str(tmp_path), "open_qa", "math_with_code"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert app.read_text() == "mine"
    assert not (root / "open_qa").exists(), "nothing is written where not all can be"


@pytest.mark.slow
def test_its_app_serves_on_the_address_that_it_is_given_and_ends_with_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(f"mine: {{resources_servers: {{faulty: {{entrypoint: {WORLD!r}}}}}}}\n")
    sets = ("--set", f"isolation.require={LEVEL}", "--set", "pool.size=1")
    root = written(tmp_path / "root", "mine", "--config", str(file), *sets)
    (tmp_path / "omegaconf.py").write_text(STAND_IN)
    with httpx.Client(verify=NO_TLS, trust_env=False, timeout=5) as client:
        port = _free_port()
        server = {"entrypoint": "app.py", "host": "127.0.0.1", "port": port}
        app = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=root / "mine",
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", ".")]),
                "NEMO_GYM_CONFIG_DICT": json.dumps(
                    {"mine": {"resources_servers": {"mine": server}}}
                ),
                "NEMO_GYM_CONFIG_PATH": "mine",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert _status(client, f"http://127.0.0.1:{port}/", app) == {"status": "ok"}
        finally:
            app.send_signal(signal.SIGTERM)
            code = app.wait(30)
    assert code == 0, "it stopped as the service does: the process is the service"


def _free_port() -> int:
    import socket

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


def _status(client: httpx.Client, url: str, app: subprocess.Popen[bytes]) -> object:
    deadline = time.monotonic() + 60
    while True:
        try:
            return client.get(url).json()
        except httpx.ConnectError:
            assert app.poll() is None, "the app ended"
            assert time.monotonic() < deadline
            time.sleep(0.05)
