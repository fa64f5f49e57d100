"""The loops that are timed run in plain CPython, and mean to show something."""

from __future__ import annotations

import pytest

from scripts.benchmarks.compared import Compared
from scripts.benchmarks.cpu_loops import LOOPS
from tests.fidelity.corpus import Program, run_batch


def test_speed_is_plain_time_to_ours() -> None:
    assert Compared(ours=2.0, plain=1.0).speed == 0.5


@pytest.mark.slow
def test_every_loop_runs_and_is_long_enough_to_time() -> None:
    outcomes = run_batch([Program(name, source) for name, source in LOOPS.items()])
    for name, outcome in outcomes.items():
        assert outcome.error is None, name
        assert outcome.result or outcome.stdout, name
        assert 0.01 < outcome.seconds < 10, name
