"""Sessions with a life behind them, at a real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.soak_runs.crowd import Failures
from scripts.soak_runs.veterans import SETTINGS, Veterans
from scripts.watched.told import Told
from tests.serving import served

pytestmark = pytest.mark.slow


def test_each_has_a_checkpoint_a_kill_a_fork_and_a_snapshot_and_knows_its_number(
    tmp_path: Path,
) -> None:
    sets = tuple(each.removeprefix("--set=") for each in SETTINGS)
    with served("math_with_code", file=tmp_path / "server.yaml", sets=sets) as base:
        crowd, failures = Veterans(base, 3), Failures()
        crowd.open(failures)
        told = Told(base)
        assert (failures.causes, told.sessions()) == ({}, 3), "the copies are closed"
        recoveries = told.counter("sallyport_recoveries", "outcome")
        assert sum(recoveries.values()) == 3
        crowd.ask(failures)
        assert len(crowd.call_at(100, 0.1, failures)) == 10
        crowd.sessions[1].number = 77
        crowd.ask(failures)
        assert failures.count == 1, "another number is a failure"
        crowd.close(failures)
        assert (failures.count, told.sessions()) == (1, 0)
