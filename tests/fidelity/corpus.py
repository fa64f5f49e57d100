"""The ordinary programs that the sandbox has to run exactly as plain CPython does.

programs/*.py ──▶ programs() ──▶ reference.py, one process for all ──▶ expected(program)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

FOLDER = Path(__file__).parent
BATCH_DEADLINE_S = 300
"""For all programs together; they take some 10 s on an idle core."""


class Program(NamedTuple):
    """One program; `name` is the stem of its file."""

    name: str
    source: str


class Outcome(msgspec.Struct, frozen=True):
    """What plain CPython made of a program; `error` is a traceback or None."""

    stdout: str
    result: str | None
    stderr: str
    error: str | None
    seconds: float


def programs() -> list[Program]:
    """Return all programs in alphabetical order."""
    return list(_corpus())


@cache
def _corpus() -> tuple[Program, ...]:
    paths = sorted((FOLDER / "programs").glob("*.py"))
    return tuple(Program(path.stem, path.read_text(encoding="utf-8")) for path in paths)


def expected(program: Program) -> tuple[str, str | None]:
    """Return what plain CPython prints, and the str of the trailing expression's value or None.

    The first call runs the whole corpus. Raises RuntimeError when the program itself fails.
    """
    known = outcomes() if program in _corpus() else run_batch([program])
    outcome = known[program.name]
    if outcome.error is not None:
        raise RuntimeError(f"{program.name} fails in plain CPython:\n{outcome.error}")
    return outcome.stdout, outcome.result


@cache
def outcomes() -> dict[str, Outcome]:
    """Return the outcome of every program of the corpus by name; run once a process."""
    return run_batch(programs())


def run_batch(batch: list[Program], hash_seed: str = "random") -> dict[str, Outcome]:
    """Run programs in one fresh reference process; return their outcomes by name."""
    one_thread = dict.fromkeys(
        ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"
    )  # forks of a process with threads can hang
    done = subprocess.run(
        [sys.executable, str(FOLDER / "reference.py")],
        input=json.dumps(batch),
        env={**os.environ, **one_thread, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        encoding="utf-8",
        timeout=BATCH_DEADLINE_S,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the reference process failed:\n{done.stderr}")
    return msgspec.json.decode(done.stdout, type=dict[str, Outcome])
