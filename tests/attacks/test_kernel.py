"""Every kernel attack, each in a fresh jail with the language policy off: none succeeds."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sallyport.sandbox.jail import JailSpec
from tests.attacks.attack import Attack, broken
from tests.attacks.harness import LIMITS, Jailhouse, run_in_jail, shared
from tests.attacks.kernel import resources
from tests.attacks.kernel.corpus import (
    ATTACKS,
    NEEDS_MEMORY_GROUP,
    armed,
    canary_file,
    listening_port,
    secret_in_environment,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

pytestmark = pytest.mark.usefixtures("shared_house")


@pytest.fixture(scope="module", autouse=True)
def _secret_in_environment() -> Iterator[None]:
    with secret_in_environment():
        yield


@pytest.fixture(scope="module")
def canary() -> Iterator[Path]:
    """A file outside that anybody may read."""
    with canary_file() as path:
        yield path


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A listening port of the server's."""
    with listening_port() as number:
        yield number


GAPS_OF_LANDLOCK = frozenset({"stat-canary", "host-name"})
"""What level `landlock` cannot hide: that a path exists and what it is like, and the host's name."""


def test_names_are_unique_and_classes_are_covered() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
    assert {attack.kind for attack in ATTACKS} == {
        "jail_fs",
        "jail_exec",
        "jail_signal",
        "kernel_surface",
        "jail_ipc",
        "jail_network",
        "resource",
    }


def _each(attacks: Iterable[Attack]) -> list[Any]:
    slow = {"resource", "jail_signal"}
    return [
        pytest.param(
            attack,
            id=f"{attack.kind}-{attack.name}",
            marks=[pytest.mark.slow] if attack.kind in slow else [],
        )
        for attack in attacks
    ]


@pytest.mark.parametrize("attack", _each(ATTACKS))
def test_the_jail_holds(attack: Attack, canary: Path, port: int) -> None:
    outcome = run_in_jail(armed(attack, canary, port), attack.timeout)
    assert broken(attack, outcome) == ""


@pytest.mark.parametrize("attack", _each(ATTACKS))
def test_an_ordinary_users_jail_holds(
    attack: Attack, canary: Path, port: int, plain_house: Jailhouse
) -> None:
    if attack.name in NEEDS_MEMORY_GROUP:
        pytest.skip("without a memory cgroup each process has a limit, not their sum")
    outcome = plain_house.run(armed(attack, canary, port), attack.timeout)
    assert broken(attack, outcome) == ""


@pytest.mark.parametrize("attack", _each(ATTACKS))
def test_a_containers_jail_holds_but_for_its_known_gaps(
    attack: Attack, canary: Path, port: int, contained_house: Jailhouse
) -> None:
    if attack.name in NEEDS_MEMORY_GROUP:
        pytest.skip("without a memory cgroup each process has a limit, not their sum")
    outcome = contained_house.run(armed(attack, canary, port), attack.timeout)
    found = broken(attack, outcome, early=True)
    assert bool(found) == (attack.name in GAPS_OF_LANDLOCK), found


@pytest.mark.slow
def test_other_sessions_answer_while_one_uses_up_what_it_can(canary: Path, port: int) -> None:
    names = {"fork-bomb", "memory-in-python", "threads", "disk-many-files"}
    hostile = [attack for attack in resources.ATTACKS if attack.name in names]
    assert len(hostile) == len(names)
    with Jailhouse(JailSpec(limits=LIMITS), cgroups=True) as other:
        for attack in hostile:
            other.start(armed(attack, canary, port), attack.timeout)
            begun = time.monotonic()
            assert run_in_jail("print(6 * 7)").output == "42\n"
            assert time.monotonic() - begun < 10
            other.finish()


def test_nothing_is_left_of_any_attack() -> None:
    # Runs last: by then the shared jailhouse has seen every attack.
    house = shared()
    assert house.run("print(1)").output == "1\n"
    children = Path(f"/proc/{house.pid}/task/{house.pid}/children").read_text(encoding="ascii")
    assert children.split() == []
    if os.geteuid() == 0:
        assert len(os.listdir(f"/proc/{house.pid}/fd")) <= 8
