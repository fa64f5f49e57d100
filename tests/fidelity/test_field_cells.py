"""Sequences of cells from the field, beside the repository where there are any, with what they give.

The cases' own form: `input.cells` are run in one session, `expected` says of each cell what counts.
"""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sallyport.core.types import Execution
from sallyport.sandbox.interpreter import CellLimits, Interpreter
from sallyport.sandbox.policy import restricted_policy
from sallyport.sandbox.policy.policy import RestrictedPolicy

CASES = Path(__file__).resolve().parents[3] / "shared/data/field/cases.jsonl"
_BY_DECISION = {
    "what a thread prints after its cell": "threads of earlier cells are not heard, docs/parity.md",
}


def _cases() -> list[dict[str, Any]]:
    if not CASES.exists():
        return []
    lines = map(json.loads, CASES.read_text(encoding="utf-8").splitlines())
    return [case for case in lines if case["how"] == "cell"]


@pytest.fixture(scope="module")
def policy() -> RestrictedPolicy:
    """Made once, as in a zygote: each session is a fork of it."""
    return restricted_policy()


def _session(
    cells: list[str], folder: Path, policy: RestrictedPolicy
) -> list[tuple[Execution, float]]:
    """Run cells in a fork, as every session is one; give each outcome and its seconds."""
    reading, writing = os.pipe()
    child = os.fork()  # safe: the numeric libraries are told to start no threads
    if child == 0:
        os.chdir(folder)
        # As in a new process; tests before this one may have ended the main thread's loop.
        asyncio.set_event_loop(asyncio.new_event_loop())
        notebook = Interpreter(limits=CellLimits(), policy=policy, scratch=folder)
        notebook.seed(1)
        done = []
        for cell in cells:
            started = time.monotonic()
            done.append((notebook.run(cell), time.monotonic() - started))
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(msgspec.msgpack.encode(done))
        os._exit(0)  # skips the exit handlers, which belong to the parent
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    return msgspec.msgpack.decode(content, type=list[tuple[Execution, float]])


_CHECKS: dict[str, Callable[[Any, Execution, float], bool]] = {
    "stdout": lambda wanted, cell, _: cell.stdout == wanted,
    "stdout_len_min": lambda wanted, cell, _: len(cell.stdout) >= wanted,
    "error": lambda wanted, cell, _: (
        (cell.error_message is None)
        if wanted is None
        else str(cell.error_message).startswith(wanted)
    ),
    "status": lambda wanted, cell, _: (
        cell.status == wanted or (wanted == "error" and not cell.success)
    ),
    "status_any": lambda wanted, cell, _: cell.status in wanted,
    "message": lambda wanted, cell, _: wanted.lower() in f"{cell.error_message}".lower(),
    "contains": lambda wanted, cell, _: all(
        each in f"{cell.stdout}{cell.result}" for each in wanted
    ),
    "stderr_contains": lambda wanted, cell, _: all(each in cell.stderr for each in wanted),
    "fast": lambda wanted, _, seconds: seconds < 5 * wanted,
}


@pytest.mark.skipif(not CASES.exists(), reason="there are no cases beside the repository")
@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["id"])
def test_cells_of_the_field(case: dict[str, Any], tmp_path: Path, policy: RestrictedPolicy) -> None:
    if case["kind"] in _BY_DECISION:
        pytest.skip(_BY_DECISION[case["kind"]])
    outcomes = _session(case["input"]["cells"], tmp_path, policy)
    for expected, (cell, seconds) in zip(case["expected"], outcomes, strict=True):
        results = {expected.get("result"), expected.get("result_str", expected.get("result"))}
        assert "result" not in expected or cell.result in results
        for key, wanted in expected.items():
            if key in _CHECKS:
                assert _CHECKS[key](wanted, cell, seconds), (key, wanted, cell)
            else:
                assert key in {"result", "result_str"}, f"{key} is not known"
