"""The jailhouses that the kernel attacks run in besides the shared one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sallyport.sandbox.jail import JailSpec
from tests.attacks.harness import LIMITS, Jailhouse, readable_python, shared

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN_USER = 65534
PRELOAD = (
    *("ctypes", "fcntl", "mmap", "multiprocessing.shared_memory", "platform", "resource"),
    *("shutil", "socket", "subprocess", "threading", "urllib.request", "encodings.idna"),
)
"""In a container the worker's user may not be able to read a Python in a private directory."""


@pytest.fixture(scope="session")
def plain_house() -> Iterator[Jailhouse]:
    """The strongest jail, started by an ordinary user without any capability."""
    python = readable_python(PLAIN_USER) if os.geteuid() == 0 else None
    if python is None:
        pytest.skip("needs root, and a Python that an ordinary user can read")
    with Jailhouse(JailSpec(limits=LIMITS), uid=PLAIN_USER, python=python) as made:
        yield made


@pytest.fixture(scope="session")
def contained_house() -> Iterator[Jailhouse]:
    """Level `landlock`, where a filter forbids namespaces as plain containers do."""
    spec = JailSpec(level="landlock", limits=LIMITS)
    with Jailhouse(spec, forbid_namespaces=True, preload=PRELOAD) as made:
        yield made


@pytest.fixture(scope="session")
def shared_house() -> Iterator[Jailhouse]:
    """What `run_in_jail` uses, made here so that no single test is blamed for it."""
    house = shared()
    yield house
    house.close()
    shared.cache_clear()
