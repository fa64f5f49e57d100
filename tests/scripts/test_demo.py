"""The demonstration, run as a reader runs it: from anywhere, to its end or interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


def _start(folder: Path) -> subprocess.Popen[str]:
    """Start the demonstration in a session of its own, so that an interrupt hits it alone."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "scripts" / "demo.py")],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def test_the_demo_shows_full_rewards_for_the_oracle_and_none_for_noop(tmp_path: Path) -> None:
    with _start(tmp_path) as demo:
        shown, _ = demo.communicate(timeout=120)
    assert demo.returncode == 0, shown
    assert "Every oracle rollout earned 1.0 and every noop rollout 0.0." in shown
    for environment in ("math_with_code", "workplace_assistant"):
        lines = [line.split("│") for line in shown.splitlines() if f"│ {environment} " in line]
        rewards = {cells[2].strip(): cells[4].strip() for cells in lines}
        assert rewards == {"oracle": "1.000", "noop": "0.000"}
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("after_s", [1.0, 3.0])
def test_an_interrupt_stops_the_demo_and_its_service(after_s: float, tmp_path: Path) -> None:
    with _start(tmp_path) as demo:
        time.sleep(after_s)
        # The whole group, as a terminal does; the service is in a session of its own.
        os.killpg(demo.pid, signal.SIGINT)
        shown, _ = demo.communicate(timeout=60)
    # On a fast machine it may have come to its end before.
    assert demo.returncode in {0, 130}, shown
    assert "stopped" in shown
