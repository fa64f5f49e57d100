from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sallyport.sandbox.jail import landlock, privileges
from tests.sandbox.jail.forked import outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(landlock.abi() == 0, reason="this kernel has no Landlock")


def restricted(tmp_path: Path, act: Callable[[], object]) -> str:
    (tmp_path / "readable").mkdir(exist_ok=True)
    (tmp_path / "readable" / "file").write_text("seen")
    (tmp_path / "writable").mkdir(exist_ok=True)
    (tmp_path / "outside").write_text("unseen")

    def locked() -> object:
        rules = landlock.ruleset([str(tmp_path / "readable")], [str(tmp_path / "writable")])
        privileges.forbid_new()
        landlock.enforce(rules)
        return act()

    return outcome_of(locked)


def test_what_is_listed_can_be_read_and_nothing_else(tmp_path: Path) -> None:
    assert restricted(tmp_path, (tmp_path / "readable" / "file").read_text) == "seen"
    assert restricted(tmp_path, (tmp_path / "outside").read_text) == "PermissionError 13"
    assert restricted(tmp_path, Path("/etc/passwd").read_text) == "PermissionError 13"
    assert restricted(tmp_path, lambda: os.listdir("/")) == "PermissionError 13"


def test_only_the_writable_tree_is_written_and_without_links(tmp_path: Path) -> None:
    inside, readable = tmp_path / "writable", tmp_path / "readable"
    assert restricted(tmp_path, lambda: (inside / "new").write_text("1")) == "1"
    assert restricted(tmp_path, lambda: (readable / "new").write_text("1")) == "PermissionError 13"
    assert restricted(tmp_path, (readable / "file").unlink) == "PermissionError 13"
    assert restricted(tmp_path, lambda: (inside / "l").symlink_to("x")) == "PermissionError 13"
    assert restricted(tmp_path, lambda: os.mkfifo(inside / "f")) == "PermissionError 13"


def test_nothing_is_executed_not_even_from_what_may_be_read(tmp_path: Path) -> None:
    assert restricted(tmp_path, lambda: os.execv("/bin/true", ["true"])) == "PermissionError 13"


@pytest.mark.skipif(landlock.abi() < 4, reason="needs Landlock ABI 4")
def test_tcp_is_refused(tmp_path: Path) -> None:
    def connect() -> None:
        with socket.socket() as stream:
            stream.connect(("127.0.0.1", 1))

    assert restricted(tmp_path, connect) == "PermissionError 13"


@pytest.mark.skipif(landlock.abi() < 6, reason="needs Landlock ABI 6")
def test_processes_outside_cannot_be_signalled(tmp_path: Path) -> None:
    assert restricted(tmp_path, lambda: os.kill(os.getppid(), 0)) == "PermissionError 1"


def test_paths_that_are_not_there_are_skipped(tmp_path: Path) -> None:
    os.close(landlock.ruleset([str(tmp_path / "missing")], []))
