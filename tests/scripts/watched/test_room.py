"""Limits of the machine, named before they are reached."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from sallyport.core.errors import ConfigurationError
from scripts.watched import room


def test_a_handful_of_sessions_has_room_and_the_soft_limit_is_raised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raised: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: raised.append(limits))
    room.check_room(1)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert raised == [(hard, hard)]


def test_everything_that_is_too_little_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    with pytest.raises(ConfigurationError) as refused:
        room.check_room(10_000_000)
    for name in ("RLIMIT_NOFILE", "kernel.pid_max", "kernel.threads-max", "MemAvailable"):
        assert name in refused.value.message
    assert "raise it with sysctl" in refused.value.message
    assert "10,000,000 sessions" in refused.value.message


def test_what_is_needed_grows_with_the_sessions() -> None:
    few, many = ({need.what: need.need for need in room.needs(count)} for count in (10, 1000))
    assert few.keys() == many.keys()
    assert all(few[what] < many[what] for what in few)


def test_the_limits_of_every_group_above_are_looked_at() -> None:
    found = list(room._pid_groups("8:pids:/a/b\n4:memory:/c\n0::/d"))
    folder = Path("/sys/fs/cgroup")
    assert found == [folder / "pids/a/b", folder / "pids/a", folder / "d"]


def test_a_limit_that_is_none_is_no_limit(tmp_path: Path) -> None:
    file = tmp_path / "pids.max"
    file.write_text("max\n")
    assert room._number(file) == room._number(tmp_path / "none") > 10**15
    file.write_text("512\n")
    assert room._number(file) == 512
