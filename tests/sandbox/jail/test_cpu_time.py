from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sallyport.sandbox.jail.cpu_time import cpu_seconds

BURN_S = 0.15
TICK_S = 0.02
"""Two of the kernel's ticks: each process's time is cut to whole ones."""

_BURN = """
import os, signal, sys, threading, time
def burn(seconds):
    while time.process_time() < seconds: pass
"""


@contextmanager
def program(source: str) -> Iterator[int]:
    """Run a program until it prints a line, and leave it waiting; gives its pid."""
    words = [sys.executable, "-I", "-c", f"{_BURN}{source}\nprint(flush=True)\nsignal.pause()"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, start_new_session=True)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


CHILD = "if os.fork() == 0:\n    burn({seconds})\n    {then}\n"

PROGRAMS = {
    "itself": (f"burn({BURN_S})", 1),
    "threads": (
        f"ts = [threading.Thread(target=burn, args=({BURN_S} * 2,)) for _ in range(2)]\n"
        "[t.start() for t in ts]; [t.join() for t in ts]",
        2,
    ),
    "running_children": (
        CHILD.format(seconds=BURN_S, then="print(flush=True); signal.pause()") * 2
        + f"time.sleep({5 * BURN_S})",
        2,
    ),
    "reaped_children": (
        CHILD.format(seconds=BURN_S, then="os._exit(0)") * 2 + "os.wait(); os.wait()",
        2,
    ),
    "a_child_of_a_thread": (
        "def forked():\n    if os.fork() == 0:\n"
        f"        burn({BURN_S})\n        print(flush=True)\n        signal.pause()\n"
        "    time.sleep(60)\n"
        "threading.Thread(target=forked, daemon=True).start(); time.sleep(60)",
        1,
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", PROGRAMS)
def test_whoever_does_the_work_it_is_counted(kind: str) -> None:
    source, times = PROGRAMS[kind]
    with program(source) as pid:
        assert _settled(pid) >= times * (BURN_S - TICK_S)


@pytest.mark.slow
def test_the_work_of_others_is_not() -> None:
    with program("") as idle, program(f"burn({BURN_S})"):
        assert cpu_seconds(idle) < BURN_S


def test_a_process_that_is_gone_has_used_nothing_more() -> None:
    process = subprocess.Popen(["/bin/true"])
    process.wait()
    assert cpu_seconds(process.pid) == 0


def test_a_look_is_cheap() -> None:
    with program("") as pid:
        started = time.perf_counter()
        for _ in range(100):
            cpu_seconds(pid)
        assert (time.perf_counter() - started) / 100 < 0.005


def _settled(pid: int) -> float:
    """The time used once it no longer grows: a child may still be at it."""
    before, now = -1.0, cpu_seconds(pid)
    while now > before:
        time.sleep(BURN_S)
        before, now = now, cpu_seconds(pid)
    return now
