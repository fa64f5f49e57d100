"""Forks without hooks, and with those that were collected."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import os
{collect}
os.register_at_fork(before=lambda: told.append("before 1"), after_in_child=lambda: told.append("child 1"))
os.register_at_fork(
    before=lambda: told.append("before 2"),
    after_in_parent=lambda: told.append("parent 2"),
    after_in_child=lambda: 1 / 0,
)
import logging, random, threading
os.register_at_fork(after_in_child=lambda: told.append("child 3"))
from sallyport.sandbox import forks
forks.keep(_hooks, _real)
assert os.register_at_fork is _real
{later}

def children(fork):
    told.clear()
    drawn = random.getstate()
    r, w = os.pipe()
    pid = fork()
    if pid == 0:
        text = ",".join(told) + ("|same" if random.getstate() == drawn else "|reseeded")
        os.write(w, text.encode())
        os._exit(0)
    os.waitpid(pid, 0)
    return os.read(r, 1000).decode(), ",".join(told)

told = []
print(children(forks.fork_bare))
forks.for_cells()
print(children(os.fork))
"""


def printed(later: str = "") -> list[str]:
    from sallyport.sandbox.forks import COLLECT

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(collect=COLLECT, later=later)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_a_bare_fork_runs_no_hook_and_a_cells_fork_runs_them_as_python_does() -> None:
    bare, full = printed()
    assert bare == str(("|same", ""))
    assert full == str(("before 2,before 1,child 1,child 3|reseeded", "before 2,before 1,parent 2"))


def test_hooks_registered_later_are_pythons_own_business() -> None:
    bare, _ = printed('os.register_at_fork(after_in_child=lambda: told.append("later"))')
    assert bare == str(("later|same", ""))
