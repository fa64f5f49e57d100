from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable

import pytest

from sallyport.core.types import Execution
from sallyport.sandbox.interpreter import CellLimits, Interpreter, Unrestricted

Run = Callable[[str], Execution]

DEEP = "def f(): return f() + 1\n"

LIMITS = {
    "memory": ("x = [0] * 10**13", "memory_limit", "MemoryError: more memory was asked for"),
    "mapping": (
        "import mmap\nmmap.mmap(-1, 2**60)",
        "memory_limit",
        "OSError: [Errno 12] Cannot allocate memory; more memory",
    ),
    "recursion": (f"{DEEP}f()", "recursion_limit", "the recursion limit is 1,000 nested calls"),
    "own_recursion": (
        f"import sys\nsys.setrecursionlimit(200)\n{DEEP}f()",
        "recursion_limit",
        "the recursion limit is 200 nested calls",
    ),
}


@pytest.mark.parametrize("kind", LIMITS)
def test_a_limit_that_nobody_caught_is_the_cells_status_and_is_named(run: Run, kind: str) -> None:
    source, status, words = LIMITS[kind]
    execution = run(source)
    assert (execution.success, execution.status) == (False, status)
    assert words in str(execution.error_message)


@pytest.mark.parametrize("kind", LIMITS)
def test_stderr_is_what_python_prints_and_says_nothing_of_ours(run: Run, kind: str) -> None:
    source, _, _ = LIMITS[kind]
    execution = run(source)
    last = execution.stderr.splitlines()[-1]
    assert str(execution.error_message).startswith(last)
    assert "more memory was" not in last
    assert "nested calls" not in last


@pytest.mark.parametrize("kind", LIMITS)
def test_a_program_that_deals_with_a_limit_itself_is_ok(run: Run, kind: str) -> None:
    source, _, _ = LIMITS[kind]
    wrapped = "try:\n" + textwrap.indent(source, "    ") + "\nexcept Exception: print('caught')"
    execution = run(wrapped)
    assert (execution.status, execution.stdout) == ("ok", "caught\n")


@pytest.mark.parametrize("kind", LIMITS)
def test_an_error_of_the_programs_own_is_no_limit_whatever_it_came_from(
    run: Run, kind: str
) -> None:
    source, _, _ = LIMITS[kind]
    wrapped = "try:\n" + textwrap.indent(source, "    ")
    execution = run(f"{wrapped}\nexcept Exception as error: raise ValueError('mine') from error")
    assert (execution.status, execution.error_message) == ("error", "ValueError: mine")


@pytest.mark.parametrize(
    "source",
    [
        "open('/no/such/file')",
        "raise OSError('no number')",
        "import os, errno; raise OSError(errno.EPERM, 'refused')",
        "raise BlockingIOError(11, 'Resource temporarily unavailable')",
        "raise RuntimeError('something else')",
        'raise RuntimeError("can\'t start new thread", 2)',
        'class E(RuntimeError): pass\nraise E("can\'t start new thread")',
        "class S(str):\n    def __eq__(self, other): return True\nraise RuntimeError(S())",
        "class E(OSError):\n    errno = 24\nraise E('x')",
        "class E(Exception):\n    __class__ = MemoryError\nraise E('x')",
        "raise ExceptionGroup('several', [MemoryError()])",
    ],
)
def test_other_errors_are_errors_and_their_message_is_pythons(run: Run, source: str) -> None:
    execution = run(source)
    assert execution.status == "error"
    assert not any(mark in str(execution.error_message) for mark in ("limit", "were asked for"))


def test_a_full_scratch_is_named_with_its_limits() -> None:
    limits = CellLimits(scratch_limit_bytes=32 << 20, scratch_files_limit=1024)
    interpreter = Interpreter(limits=limits, policy=Unrestricted())
    execution = interpreter.run("raise OSError(28, 'No space left on device')")
    assert execution.status == "file_limit"
    assert "(limit 32 MB and 1,024 files)" in str(execution.error_message)


_PROGRAM = """
import resource, sys
sys.path[:0] = {path!r}
from sallyport.sandbox.interpreter import CellLimits, Interpreter, Unrestricted
interpreter = Interpreter(limits=CellLimits(), policy=Unrestricted())
resource.setrlimit(resource.{limit}, ({value}, {value}))
if {user}:
    import os
    os.setresuid({user}, {user}, {user})
for source in {sources!r}:
    execution = interpreter.run(source)
    print(execution.status, execution.error_message, sep="|")
"""


def statuses(limit: str, value: int, *sources: str, user: int = 0) -> list[list[str]]:
    """Run cells in a process of its own under a limit; give status and message of each."""
    path = [entry or os.getcwd() for entry in sys.path]
    program = _PROGRAM.format(path=path, limit=limit, value=value, user=user, sources=sources)
    words = [sys.executable, "-W", "ignore", "-c", program]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return [line.split("|") for line in done.stdout.splitlines()]


@pytest.mark.slow
def test_open_files_are_counted() -> None:
    source = "kept = [open('/dev/null') for _ in range(100)]"
    kept = "kept = []\nfor _ in range(100): kept.append(open('/dev/null'))"
    after = "kept.clear(); open('/dev/null').close()"
    found = statuses("RLIMIT_NOFILE", 40, source, kept, after)
    assert [status for status, _ in found] == ["file_limit", "file_limit", "ok"]
    assert "(limit 40; 40 are still open)" in found[1][1]


@pytest.mark.slow
def test_a_file_that_grows_too_large_is_named(tmp_path: object) -> None:
    source = f"open({str(tmp_path) + '/big'!r}, 'wb').write(bytes(3 << 20))"
    [[status, message]] = statuses("RLIMIT_FSIZE", 2 << 20, source)
    assert status == "file_limit"
    assert "File too large; a file grew larger than it may be (limit 2 MB)" in message


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="as root we can be a user who runs nothing else")
def test_threads_and_processes_over_the_limit_are_named() -> None:
    threads = (
        "import threading\ngo = threading.Event()\n"
        "for _ in range(50): threading.Thread(target=go.wait, daemon=True).start()"
    )
    forks = (
        "import os, time\nfor _ in range(50):\n    if os.fork() == 0:\n"
        "        time.sleep(0.5)\n        os._exit(0)"
    )
    found = statuses("RLIMIT_NPROC", 8, threads, "go.set()", forks, user=61_234)
    assert [status for status, _ in found] == ["process_limit", "ok", "process_limit"]
    assert "(limit 8, some of them ours; " in found[0][1]
    assert "BlockingIOError: [Errno 11]" in found[2][1]
