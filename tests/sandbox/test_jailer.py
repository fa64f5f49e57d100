"""The jailer over the machine's own control groups and processes; see also test_proving."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sallyport.core.errors import WorkerDiedError
from sallyport.sandbox.jail import Limits
from sallyport.sandbox.jailer import Jailer
from tests.serving import LEVEL

pytestmark = pytest.mark.slow

MIB = 1 << 20
LIMITS = Limits(memory_bytes=32 * MIB, scratch_bytes=MIB, overhead_bytes=MIB, tasks=5)


@pytest.fixture(scope="module")
def jailer() -> Iterator[Jailer]:
    made = Jailer(LEVEL, LIMITS)
    yield made
    made.close()


@pytest.fixture
def slot(jailer: Jailer) -> Iterator[int]:
    """An admitted slot, discharged afterwards."""
    taken = jailer.slots.take()
    jailer.admit(taken)
    yield taken
    asyncio.run(jailer.discharge(taken))


@pytest.fixture
def counted(jailer: Jailer) -> None:
    if "cgroup memory" in jailer.missing:
        pytest.skip("no control group for memory can be written here")


def test_the_spec_is_of_the_level_and_the_limits(jailer: Jailer) -> None:
    assert (jailer.spec.level, jailer.spec.limits) == (LEVEL, LIMITS)
    assert jailer.forks == (LEVEL in {"namespaces", "none"})
    assert all(Path(path).is_dir() for path in jailer.spec.cgroups)


def test_what_is_in_force_and_what_is_missing_are_told_apart(jailer: Jailer) -> None:
    assert not set(jailer.mechanisms) & set(jailer.missing)
    assert all(jailer.missing.values()), "each with its reason"
    assert ("user per worker" in jailer.mechanisms) == (os.geteuid() == 0)


def test_without_a_jail_nothing_is_tried_or_made() -> None:
    jailer = Jailer("none", LIMITS)
    jailer.admit(0)
    jailer.inspect(os.getpid(), 0)
    assert (jailer.level, jailer.mechanisms, jailer.missing) == ("none", [], {})
    assert (jailer.spec.cgroups, jailer.out_of_memory(0), jailer.memory_bytes(0)) == ((), "", None)
    jailer.close()


def test_a_discharged_slot_is_given_again_and_its_groups_are_gone(jailer: Jailer) -> None:
    taken = jailer.slots.take()
    jailer.admit(taken)
    groups = [Path(path, f"slot-{taken}") for path in jailer.spec.cgroups]
    assert all(group.is_dir() for group in groups)
    asyncio.run(jailer.discharge(taken))
    assert not any(group.exists() for group in groups)
    assert jailer.slots.take() == taken
    jailer.slots.give(taken)


def test_a_slot_whose_group_stays_busy_is_nobodys(jailer: Jailer) -> None:
    if not jailer.spec.cgroups:
        pytest.skip("no control group can be written here")
    taken = jailer.slots.take()
    jailer.admit(taken)
    child = in_group(jailer, taken, "import sys; print(flush=True); sys.stdin.read()")
    try:
        assert child.stdout is not None
        child.stdout.readline()
        asyncio.run(jailer.discharge(taken))
        assert jailer.slots.take() == taken + 1, "the number stays taken"
        jailer.slots.give(taken + 1)
    finally:
        child.communicate()
    asyncio.run(jailer.discharge(taken))


def test_a_process_outside_any_jail_is_not_believed(jailer: Jailer, slot: int) -> None:
    if LEVEL == "none":
        pytest.skip("this machine gives no jail")
    before = jailer.breaches
    with pytest.raises(WorkerDiedError, match=r"^The worker is not in its jail: .*;.*\.$"):
        jailer.inspect(os.getpid(), slot)
    assert jailer.breaches == before + 1


@pytest.mark.usefixtures("counted")
def test_a_kill_for_memory_is_told_once_with_limit_and_use(jailer: Jailer, slot: int) -> None:
    assert jailer.out_of_memory(slot) == ""
    for _ in range(2):
        killed = in_group(jailer, slot, "x = b'x' * (60 << 20)")
        killed.communicate()
        assert killed.returncode == -9
        told = jailer.out_of_memory(slot)
        assert "together may use 34 MB, and used 3" in told
        assert jailer.out_of_memory(slot) == "", "of this one no more"


@pytest.mark.usefixtures("counted")
def test_the_memory_of_a_slot_is_read_while_it_is_used(jailer: Jailer, slot: int) -> None:
    source = "x = b'x' * (8 << 20); import sys; print(flush=True); sys.stdin.read()"
    child = in_group(jailer, slot, source)
    try:
        assert child.stdout is not None
        child.stdout.readline()
        assert 8 * MIB <= (jailer.memory_bytes(slot) or 0) <= 34 * MIB
    finally:
        child.communicate()


_PROGRAM = """
import os
from sallyport.sandbox.jail import cgroups
for path in {paths!r}:
    cgroups.enter(os.open(path, os.O_RDONLY), {slot})
os.execv({python!r}, [{python!r}, "-I", "-S", "-c", {source!r}])
"""


def in_group(jailer: Jailer, slot: int, source: str) -> subprocess.Popen[bytes]:
    """Start a program in a slot's control groups, as a warden enters them."""
    program = _PROGRAM.format(
        paths=jailer.spec.cgroups, slot=slot, python=sys.executable, source=source
    )
    return subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
