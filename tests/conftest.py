"""What holds for every test: nothing is left behind; and the servers that tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvloop

from tests import leftovers
from tests.serving import House, client, open_house, served, settings

leftovers.adopt_orphans()

# libuv opens a pipe for signals with its first loop in a process, and keeps it.
uvloop.new_event_loop().close()


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """Fail a test after which a child process, descriptor or thread is left."""
    before = leftovers.snapshot()
    yield
    assert not (left := leftovers.left_since(before)), f"left behind: {', '.join(left)}"


@pytest.fixture(scope="module")
def open_for_all() -> Iterator[House]:
    """One in-process server for the tests of a module; use `house`."""
    with open_house(settings()) as opened:
        yield opened


@pytest.fixture
def house(open_for_all: House) -> Iterator[House]:
    """An in-process server of the faulty world, without a session, its pools full."""
    yield open_for_all
    open_for_all.run(open_for_all.settled())


@pytest.fixture(scope="session")
def one_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served process: the faulty world at its root, small bodies, no second
    lives for sessions whose worker died."""
    file: Path = tmp_path_factory.mktemp("one") / "server.yaml"
    sets = (
        "calls.max_body_bytes=262144",
        "verify.max_body_bytes=524288",
        "calls.checkpoint=false",
    )
    with served("faulty", file=file, sets=sets) as base:
        yield base


@pytest.fixture(scope="session")
def three_worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served process with three environments, each under its name."""
    file = tmp_path_factory.mktemp("three") / "server.yaml"
    names = ("faulty", "math_with_code", "workplace_assistant")
    with served(*names, file=file) as base:
        yield base


@pytest.fixture
def alone(one_world: str) -> Iterator[httpx.Client]:
    """A fresh client of the server with one environment, the faulty world, at its root."""
    with client(one_world) as opened:
        yield opened


@pytest.fixture
def several(three_worlds: str) -> Iterator[httpx.Client]:
    """A fresh client of the server with three environments, each under its name."""
    with client(three_worlds) as opened:
        yield opened
