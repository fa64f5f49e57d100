"""`sallyport rollout --min-isolation`: no rollout is played where less than that holds it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sallyport.core.cli.app import main
from tests.core.rollout import toy
from tests.core.rollout.protocol_server import ProtocolServer, serving


def _judge(body: dict[str, Any]) -> tuple[int, Any]:
    return 200, {**body, "reward": 1.0, "valid": True}


@pytest.fixture(scope="module")
def server() -> Iterator[ProtocolServer]:
    """A server of the protocol alone, which knows nothing of isolation."""
    with serving(_judge) as served:
        yield served


def test_a_server_that_does_not_know_of_the_question_is_not_trusted(
    server: ProtocolServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file, output = tmp_path / "toy.yaml", tmp_path / "out.jsonl"
    entrypoint = Path(toy.__file__).resolve()
    file.write_text(f"toy: {{resources_servers: {{toy: {{entrypoint: '{entrypoint}'}}}}}}")
    arguments = ["rollout", "toy", "--config", str(file), "--url", server.url]
    asked = [*arguments, "--min-isolation", "limits", "--limit", "1", "--output", str(output)]
    assert main(asked) == 1
    [row] = [json.loads(line) for line in output.read_text().splitlines()]
    assert (row["valid"], row["reward"]) == (False, None)
    assert "does not say how it holds its sessions" in row["failure_reason"]
    capfd.readouterr()


def test_a_level_that_does_not_exist_is_refused_before_anything_is_started(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["rollout", "math_with_code", "--min-isolation", "strong"]) == 2
    line = capfd.readouterr().err
    assert "--min-isolation strong: there are namespaces, landlock, limits, none" in line
