from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING

import httpx
import psutil
import pytest

from sallyport.core.errors import ConfigurationError, NotReadyError
from sallyport.core.rollout import server_process
from sallyport.core.rollout.server_process import own_server

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

SETTINGS = ["workplace_assistant", "--set", "pool.size=1"]


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def _gone(processes: set[int], within_s: float = 10.0) -> bool:
    deadline = time.monotonic() + within_s
    while alive := {pid for pid in processes if _runs(pid)}:
        if time.monotonic() > deadline:
            pytest.fail(f"still there: {alive}")
        time.sleep(0.02)
    return True


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_server_serves_within_the_block_and_leaves_nothing() -> None:
    before = _children()
    with own_server(SETTINGS) as base:
        assert httpx.get(f"{base}/readyz", trust_env=False).status_code == 200
        started = _children() - before
        assert started
    assert _gone(started)
    with pytest.raises(httpx.TransportError):
        httpx.get(base, trust_env=False)


def test_an_exception_in_the_block_stops_the_server_too() -> None:
    before = _children()
    started: set[int] = set()

    def interrupted() -> None:
        with own_server(SETTINGS):
            started.update(_children() - before)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert started
    assert _gone(started)


def test_a_server_that_does_not_stop_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_process, "STOP_S", 0.2)
    before = _children()
    with own_server(SETTINGS):
        started = _children() - before
        [server] = {child.pid for child in psutil.Process().children()} - before
        os.kill(server, signal.SIGSTOP)
    assert _gone(started)


def test_settings_that_the_server_refuses_are_the_users_mistake() -> None:
    with pytest.raises(ConfigurationError) as caught, own_server(["workplace_asistant"]):
        pytest.fail("it serves")
    assert caught.value.message == (
        "there is no environment 'workplace_asistant'; the nearest is workplace_assistant"
    )


def test_a_server_that_fails_to_start_says_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "world.py").write_text("import os\nos._exit(9)\n")
    file = tmp_path / "c.yaml"
    file.write_text("w: {resources_servers: {w: {entrypoint: world.py}}}")
    with (
        pytest.raises(NotReadyError, match="the server ended with exit code 9: it said nothing"),
        own_server(["w", "--config", str(file)]),
    ):
        pytest.fail("it serves")


def test_a_server_ends_with_the_program_that_started_it() -> None:
    program = (
        "import time\n"
        "from sallyport.core.rollout.server_process import own_server\n"
        f"with own_server({SETTINGS!r}):\n"
        "    print('serving', flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"serving\n"
        started = {child.pid for child in psutil.Process(parent.pid).children(recursive=True)}
        assert started
        parent.kill()
    assert _gone(started)


def test_a_server_that_does_not_serve_in_time_is_told_with_all_it_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # No time at all: whatever holds a start up, what was said until then comes along.
    monkeypatch.setattr(server_process, "START_S", 0.01)
    with pytest.raises(NotReadyError, match="does not serve after 0.01 s"):
        with own_server(["workplace_assistant", "--set", "isolation.require=none"]):
            pass
    with tempfile.TemporaryFile() as log:
        log.write(b"Thread 0x1 (most recent call first):\n  File server.py\n")
        assert server_process._tail(log).startswith("Thread 0x1")
