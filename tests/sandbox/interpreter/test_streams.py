from __future__ import annotations

import textwrap
import threading
import time
from collections.abc import Callable

import pytest

from sallyport.core.types import Execution
from sallyport.sandbox.interpreter import CellLimits, Interpreter
from sallyport.sandbox.interpreter.bounded import sent_size

Run = Callable[[str], Execution]


def test_stdout_and_stderr_are_kept_apart(run: Run) -> None:
    execution = run(
        "import sys\nprint('out')\nprint('err', file=sys.stderr)\nsys.stdout.write('x')"
    )
    assert (execution.stdout, execution.stderr) == ("out\nx", "err\n")
    assert execution.result == "1"


def test_stderr_ends_with_the_traceback(run: Run) -> None:
    execution = run("import sys\nprint('warned', file=sys.stderr)\n1 / 0")
    assert execution.stderr.startswith("warned\nTraceback (most recent call last):\n")
    assert execution.stderr.endswith("\nZeroDivisionError: division by zero\n")


@pytest.mark.parametrize(
    "source",
    [
        "print('a', end='', flush=True); print('b')",
        "import sys; sys.stdout.buffer.write(b'ab\\n'); sys.stdout.buffer.flush(); None",
        "import sys; sys.stdout.writelines(['a', 'b', '\\n'])",
        "import sys; sys.__stdout__.write('ab\\n'); None",
        "import sys; sys.stdout.reconfigure(line_buffering=True); print('ab')",
        "import sys, io; sys.stdout = io.TextIOWrapper(sys.stdout.buffer); print('ab')",
        "import contextlib, sys\nwith contextlib.redirect_stderr(sys.stdout): print('ab', file=sys.stderr)",
    ],
)
def test_every_way_to_print_is_captured(run: Run, source: str) -> None:
    assert run(source).stdout == "ab\n"
    assert run("print('next')").stdout == "next\n"


def test_streams_look_like_those_of_a_program_whose_output_is_a_file(run: Run) -> None:
    source = "import sys; o = sys.stdout\no.encoding, o.isatty(), o.writable(), o.name, o.closed"
    assert run(source).result == "('utf-8', False, True, '<stdout>', False)"
    assert "UnsupportedOperation" in str(run("sys.stdout.fileno()").error_message)


@pytest.mark.parametrize(
    "damage",
    [
        "sys.stdout = None",
        "sys.stdout = io.StringIO()",
        "del sys.stdout",
        "sys.stdout.close()",
        "sys.stdout.buffer.close()",
        "sys.stdout.detach()",
        "sys.stdout.buffer.raw.close()",
        "sys.stdout.write = lambda text: 0",
        "sys.stdout.buffer.write = lambda data: 0",
        "sys.stdout.buffer.raw.write = lambda data: len(data)",
        "sys.stdout.reconfigure(encoding='utf-16')",
        "sys.stdout.reconfigure(errors='strict')",
        "sys.__stdout__ = None",
        "null = sys.stdout = open('/dev/null', 'w')",
        "builtins.print = lambda *args: None",
        "sys.displayhook = sys.excepthook = None",
        "class Bad:\n    def write(self, t): 1 / 0\n    def flush(self): 1 / 0\nsys.stdout = Bad()",
    ],
)
def test_no_cell_can_spoil_the_capture_of_the_next(run: Run, damage: str) -> None:
    run(f"import sys, io, builtins\nkept = sys.stdout\n{damage}")
    execution = run("print('é\\ud800'); print('err', file=sys.stderr); 'shown'")
    assert (execution.stdout, execution.stderr) == ("é\\ud800\n", "err\n")
    assert execution.result == "shown"
    run("if 'null' in globals(): null.close()")
    assert run("1 / 0").stderr.endswith("ZeroDivisionError: division by zero\n")


def test_what_was_printed_before_the_damage_is_kept(run: Run) -> None:
    for damage in ("close()", "detach()"):
        assert run(f"import sys\nprint('before'); sys.stdout.{damage}; None").stdout == "before\n"


def test_a_failing_replacement_is_reported(run: Run) -> None:
    source = "import sys\nclass Bad:\n    def flush(self): 1 / 0\nsys.stdout = Bad()"
    assert run(source).stderr == "Exception ignored while flushing sys.stdout\n"


def test_a_stream_kept_from_an_earlier_cell_goes_on_being_heard(run: Run) -> None:
    run(
        "import sys, logging\nout = sys.stdout\nlogging.basicConfig(format='%(message)s', force=True)"
    )
    assert run("print('kept', file=out)").stdout == "kept\n"
    assert run("logging.warning('logged')").stderr == "logged\n"
    run("logging.getLogger().handlers.clear()")


# ── the limit ────────────────────────────────────────────────────────────────────────────────────


def test_output_over_the_limit_is_cut_in_the_middle_and_the_program_runs_on(run: Run) -> None:
    execution = run("for i in range(100_000): print(i)\ndone = True")
    assert (execution.success, execution.status, execution.truncated) == (
        True,
        "output_limit",
        True,
    )
    assert execution.stdout.startswith("0\n1\n2\n")
    assert execution.stdout.endswith("\n99998\n99999\n")
    assert "533,682 bytes cut out here: the output limit is 65,536 bytes" in execution.stdout
    assert 65_536 <= sent_size(execution.stdout) < 65_700
    assert run("done").status == "ok"


def test_limits_hold_for_each_stream_and_the_status_of_an_error_stays(
    interpreter: Interpreter,
) -> None:
    interpreter.limits = CellLimits(output_limit_bytes=2_000)
    execution = interpreter.run("import sys\nprint('e' * 9000, file=sys.stderr)\nprint('o')\n1 / 0")
    assert (execution.status, execution.truncated) == ("error", True)
    assert execution.stdout == "o\n"
    assert execution.stderr.startswith("eee")
    assert execution.stderr.endswith("    ~~^~~\nZeroDivisionError: division by zero\n")


def test_output_exactly_at_the_limit_is_not_cut(interpreter: Interpreter) -> None:
    interpreter.limits = CellLimits(output_limit_bytes=1_000)
    assert interpreter.run("print('x' * 1000, end='')").status == "ok"
    assert interpreter.run("print('x' * 1001, end='')").status == "output_limit"


@pytest.mark.slow
def test_gigabytes_printed_take_no_memory(run: Run) -> None:
    source = """
        import resource
        line = "x" * 1_000_000
        print(line)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(2000): print(line)
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    """
    execution = run(textwrap.dedent(source))
    assert execution.status == "output_limit"
    assert int(str(execution.result)) < 20_000


# ── threads ──────────────────────────────────────────────────────────────────────────────────────


TALK = """
import sys, threading
go, told, stop = threading.Event(), threading.Event(), False
def talk():
    while not stop:
        go.wait(); go.clear()
        print("of the thread"); print("kept", file=out); sys.stderr.write("raw")
        told.set()
thread = threading.Thread(target=talk)
out = sys.stdout
thread.start()
"""


def test_a_thread_is_heard_in_its_own_cell_and_in_no_later_one(run: Run) -> None:
    heard = run(f"{TALK}go.set(); told.wait(5); told.clear()")
    assert (heard.stdout, heard.stderr) == ("of the thread\nkept\n", "raw")
    namespace = run.__self__.namespace  # type: ignore[attr-defined]
    namespace["go"].set()
    assert namespace["told"].wait(5)  # between cells
    for number in range(3):
        later = run(f"told.clear(); go.set(); told.wait(5); print({number})")
        assert (later.stdout, later.stderr) == (f"{number}\n", "")
    assert run("stop = True; go.set(); thread.join(5); thread.is_alive()").result == "False"


def test_a_stream_that_was_kept_is_heard_although_a_thread_was_left_behind(run: Run) -> None:
    run("import threading\nstop = threading.Event()\nthreading.Thread(target=stop.wait).start()")
    run("import sys\nout = sys.stdout")
    assert run("print('own', file=out)").stdout == "own\n"
    assert run("stop.set(); print('again', file=out)").stdout == "again\n"


def test_a_new_thread_is_heard_beside_one_that_was_left_behind(run: Run) -> None:
    run("import threading\nstop = threading.Event()\nthreading.Thread(target=stop.wait).start()")
    new = "t = threading.Thread(target=print, args=('new',)); t.start(); t.join(); stop.set()"
    assert run(new).stdout == "new\n"


def test_threads_print_in_their_cell(run: Run) -> None:
    source = """
        import threading
        threads = [threading.Thread(target=print, args=(i,)) for i in range(5)]
        for t in threads: t.start(); t.join()
        failing = threading.Thread(target=lambda: 1 / 0)
        threading.excepthook = threading.__excepthook__
        failing.start(); failing.join()
    """
    execution = run(textwrap.dedent(source))
    assert execution.stdout == "0\n1\n2\n3\n4\n"
    assert execution.stderr.endswith("ZeroDivisionError: division by zero\n")


@pytest.mark.parametrize("others", [0, 1])
def test_a_thread_that_floods_between_cells_does_not_block(run: Run, others: int) -> None:
    before = threading.active_count()
    run(
        f"import threading\nend = threading.Event()\nfor _ in range({others}): threading.Thread(target=end.wait).start()"
    )
    run(
        "import sys, threading\nstop, out = False, sys.stdout\ndef flood():\n    while not stop: print('x' * 1000, file=out)"
    )
    run("thread = threading.Thread(target=flood); thread.start()")
    time.sleep(0.05)
    assert run("import time; time.sleep(0.05)").stdout == ""
    run("stop = True; end.set(); thread.join(5)")
    assert threading.active_count() == before
