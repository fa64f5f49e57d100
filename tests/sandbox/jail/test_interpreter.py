from __future__ import annotations

import sys

import pytest

from sallyport.sandbox.jail import JailSpec
from tests.attacks.harness import LIMITS, Jailhouse, SetupFailedError

ORDINARY = """
import asyncio, concurrent.futures, os, random, shutil, signal, sqlite3, tempfile, threading, time

async def square(n):
    await asyncio.sleep(0.001)
    return n * n

async def squares():
    return await asyncio.gather(*[square(n) for n in range(4)])

print(asyncio.run(squares()))
with concurrent.futures.ThreadPoolExecutor() as pool:
    print(sum(pool.map(lambda n: n * n, range(100))))
with tempfile.TemporaryDirectory() as folder:
    with open(f"{folder}/a", "w") as stream:
        stream.write("x" * 100_000)
    print(len(open(shutil.copy2(f"{folder}/a", f"{folder}/b")).read()))
base = sqlite3.connect("t.db")
base.execute("create table t (a)")
base.execute("insert into t values (1)")
base.commit()
print(base.execute("select * from t").fetchall())
print(len(os.urandom(8)), random.random() < 1)

def late(number, frame):
    raise TimeoutError("late")

signal.signal(signal.SIGALRM, late)
signal.setitimer(signal.ITIMER_REAL, 0.02)
try:
    time.sleep(5)
except TimeoutError as error:
    print(error)
"""
EXPECTED = "[0, 1, 4, 9]\n328350\n100000\n[(1,)]\n8 True\nlate\n"


def test_ordinary_programs_run(house: Jailhouse) -> None:
    outcome = house.run(ORDINARY)
    assert (outcome.output, outcome.exit, outcome.leftovers) == (EXPECTED, 0, 0)


def test_ordinary_programs_run_for_an_ordinary_user(plain_house: Jailhouse) -> None:
    assert plain_house.run(ORDINARY).output == EXPECTED


@pytest.mark.slow
def test_libraries_load_lazily_after_the_lock(house: Jailhouse) -> None:
    pytest.importorskip("scipy")
    source = (
        "import numpy, pandas, scipy.integrate, scipy.stats, sympy\n"
        "print(round(scipy.integrate.quad(lambda x: x * x, 0, 1)[0], 6))\n"
        "print(numpy.linalg.det(numpy.eye(3)), pandas.DataFrame({'a': [1, 2]}).a.sum())\n"
        "print(sympy.integrate(sympy.Symbol('x')))\n"
    )
    assert house.run(source, 60).output == "0.333333\n1.0 3\nx**2/2\n"


def test_without_namespaces_threads_run_and_forks_and_files_are_refused(
    contained_house: Jailhouse,
) -> None:
    source = (
        "import os, threading\n"
        "thread = threading.Thread(target=print, args=('thread',))\n"
        "thread.start(); thread.join()\n"
        "for act in (os.fork, lambda: open('/tmp/x', 'w'), lambda: open('/etc/passwd')):\n"
        "    try:\n        act(); print('BREACH')\n"
        "    except OSError as error:\n        print(error.errno)\n"
    )
    assert contained_house.run(source).output == "thread\n1\n13\n13\n"


def test_a_program_cannot_be_started_and_the_error_is_clean(house: Jailhouse) -> None:
    outcome = house.run("import subprocess\nsubprocess.run(['ls'])")
    assert outcome.output == "RAISED PermissionError: [Errno 1] Operation not permitted\n"


def test_leftover_processes_are_counted_and_gone(house: Jailhouse) -> None:
    outcome = house.run("import os, time\nos.fork() or time.sleep(60)")
    assert outcome.leftovers == 1


def test_a_forbidden_level_is_not_silently_lowered() -> None:
    with pytest.raises(SetupFailedError, match=r"(user|mount) namespace"):
        Jailhouse(JailSpec(limits=LIMITS), forbid_namespaces=True)


def test_a_zygote_with_threads_is_refused() -> None:
    with pytest.raises(SetupFailedError, match=r"2 threads.*OPENBLAS_NUM_THREADS"):
        Jailhouse(JailSpec(limits=LIMITS), preload=("tests.sandbox.jail.threaded",))


def test_the_jail_costs_little(house: Jailhouse) -> None:
    times = [house.run("1").warden_ms for _ in range(9)]
    # 1.5 ms on an idle machine; the bound leaves room for a busy one.
    assert min(times) < 3.5, sys.version
