"""Every shipped task through the service: the oracle earns 1.0, doing nothing earns nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sallyport.core.types import JsonObject
from sallyport.envs.registry import built_in_names, environment_of

pytestmark = pytest.mark.slow


def played(environment: str, policy: str, folder: Path) -> list[JsonObject]:
    """Play a policy over every task, in a server of its own, and return the rollouts."""
    output = folder / "rollouts.jsonl"
    command = ["rollout", environment, "--policy", policy, "--output", str(output)]
    done = subprocess.run(
        [sys.executable, "-m", "sallyport", *command], capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in output.read_text().splitlines()]


@pytest.mark.parametrize("environment", built_in_names())
def test_the_oracle_is_paid_in_full_for_every_task(environment: str, tmp_path: Path) -> None:
    rollouts = played(environment, "oracle", tmp_path)
    assert len(rollouts) == len(environment_of(environment).tasks())
    assert not [row["id"] for row in rollouts if row["reward"] != 1.0]


@pytest.mark.parametrize("environment", built_in_names())
def test_doing_nothing_is_paid_only_where_nothing_is_right(
    environment: str, tmp_path: Path
) -> None:
    rollouts = played(environment, "noop", tmp_path)
    assert len(rollouts) == len(environment_of(environment).tasks())
    wrong = [row for row in rollouts if row["reward"] != float(row.get("do_nothing", False))]
    assert not [row["id"] for row in wrong]
