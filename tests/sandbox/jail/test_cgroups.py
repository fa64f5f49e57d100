from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sallyport.sandbox.jail import Cgroups, Limits
from sallyport.sandbox.jail.cgroups import enter
from sallyport.sandbox.jail.hierarchies import own_places
from sallyport.sandbox.jail.spec import MIB
from tests.attacks.harness import Jailhouse
from tests.sandbox.jail.forked import outcome_of

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMITS = Limits(memory_bytes=32 * MIB, scratch_bytes=MIB, overhead_bytes=MIB, tasks=5)


@pytest.fixture
def groups() -> Iterator[Cgroups]:
    made = Cgroups()
    if made.missing:
        made.close()
        pytest.skip(f"no writable control groups: {made.missing}")
    yield made
    made.close()


def _enter(groups: Cgroups, slot: int) -> None:
    for path in groups.paths:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        enter(handle, slot)
        os.close(handle)


def test_a_slot_is_limited_read_and_removed(groups: Cgroups) -> None:
    groups.create(3, LIMITS)
    usage = groups.usage(3)
    assert usage.memory_bytes is not None
    assert usage.tasks == 0
    assert usage.oom_kills == 0
    assert groups.remove(3)
    assert groups.remove(3)
    assert groups.usage(3).tasks is None


def test_memory_over_the_limit_kills_and_is_counted(groups: Cgroups) -> None:
    groups.create(1, LIMITS)

    def swell() -> int:
        _enter(groups, 1)
        return len(bytearray(b"x") * (256 * MIB))

    assert outcome_of(swell) == "ended with -9"
    usage = groups.usage(1)
    assert usage.oom_kills == 1
    assert usage.peak_bytes is not None
    assert usage.peak_bytes <= LIMITS.group_bytes


def test_forks_over_the_limit_are_refused(groups: Cgroups) -> None:
    groups.create(2, LIMITS)

    def multiply() -> str:
        _enter(groups, 2)
        children: list[int] = []
        try:
            while len(children) < 50:
                child = os.fork()
                if child == 0:
                    signal.pause()
                children.append(child)
        except BlockingIOError:
            return f"refused after {len(children)}"
        finally:
            for child in children:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
        return "no bound"

    assert outcome_of(multiply) == "refused after 4"


def test_groups_of_dead_servers_are_removed_and_of_living_ones_kept(groups: Cgroups) -> None:
    stale = [Path(place.path, "sallyport.999999.7") for place in own_places()]
    for path in stale:
        (path / "slot-0").mkdir(parents=True)
    again = Cgroups()
    assert not any(path.exists() for path in stale)
    assert all(Path(path).exists() for path in groups.paths)
    again.close()
    assert not any(Path(path).exists() for path in again.paths)
    assert all(Path(path).exists() for path in groups.paths)


def test_a_server_that_is_killed_leaves_its_groups_for_the_next_to_remove(groups: Cgroups) -> None:
    def make_and_die() -> None:
        made = Cgroups()
        made.create(0, LIMITS)
        os.kill(os.getpid(), signal.SIGKILL)

    before = _found()
    assert outcome_of(make_and_die) == "ended with -9"
    assert len(_found()) > len(before)
    Cgroups().close()
    assert len(_found()) <= len(before)


def _found() -> set[str]:
    mine = (place.path for place in own_places())
    return {str(path) for home in mine for path in Path(home).glob("sallyport.*")}


def test_a_session_that_uses_up_its_memory_leaves_others_alone(house: Jailhouse) -> None:
    if house.groups is None or house.groups.missing:
        pytest.skip("no writable control groups")
    source = (
        "import os, time\n"
        "for _ in range(8):\n"
        "    if os.fork() == 0:\n"
        "        held = bytearray(b'x') * (200 << 20)\n"
        "        time.sleep(20)\n"
        "        os._exit(0)\n"
        "os.wait()\n"  # Ends when the first of them is killed.
    )
    with Jailhouse(house.spec) as other:
        other.start("import time\ntime.sleep(0.5)\nprint(sum(range(10)))")
        hostile = house.run(source)
        usage = house.groups.usage(hostile.slot)
        assert usage.oom_kills is not None
        assert usage.oom_kills > 0
        assert other.finish().output == "45\n"
