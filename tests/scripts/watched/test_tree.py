"""Processes by what they are, and killing one that is surely the right one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from scripts.watched.tree import (
    _is_below,
    below,
    children_of,
    kill,
    pids_in_namespaces,
    processes_of,
    wardens_of,
)

FAMILY = "import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
SLEEP = "import time; time.sleep(60)"


@pytest.fixture
def family() -> Iterator[subprocess.Popen[bytes]]:
    """A process, its child and its grandchild, in the places of server, zygote and worker."""
    code = FAMILY.format(inner=FAMILY.format(inner=SLEEP))
    with subprocess.Popen([sys.executable, "-c", code], start_new_session=True) as server:
        deadline = time.monotonic() + 20
        while len(below(server.pid)) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        yield server
        # The group is the child's own session, so nobody else is hit.
        os.killpg(server.pid, 9)


@pytest.mark.slow
def test_without_namespaces_processes_are_told_apart_by_their_place(
    family: subprocess.Popen[bytes],
) -> None:
    [zygote] = children_of(family.pid)
    [worker] = children_of(zygote)
    # This process may have other children, which might be orphans of the server's.
    found = [each for each in processes_of(family.pid) if each.pid in (zygote, worker)]
    assert found == [(zygote, "zygote"), (worker, "warden")]
    assert worker in wardens_of(family.pid)
    assert below(family.pid) == [zygote, worker]


@pytest.mark.slow
def test_only_what_is_below_the_server_is_killed(family: subprocess.Popen[bytes]) -> None:
    [zygote] = children_of(family.pid)
    [worker] = children_of(zygote)
    for stranger in (family.pid, os.getpid(), os.getppid(), 1):
        assert not _is_below(family.pid, stranger)
    assert kill(family.pid, worker)
    deadline = time.monotonic() + 10
    while worker in below(family.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not kill(family.pid, worker)


@pytest.mark.parametrize(
    ("status", "pids"),
    [
        ("Name:\tpython\nNSpid:\t7\nThreads:\t1", [7]),
        ("NSpid:\t24213\t1\n", [24213, 1]),
        ("NSpid:\t24216\t9\t2\n", [24216, 9, 2]),
        ("Name:\tNSpid\n", []),
    ],
)
def test_pids_are_read_from_the_outside_inwards(status: str, pids: list[int]) -> None:
    assert pids_in_namespaces(status) == pids


def test_a_process_that_is_gone_has_no_children() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    assert children_of(gone.pid) == []
    assert below(gone.pid) == []
