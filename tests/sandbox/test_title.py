"""Titles of processes, as the kernel shows them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from sallyport.sandbox.title import worker_title
from tests.core.app.processes import serving

pytestmark = pytest.mark.slow

PROGRAM = """
import os, sys
from pathlib import Path
from sallyport.sandbox.title import show_title

def shown():
    return [Path(f"/proc/self/{name}").read_bytes() for name in ("cmdline", "comm")]

for title in ("sallyport: zygote", "short", "long " * 2000, "é" * 3):
    show_title(title)
    print(shown())
if os.fork() == 0:
    show_title("child")
    print(shown())
    os._exit(0 if sys.stdout.flush() is None else 1)
os.wait()
print(shown(), sys.argv, dict(os.environ)["KEPT"])
"""


def test_a_title_replaces_the_arguments_and_nothing_beside_them() -> None:
    arguments = ["first", "second"]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env={**os.environ, "KEPT": "as it was", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    one, short, long, letters, child, last = done.stdout.decode().splitlines()
    assert one == str([b"sallyport: zygote\0", b"sallyport: zygo\n"])
    assert short == str([b"short\0", b"short\n"])
    assert long.startswith("[b'long long long ")
    room = len("\0".join([sys.executable, "-c", PROGRAM, *arguments])) + 1
    assert room - 10 <= len(long.partition("'")[2].partition("\\x00")[0]) < room
    assert letters == str([b"\xc3\xa9" * 3 + b"\0", b"\xc3\xa9" * 3 + b"\n"])
    assert child == str([b"child\0", b"child\n"])
    assert last == f"{letters} {['-c', *arguments]} as it was"


def test_workers_and_judges_are_told_apart() -> None:
    assert worker_title("math_with_code", 12) == "sallyport: worker 12, math_with_code"
    assert worker_title("", 3) == "sallyport: judge 3"


def test_every_process_of_a_server_says_what_it_is(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        shown = {" ".join(psutil.Process(pid).cmdline()).strip() for pid in served.processes()}
    assert {each.rstrip("0123456789") for each in shown} >= {
        "sallyport: zygote",
        "sallyport: judge ",
    }
    assert all(each.startswith("sallyport: ") for each in shown), shown
    assert any(each.startswith("sallyport: front door http://127.0.0.1:") for each in shown)
    assert any(each.startswith("sallyport: worker ") for each in shown)
