from __future__ import annotations

import resource
import subprocess
import sys
import textwrap
from pathlib import Path

import msgspec
import pytest

from sallyport.core.types import Execution
from sallyport.sandbox.interpreter.reserve import Reserve

ROOT = Path(__file__).parents[3]

# In a process of its own: its address space is limited, and filled to the last page.
_SESSION = """
    import json, resource, sys
    import msgspec
    from sallyport.sandbox.interpreter import CellLimits, Interpreter
    from tests.sandbox.interpreter.test_equivalence import Bare

    interpreter = Interpreter(policy=Bare(), limits=CellLimits(memory_limit_bytes=64 << 20))
    mapped = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + (64 << 20),) * 2)
    answers = [msgspec.json.encode(interpreter.run(cell)) for cell in json.load(sys.stdin)]
    sys.stdout.buffer.write(b"[" + b",".join(answers) + b"]")
"""


def session(*cells: str) -> list[Execution]:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_SESSION)],
        cwd=ROOT,
        input=msgspec.json.encode(cells),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:].decode()
    return msgspec.json.decode(done.stdout, type=list[Execution])


@pytest.mark.slow
@pytest.mark.parametrize(
    "filling",
    [
        "while True: x.append([1])",
        "while True: x.append(str(len(x)))",
        "while True: x.append(bytes(100_000))",
        "while True: x.append(bytearray(10_000_000))",
        "n = 1\nwhile True:\n    n *= 2\n    x.append('y' * n)",
        pytest.param(
            "while True: x.append(lambda: x)",
            marks=pytest.mark.skipif(
                sys.version_info[:2] == (3, 13), reason="plain Python 3.13 crashes on this"
            ),
        ),
        "def deeper(k):\n    x.append(k)\n    return deeper(k + [0] * 100)\nimport sys\nsys.setrecursionlimit(10 ** 6)\ndeeper([])",
        "try:\n    while True: x.append([1])\nexcept MemoryError: caught = True\nx.append(1)\nwhile True: x.append([2])",
    ],
)
def test_a_cell_that_takes_all_memory_is_answered_and_its_session_lives(filling: str) -> None:
    full, *others = session(
        "x = []\nprint('kept')\n" + filling,
        "len(x) > 2",
        "1 / 0",
        "while True: x.append([1])",
        "print('still')\nx.append([0] * 10 ** 8)",
        "x = None",
        "sum([1] * 10 ** 6)",
    )
    assert (full.status, full.success, full.stdout) == ("memory_limit", False, "kept\n")
    assert str(full.error_message).startswith("MemoryError: more memory was asked for")
    assert "limit 64 MB" in str(full.error_message)
    assert full.stderr.endswith("MemoryError\n")
    length, division, again, more, dropped, usable = others
    assert length.result == "True"
    assert division.error_message == "ZeroDivisionError: division by zero"
    assert again.status == more.status == "memory_limit"
    assert more.stdout == "still\n"
    assert dropped.success
    assert usable.result == "1000000"


@pytest.mark.slow
def test_huge_texts_below_the_limit_are_answered() -> None:
    raised, shown, printed = session(
        "raise ValueError('v' * (12 << 20))",
        "'s' * (12 << 20)",
        "print('p' * (12 << 20))",
    )
    assert str(raised.error_message).startswith("ValueError: vvv")
    assert str(shown.result).startswith("sss")
    assert printed.stdout.startswith("ppp")
    assert shown.status == printed.status == "output_limit"


def test_nothing_is_held_where_memory_is_not_limited() -> None:
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
    reserve = Reserve()
    reserve.take()
    assert reserve._held is None
    reserve.drop()
    assert 0 <= reserve.own_peak() < 1 << 30
