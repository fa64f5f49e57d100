"""The container's files, held to what they rely on: no Docker is needed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Final

import msgspec
import pytest
from typer.main import get_group

from sallyport.core.cli.app import app

ROOT: Final = Path(__file__).resolve().parents[1]
DOCKERFILE: Final = (ROOT / "Dockerfile").read_text()
PROFILE: Final = msgspec.json.decode((ROOT / "docker" / "seccomp.json").read_bytes())

OF_THE_JAIL: Final = {
    *("unshare", "clone", "clone3", "mount", "umount2", "pivot_root", "setns", "sethostname"),
    *("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self", "prctl", "seccomp"),
    *("mount_setattr", "open_tree", "move_mount", "fsopen", "fsconfig", "fsmount", "close_range"),
    *("chroot", "pidfd_open", "pidfd_send_signal"),
}


def test_the_profile_refuses_nothing_that_the_jail_is_made_of() -> None:
    assert PROFILE["defaultAction"] == "SCMP_ACT_ALLOW"
    refused = {name for rule in PROFILE["syscalls"] for name in rule["names"]}
    assert not refused & OF_THE_JAIL
    assert {"bpf", "kexec_load", "init_module", "keyctl", "io_uring_setup"} <= refused


def test_every_file_that_the_image_is_made_of_is_there() -> None:
    named = re.findall(r"-r (\S+)", DOCKERFILE)
    assert named == ["requirements/build.txt", "requirements/run.txt"]
    assert all("--hash=" in (ROOT / each).read_text() for each in named)
    assert DOCKERFILE.count("--require-hashes") == len(named)


def test_the_image_serves_by_a_command_that_there_is_as_an_ordinary_user() -> None:
    [entry] = re.findall(r"^ENTRYPOINT (.+)$", DOCKERFILE, re.MULTILINE)
    program, command, *options = msgspec.json.decode(entry, type=list[str])
    assert program == "sallyport"
    assert command in get_group(app).commands
    assert options == ["--host", "0.0.0.0", "--port", "9001"]
    assert re.search(r"^USER (?!root|0)\w+$", DOCKERFILE, re.MULTILINE)
    assert "EXPOSE 9001" in DOCKERFILE


@pytest.mark.parametrize("isolated", ["seccomp=docker/seccomp.json", "isolation.require=landlock"])
def test_the_readme_runs_it_without_capabilities_and_with_keys(isolated: str) -> None:
    lines = [each for each in (ROOT / "README.md").read_text().splitlines() if isolated in each]
    [line] = [each for each in lines if each.startswith("docker run")]
    words = shlex.split(line)
    assert "--cap-drop=ALL" in words
    [keys] = [each for each in words if each.startswith("SALLYPORT_AUTH__API_KEYS=")]
    assert len(keys.partition("=")[2].strip("[]")) >= 16
