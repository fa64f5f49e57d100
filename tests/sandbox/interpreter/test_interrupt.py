from __future__ import annotations

import os
import re
import signal
import sys
import textwrap
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from sallyport.sandbox.interpreter import CellLimits, Interpreter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sallyport.core.types import Execution


@contextmanager
def interrupted(after_s: float, number: int = signal.SIGUSR1) -> Iterator[None]:
    """Send an interrupt to this process after a while, as the outside does."""
    timer = threading.Timer(after_s, os.kill, (os.getpid(), number))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def stopped(interpreter: Interpreter, source: str, after_s: float = 0.05) -> Execution:
    with interrupted(after_s):
        return interpreter.run(source)


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "while True: print('spam')",
        "while True: print('spam' * 100_000)",
        "import time; time.sleep(60)",
        "import threading; threading.Event().wait()",
        "def f():\n    while True: g()\ndef g(): pass\nf()",
        "sum(1 for _ in iter(int, 1))",
        "import asyncio\nasyncio.run(asyncio.sleep(60))",
        "import asyncio\nawait asyncio.sleep(60)",
        "import asyncio\nasync def spin():\n    while True: await asyncio.sleep(0)\nasyncio.run(asyncio.wait_for(spin(), 60))",
        "class A:\n    def __str__(self):\n        while True: pass\nA()",
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E",
        "class E(SystemExit):\n    pass\nclass A:\n    def __str__(self):\n        while True: pass\nraise E(A())",
        "import sys\nclass O:\n    def flush(self):\n        while True: pass\nsys.stdout = O()",
        "try:\n    while True: x = 1\nexcept BaseException as e:\n    raise ValueError('wrapped') from e",
        "try:\n    while True: x = 1\nfinally:\n    1 / 0",
    ],
)
def test_a_running_cell_is_stopped_and_the_session_goes_on(armed: Interpreter, source: str) -> None:
    armed.limits = CellLimits(time_limit_s=0.05)
    armed.run("kept = 1")
    execution = stopped(armed, f"print('begun')\nkept = 2\n{source}")
    assert (execution.success, execution.status, execution.result) == (False, "timeout", None)
    assert execution.stdout.startswith("begun\n")
    message = str(execution.error_message)
    assert re.match(r"TimeLimitExceeded: the cell was stopped after \d+\.\d+ s", message)
    assert "limit of 0.05 s" in message
    assert execution.stderr
    assert execution.duration_s >= 0.03
    assert armed.run("kept").result == "2"


def test_a_cell_over_its_processor_time_is_told_so(armed: Interpreter) -> None:
    armed.limits = CellLimits(time_limit_s=10, cpu_limit_s=0.05)
    armed.run("kept = 1")
    with interrupted(0.1, signal.SIGXCPU):
        execution = armed.run("while True: kept += 1")
    assert (execution.success, execution.status) == (False, "cpu_limit")
    message = str(execution.error_message)
    assert message.startswith("CpuLimitExceeded: the cell was stopped")
    assert "its processor time limit of 0.05 s (0." in message
    assert "CpuLimitExceeded: the cell was stopped" in execution.stderr.splitlines()[-1]
    assert armed.run("kept > 1").result == "True"


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [("SIGXCPU", "SIGUSR1", "cpu_limit"), ("SIGUSR1", "SIGXCPU", "timeout")],
)
def test_of_two_limits_the_first_is_named(
    armed: Interpreter, first: str, second: str, status: str
) -> None:
    swallowed = f"try: signal.raise_signal(signal.{first})\nexcept BaseException: pass"
    raised = f"signal.raise_signal(signal.{second})"
    assert armed.run(f"import signal\n{swallowed}\n{raised}").status == status


def test_swallowed_again_and_again_it_is_still_the_same_limit(armed: Interpreter) -> None:
    source = """
        n = 0
        while n < 3:
            try:
                while True: pass
            except BaseException:
                n += 1
    """
    with interrupted(0.05, signal.SIGXCPU):
        assert armed.run(textwrap.dedent(source)).status == "cpu_limit"
    with interrupted(0.05):
        assert armed.run("while True: pass").status == "timeout", "the next cell begins anew"


def test_the_traceback_shows_where_it_was(armed: Interpreter) -> None:
    execution = stopped(armed, "def spin():\n    while True:\n        pass\nspin()")
    assert 'File "<cell 1>", line 4, in <module>\n    spin()' in execution.stderr
    assert "in spin" in execution.stderr
    assert "TimeLimitExceeded: the cell was stopped" in execution.stderr.splitlines()[-1]
    assert "interrupt.py" not in execution.stderr


def test_a_cell_that_swallows_it_is_stopped_again(armed: Interpreter) -> None:
    source = """
        import time
        n = 0
        while n < 3:
            try:
                time.sleep(60)
            except BaseException:
                n += 1
    """
    execution = stopped(armed, textwrap.dedent(source))
    assert (execution.success, execution.status) == (False, "timeout")
    assert armed.run("n").result == "3"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_it_is_not_lost_where_exceptions_are_ignored(armed: Interpreter) -> None:
    source = "class A:\n    def __del__(self):\n        while True: x = 1\nA()\nwhile True: x = 1"
    assert stopped(armed, source).status == "timeout"


def test_its_own_alarm_ends_with_the_cell(armed: Interpreter) -> None:
    before = signal.getsignal(signal.SIGALRM)
    stopped(armed, "while True: pass")
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before
    assert armed.run("1").result == "1"


def test_outside_a_cell_the_signal_does_nothing(armed: Interpreter) -> None:
    for number in (signal.SIGUSR1, signal.SIGXCPU, signal.SIGINT):
        os.kill(os.getpid(), number)
    assert armed.run("1").result == "1"
    os.kill(os.getpid(), signal.SIGUSR1)
    assert armed.run("2").status == "ok"


def test_control_c_in_a_cell_is_a_keyboard_interrupt(armed: Interpreter) -> None:
    execution = armed.run("import signal; signal.raise_signal(signal.SIGINT)")
    assert (execution.status, execution.error_message) == ("error", "KeyboardInterrupt")


def test_a_handler_taken_by_a_cell_is_ours_again_for_the_next(armed: Interpreter) -> None:
    armed.run("import signal; signal.signal(signal.SIGUSR1, signal.SIG_IGN)")
    os.kill(os.getpid(), signal.SIGUSR1)
    assert armed.run("1").result == "1"


@pytest.mark.slow
def test_signals_at_any_moment_never_break_the_interpreter(
    armed: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupts hit every phase of short cells; each outcome is whole, and the next cell works."""
    # Some hit a garbage collector's callback, which is pytest's or Hypothesis's affair.
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: None)
    stop = threading.Event()

    def fire() -> None:
        while not stop.wait(0.0003):
            os.kill(os.getpid(), signal.SIGUSR1)

    thread = threading.Thread(target=fire)
    thread.start()
    seen: dict[str, int] = {}
    try:
        for i in range(1500):
            source = (
                "1 + 1",
                "print('x' * 50_000)",
                "1 / 0",
                "for i in range(100_000): x = i",
                "x +",
            )[i % 5]
            execution = armed.run(source)
            assert "InterpreterError" not in str(execution.error_message)
            seen[execution.status] = seen.get(execution.status, 0) + 1
            if execution.status == "timeout":
                assert str(execution.error_message).startswith("TimeLimitExceeded")
    finally:
        stop.set()
        thread.join()
    assert set(seen) == {"ok", "error", "timeout"}
    assert armed.run("1").result == "1"
