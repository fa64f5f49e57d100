"""One zygote: what it inherits, what it forks, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sallyport.sandbox.jail import Limits
from sallyport.sandbox.jailer import Jailer
from sallyport.sandbox.setup import EnvironmentSetup, WardenStart
from sallyport.sandbox.zygote import _ENVIRONMENT, Zygote, read_pid
from tests.serving import LEVEL, WORLD, runs

pytestmark = pytest.mark.slow


@pytest.fixture
def jailer() -> Iterator[Jailer]:
    made = Jailer(LEVEL, Limits())
    yield made
    made.close()


@pytest.fixture
def zygote(jailer: Jailer) -> Iterator[Zygote]:
    made = Zygote((EnvironmentSetup("faulty", "faulty", WORLD, {}),), jailer.spec)
    wait_for(lambda: made.ready)
    yield made
    made.close()


def wait_for(holds: Callable[[], object], within_s: float = 20.0) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def targets(pid: int) -> list[str]:
    """What a process's descriptors lead to."""
    return [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]


def test_a_zygote_inherits_nothing_but_what_it_is_given(
    jailer: Jailer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALLYPORT_TEST_SECRET", "x")
    with socket.create_server(("127.0.0.1", 0)) as listener, open(tmp_path / "open", "w") as file:
        os.set_inheritable(listener.fileno(), True)
        os.set_inheritable(file.fileno(), True)
        zygote = Zygote((EnvironmentSetup("faulty", "faulty", WORLD, {}),), jailer.spec)
        try:
            wait_for(lambda: zygote.ready)
            found = targets(zygote.pid)
            ours = f"socket:[{os.fstat(listener.fileno()).st_ino}]"
        finally:
            zygote.close()
    assert ours not in found
    assert str(tmp_path / "open") not in found
    assert sum(target.startswith("socket:") for target in found) == 1, "its own listener"


def test_a_zygotes_environment_is_scrubbed_from_its_first_moment(zygote: Zygote) -> None:
    text = Path(f"/proc/{zygote.pid}/environ").read_bytes().decode()
    found = dict(pair.split("=", 1) for pair in text.split("\0") if pair)
    assert found == _ENVIRONMENT


def test_a_zygote_has_one_thread(zygote: Zygote) -> None:
    assert len(os.listdir(f"/proc/{zygote.pid}/task")) == 1


def test_a_fork_is_a_new_process_that_ends_with_its_control_socket(
    zygote: Zygote, jailer: Jailer
) -> None:
    slot = jailer.slots.take()
    jailer.admit(slot)
    control, control_far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    data, data_far = socket.socketpair()
    with control, data:
        with control_far, data_far:
            start = WardenStart("faulty", slot, 1 << 20, checkpoints=False)
            pid = read_pid(zygote.spawn(start, [control_far.fileno(), data_far.fileno()]))
        assert runs(pid)
        assert data.recv(4) != b"", "the worker says that it is ready"
    wait_for(lambda: not runs(pid))


def test_closing_ends_the_process_and_removes_its_folder(zygote: Zygote) -> None:
    folder = Path(zygote._folder)
    assert folder.is_dir()
    for _ in range(2):
        zygote.close()
    assert not runs(zygote.pid)
    assert not folder.exists()


def test_a_zygote_that_was_killed_is_noticed_and_forks_no_more(zygote: Zygote) -> None:
    assert zygote.alive()
    os.kill(zygote.pid, signal.SIGKILL)
    wait_for(lambda: not zygote.alive())
    with pytest.raises(OSError, match=r"refused|No such file"):
        zygote.spawn(WardenStart("faulty", 0, 1 << 20, checkpoints=False), [])


def test_a_zygote_whose_environment_cannot_be_loaded_ends_and_leaves_no_folder(
    jailer: Jailer, capfd: pytest.CaptureFixture[str]
) -> None:
    setup = EnvironmentSetup("faulty", "faulty", "/nowhere/world.py", {})
    zygote = Zygote((setup,), jailer.spec)
    try:
        wait_for(lambda: not zygote.alive())
        assert not zygote.ready
    finally:
        zygote.close()
    assert "is not a file" in capfd.readouterr().err
    assert not Path(zygote._folder).exists()


def test_a_pid_that_never_came_is_an_error() -> None:
    read_end, write_end = os.pipe()
    os.close(write_end)
    with pytest.raises(EOFError, match="did not fork"):
        read_pid(read_end)
