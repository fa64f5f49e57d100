"""Real jails for the tests of each part, and the proof that none of them leaves anything behind."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sallyport.sandbox.jail import JailSpec
from sallyport.sandbox.jail.hierarchies import own_places
from tests.attacks.harness import LIMITS, Jailhouse, readable_python

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN_USER = 65534
SPEC = JailSpec(limits=LIMITS)


def _children() -> set[str]:
    """The jails' processes among this one's children; other fixtures' servers may come and go."""
    mine = os.getpid()
    text = Path(f"/proc/{mine}/task/{mine}/children").read_text(encoding="ascii")
    return {pid for pid in text.split() if b"zygote_main" in _command(pid)}


def _command(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _groups() -> set[str]:
    # Others may be testing on this machine at the same time: only this process's own count.
    pattern = f"sallyport.{os.getpid()}.*"
    return {str(path) for place in own_places() for path in Path(place.path).glob(pattern)}


def _mounts() -> str:
    return Path("/proc/self/mountinfo").read_text(encoding="utf-8")


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left() -> Iterator[None]:
    """No process, mount or control group of ours is there afterwards that was not before."""
    before = _children(), _groups(), _mounts()
    yield
    assert _children() <= before[0]
    assert _groups() <= before[1]
    assert _mounts() == before[2]


@pytest.fixture(scope="session")
def house(nothing_is_left: None) -> Iterator[Jailhouse]:
    """The strongest jail, as whoever runs the tests."""
    with Jailhouse(SPEC, preload=("ctypes", "socket"), cgroups=True) as made:
        yield made


@pytest.fixture(scope="session")
def plain_python() -> str:
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    found = readable_python(PLAIN_USER)
    if found is None:
        pytest.skip("no Python of this version that an ordinary user can read")
    return found


@pytest.fixture(scope="session")
def plain_house(nothing_is_left: None, plain_python: str) -> Iterator[Jailhouse]:
    """The strongest jail, started by an ordinary user without any capability."""
    with Jailhouse(SPEC, uid=PLAIN_USER, python=plain_python, preload=("ctypes",)) as made:
        yield made


@pytest.fixture(scope="session")
def contained_house(nothing_is_left: None) -> Iterator[Jailhouse]:
    """Level `landlock`, where a filter forbids namespaces as plain containers do."""
    spec = JailSpec(level="landlock", limits=LIMITS)
    names = ("ctypes", "socket", "resource", "mmap", "platform", "json", "threading")
    with Jailhouse(spec, forbid_namespaces=True, preload=names) as made:
        yield made
