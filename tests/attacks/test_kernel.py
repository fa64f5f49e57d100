"""Every kernel attack, each in a fresh jail with the language policy off: none succeeds."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.attacks.attack import Attack, broken
from tests.attacks.harness import SECRET, run_in_jail
from tests.attacks.kernel import channels, files, programs, resources, signals, surface

if TYPE_CHECKING:
    from collections.abc import Iterator

INSIDE = (Path(__file__).parent / "kernel" / "inside.txt").read_text(encoding="utf-8")
ATTACKS = (
    *surface.ATTACKS,
    *files.ATTACKS,
    *programs.ATTACKS,
    *signals.ATTACKS,
    *channels.ATTACKS,
    *resources.ATTACKS,
)


@pytest.fixture(scope="module", autouse=True)
def _secret_in_environment() -> Iterator[None]:
    # The server's own environment: what it starts must not inherit it.
    os.environ["SALLYPORT_TEST_SECRET"] = SECRET
    yield
    del os.environ["SALLYPORT_TEST_SECRET"]


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file outside that anybody may read."""
    folder = tmp_path_factory.mktemp("outside")
    for parent in (folder, *folder.parents[:3]):
        if parent.stat().st_uid == os.geteuid() and "pytest" in str(parent):
            parent.chmod(0o755)
    path = folder / "canary.txt"
    path.write_text(SECRET, encoding="ascii")
    path.chmod(0o644)
    return path


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A listening port of the server's."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def armed(attack: Attack, canary: Path, port: int) -> str:
    source = attack.source.replace("{canary!r}", repr(str(canary))).replace("{port}", str(port))
    return f"{INSIDE}\n{source}\n"


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


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: f"{attack.kind}-{attack.name}")
def test_the_jail_holds(attack: Attack, canary: Path, port: int) -> None:
    outcome = run_in_jail(armed(attack, canary, port), attack.timeout)
    assert broken(attack, outcome) == ""
