"""Every limit of a session, reached by real cells in real jails: its own status, and a message that
names limit, use and remedy; then the session goes on, and so do the others.
"""

from __future__ import annotations

import asyncio
import re
import sys
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from sallyport.core.settings import CallSettings, LimitSettings
from tests.core.sessions.playing import Play
from tests.serving import LEVEL, House, built_in, open_house, settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(LEVEL != "namespaces", reason="files and forks need namespaces"),
]

LIMITS = LimitSettings(
    processes=24,
    open_files=40,
    scratch_bytes=4 << 20,
    scratch_files=50,
    file_bytes=2 << 20,
)

DEEP_IN_C = (
    "import sys\nsys.setrecursionlimit(10**6)\nclass A:\n"
    "    def __getattr__(self, name): return getattr(self, name + 'x')\nA().a"
)

FORKS = (
    "import os, time\nfor _ in range(40):\n    if os.fork() == 0:\n"
    "        time.sleep(0.5)\n        os._exit(0)"
)

SPIN = "import os\nif os.fork() == 0:\n    while True: pass\n"

DEAF = "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"

CELLS: dict[str, tuple[str, str, str]] = {
    "time": ("import time; time.sleep(60)", "timeout", "over its time limit of 10 s"),
    "time_deaf": (
        "import signal, time\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)\ntime.sleep(60)",
        "timeout",
        "over its time limit of 10 s, did not stop within 0.2 s",
    ),
    "cpu": ("while True: pass", "cpu_limit", "processor time limit of 1.6 s"),
    "cpu_of_threads": (
        "import threading, hashlib\ndata = bytes(1 << 26)\n"
        "def work():\n    while True: hashlib.sha256(data)\n"
        "ts = [threading.Thread(target=work, daemon=True) for _ in range(2)]\n"
        "[t.start() for t in ts]\nts[0].join()",
        "cpu_limit",
        "processor time limit of 1.6 s",
    ),
    "cpu_of_children": (
        f"{SPIN}import time; time.sleep(60)",
        "cpu_limit",
        "it and all that it or earlier cells left running used up its processor time limit",
    ),
    "cpu_deaf": (DEAF, "cpu_limit", "of processor time, over its limit of 1.6 s, did not stop"),
    "memory": ("x = [0] * 10**13", "memory_limit", "(limit 1,024 MB, peak use "),
    "open_files": (
        "kept = []\nfor n in range(99): kept.append(open(f'f{n % 9}', 'w'))",
        "file_limit",
        "more files were opened at once than may be (limit 40; 40 are still open)",
    ),
    "file_size": (
        "open('big', 'wb').write(bytes(3 << 20))",
        "file_limit",
        "a file grew larger than it may be (limit 2 MB)",
    ),
    "scratch_size": (
        "for n in range(9):\n    with open(str(n), 'wb') as f: f.write(bytes(1 << 20))",
        "file_limit",
        "the session's folder is full (limit 4 MB and 50 files); remove files",
    ),
    "scratch_files": (
        "for n in range(99): open(str(n), 'wb').close()",
        "file_limit",
        "the session's folder is full (limit 4 MB and 50 files); remove files",
    ),
    "threads": (
        "import threading, time\nfor _ in range(40): "
        "threading.Thread(target=time.sleep, args=(0.5,), daemon=True).start()",
        "process_limit",
        "(limit 24, some of them ours; ",
    ),
    "processes": (FORKS, "process_limit", "BlockingIOError: [Errno 11]"),
    "recursion": ("def f(): f()\nf()", "recursion_limit", "recursion limit is 300 nested calls"),
    # From 3.12 on Python counts what is nested in C, too.
    "stack": (DEEP_IN_C, "worker_died", "SIGSEGV. Most likely native code crashed, or calls were")
    if sys.version_info < (3, 12)
    else (DEEP_IN_C, "recursion_limit", "and C code has a lower one of its own"),
    "message": ("print('\\0' * (3 << 20))", "message_limit", "(calls.max_frame_bytes)"),
    "source": ("x = 1\n" * 200_000, "rejected", "SourceTooLong: the code has 1,200,000 characters"),
}


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    world = built_in(
        "math_with_code",
        policy="none",
        max_execution_time=10,
        max_cpu_time=1.6,
        memory_limit_bytes=1 << 30,
        output_limit_bytes=8 << 20,
        recursion_limit=300,
    )
    calls = CallSettings(grace_s=0.2, max_frame_bytes=8 << 20)
    with open_house(settings(world, calls=calls, limits=LIMITS)) as opened:
        yield opened


async def cell(play: Play, session: Any, code: str) -> dict[str, Any]:
    shown: dict[str, Any] = await play.call(session, "execute_python", code=code)
    return shown


@pytest.mark.parametrize("kind", CELLS)
def test_a_limit_has_its_status_and_is_named_and_the_session_goes_on(
    house: House, kind: str
) -> None:
    source, status, words = CELLS[kind]
    play = Play(house)

    async def reach() -> dict[str, Any]:
        session, other = [await play.start("math_with_code") for _ in range(2)]
        await cell(play, session, "before = 5")
        await cell(play, other, "mine = 6")
        shown = await cell(play, session, source)
        assert (await cell(play, session, "before"))["result"] == "5"
        assert (await cell(play, other, "mine"))["result"] == "6"
        return shown

    shown = house.run(reach())
    assert (shown["status"], shown["success"]) == (status, False), shown
    assert words in shown["error_message"]


def test_what_is_too_large_to_send_is_told_and_was_done(house: House) -> None:
    play = Play(house)

    async def print_much() -> dict[str, Any]:
        session = await play.start("math_with_code")
        shown = await cell(play, session, "after = 1\nprint('x' * (9 << 20))")
        assert (await cell(play, session, "after"))["result"] == "1"
        return shown

    shown = house.run(print_much())
    # Cut it is, and then still larger than this server's messages.
    assert (shown["status"], shown["success"]) == ("message_limit", False)
    assert "The call was carried out; print and return less." in shown["error_message"]


@pytest.mark.parametrize(
    "source",
    [
        "def f(): f()\ntry: f()\nexcept RecursionError: pass\n'ok'",
        "try: [0] * 10**13\nexcept MemoryError: pass\n'ok'",
        "kept = []\ntry:\n    while True: kept.append(open('f', 'w'))\nexcept OSError: pass\n'ok'",
        "try: open('big', 'wb').write(bytes(3 << 20))\nexcept OSError: pass\n'ok'",
        "try:\n" + textwrap.indent(FORKS, "    ") + "\nexcept OSError: pass\n'ok'",
    ],
)
def test_a_program_that_lives_with_a_limit_is_ok(house: House, source: str) -> None:
    play = Play(house)

    async def live() -> dict[str, Any]:
        return await cell(play, await play.start("math_with_code"), source)

    shown = house.run(live())
    assert (shown["status"], shown["result"], shown["error_message"]) == ("ok", "ok", None), shown


def test_what_one_session_burns_is_not_anothers(house: House) -> None:
    play = Play(house)

    async def burn() -> tuple[dict[str, Any], dict[str, Any]]:
        burner, other = [await play.start("math_with_code") for _ in range(2)]
        await cell(play, other, "import time; t = time.process_time")
        return await asyncio.gather(
            cell(play, burner, f"{SPIN}while True: pass"),
            cell(play, other, "time.sleep(1.5); t() < 0.8"),
        )

    burned, slept = house.run(burn())
    assert burned["status"] == "cpu_limit"
    assert (slept["status"], slept["result"]) == ("ok", "True")


def test_memory_of_all_processes_together_is_named_with_its_use(house: House) -> None:
    if "cgroup memory" in house.runtime.jailer.missing:
        pytest.skip("no control group for memory here: each process has its own limit")
    play = Play(house)
    source = (
        "import os, time\nfor _ in range(3):\n    if os.fork() == 0:\n"
        "        held = b'x' * (300 << 20); time.sleep(2); os._exit(0)\n"
        "held = b'x' * (700 << 20)"
    )

    async def take() -> tuple[dict[str, Any], dict[str, Any]]:
        session = await play.start("math_with_code")
        await cell(play, session, "before = 5")
        shown = await cell(play, session, source)
        segfault = "import ctypes; ctypes.string_at(0)"
        return shown, await cell(play, session, segfault)

    shown, later = house.run(take())
    if shown["status"] == "cpu_limit":
        pytest.skip("so slow a machine reaches the other limit first")
    assert (shown["status"], shown["state"]) == ("memory_limit", "restored"), shown
    # The peak is the kernel's figure, some pages short of the limit where it killed.
    assert re.search(r"together may use 1,092 MB, and used 1,0\d\d MB", shown["error_message"])
    assert later["status"] == "worker_died", "a later death has a cause of its own"
