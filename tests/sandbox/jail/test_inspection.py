from __future__ import annotations

import os
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
import pytest

from sallyport.sandbox.jail import Subject, inspect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.attacks.harness import Jailhouse

T = TypeVar("T")
WAIT = "import time; print('up', flush=True); time.sleep(0.4)"


def _interpreter_of(warden: int) -> int:
    path = Path(f"/proc/{warden}/task/{warden}/children")
    return int(_soon(lambda: path.read_text().split())[0])


def _soon(ask: Callable[[], T]) -> T:
    """Wait until the answer is true; give the last one after two seconds."""
    deadline = time.monotonic() + 2
    while not (answer := ask()) and time.monotonic() < deadline:
        time.sleep(0.002)
    return answer


@contextmanager
def parked(house: Jailhouse) -> Iterator[tuple[Subject, Subject]]:
    """A warden and its interpreter, locked and alive for a moment."""
    warden = house.start(WAIT)
    first = Subject(warden, house.slots, "warden", house.spec, 5)
    second = Subject(_interpreter_of(warden), house.slots, "interpreter", house.spec, 4)
    _soon(lambda: inspect(second).ok)
    yield first, second
    house.finish()


def test_a_jailed_worker_passes(house: Jailhouse) -> None:
    with parked(house) as subjects:
        found = [inspect(subject) for subject in subjects]
    assert [one.failed for one in found] == [(), ()]
    assert all(one.ok for one in found)


def test_a_worker_without_namespaces_passes_for_what_it_is_only(contained_house: Jailhouse) -> None:
    with parked(contained_house) as subjects:
        assert [inspect(subject).failed for subject in subjects] == [(), ()]
        spec = msgspec.structs.replace(contained_house.spec, level="namespaces")
        claims = msgspec.structs.replace(subjects[1], spec=spec)
        failed = " ".join(inspect(claims).failed)
    assert "depth of pid namespaces" in failed
    if os.geteuid() == 0:
        assert "the mnt namespace is the server's" in failed
        assert "the net namespace is the server's" in failed


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives each slot a user")
def test_a_worker_of_another_slot_fails(house: Jailhouse) -> None:
    with parked(house) as (_, interpreter):
        other = msgspec.structs.replace(interpreter, slot=interpreter.slot + 1)
        failed = " ".join(inspect(other).failed)
    assert "Uid is" in failed
    if house.groups is not None and not house.groups.missing:
        assert "not in the control group" in failed


def test_a_warden_is_not_taken_for_an_interpreter(house: Jailhouse) -> None:
    with parked(house) as (warden, interpreter):
        as_interpreter = inspect(msgspec.structs.replace(warden, role="interpreter"))
        as_warden = inspect(msgspec.structs.replace(interpreter, role="warden"))
    assert any("Seccomp" in one for one in as_interpreter.failed)
    assert any("limit not set" in one for one in as_interpreter.failed)
    assert any("pid inside" in one for one in as_warden.failed)


def test_a_process_outside_any_jail_fails_in_every_respect(house: Jailhouse) -> None:
    failed = inspect(Subject(os.getpid(), 1, "interpreter", house.spec, 3)).failed
    text = " ".join(failed)
    for word in ("NoNewPrivs", "Seccomp", "descriptors", "namespace is the server's", "limit not"):
        assert word in text


def test_a_process_that_is_gone_fails(house: Jailhouse) -> None:
    found = inspect(Subject(2**22 + 1, 1, "warden", house.spec, 3))
    assert not found.ok


def test_an_inspection_is_cheap(house: Jailhouse) -> None:
    with parked(house) as (_, interpreter):
        inspect(interpreter)
        times = []
        for _ in range(10):
            begun = time.process_time()
            inspect(interpreter)
            times.append(time.process_time() - begun)
    assert min(times) < 0.001
