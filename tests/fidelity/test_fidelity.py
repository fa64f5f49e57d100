"""Ordinary programs print and return in a cell exactly what they do in plain CPython."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import msgspec
import pytest

from sallyport.core.types import Execution
from tests.fidelity.corpus import BATCH_DEADLINE_S, Program, expected, programs

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["none", "restricted"])
def policy(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name == "restricted" and importlib.util.find_spec("sallyport.sandbox.policy") is None:
        pytest.skip("sandbox/policy is not there")
    return name


@cache
def executions(policy: str) -> dict[str, Execution]:
    """Run the whole corpus below `policy`, once a test run."""
    return in_cells(policy, programs())


def in_cells(policy: str, batch: list[Program]) -> dict[str, Execution]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fidelity.in_cells", policy],
        cwd=ROOT,
        input=json.dumps(batch).encode(),
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
        capture_output=True,
        timeout=BATCH_DEADLINE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return msgspec.json.decode(done.stdout, type=dict[str, Execution])


@pytest.mark.slow
def test_every_program_runs(policy: str) -> None:
    failures = {
        name: execution.stderr[-400:]
        for name, execution in executions(policy).items()
        if not execution.success
    }
    assert failures == {}


@pytest.mark.slow
@pytest.mark.parametrize("program", programs(), ids=lambda program: program.name)
def test_stdout_and_result_are_those_of_plain_cpython(program: Program, policy: str) -> None:
    execution = executions(policy)[program.name]
    assert execution.status == "ok", execution.stderr
    assert (execution.stdout, execution.result) == expected(program)


@pytest.mark.slow
def test_a_difference_would_be_seen(policy: str) -> None:
    broken = Program("broken", "print(1)\nraise ValueError('x')")
    other = Program("other", "print(1)\n2")
    got = in_cells(policy, [broken, other])
    assert (got["broken"].status, got["broken"].error_message) == ("error", "ValueError: x")
    assert (got["other"].stdout, got["other"].result) == ("1\n", "2")
