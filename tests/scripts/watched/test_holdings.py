"""Counting what a server holds, and what of it is too much."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scripts.watched.holdings import (
    Holdings,
    files_below,
    groups_of,
    holdings_of,
    owner_of,
    settled,
    settled_to,
    surplus,
)


def test_surplus_is_what_is_more_and_never_less_than_nothing() -> None:
    assert surplus(Holdings(3, 10, 2, 4), Holdings(5, 9, 2, 5)) == Holdings(2, 0, 0, 1)


def test_files_and_folders_are_counted_at_every_depth(tmp_path: Path) -> None:
    assert files_below(tmp_path) == 0
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "file").write_text("")
    assert files_below(tmp_path) == 3
    assert files_below(tmp_path / "none") == 0


@pytest.mark.parametrize(
    ("group", "owner"),
    [
        ("/sys/fs/cgroup/pids/sallyport.12.0", "12"),
        ("/sys/fs/cgroup/sallyport-server", ""),
        ("/sys/fs/cgroup/pids", ""),
        ("sallyport.345.7", "345"),
    ],
)
def test_a_groups_owner_is_in_its_name(group: str, owner: str) -> None:
    assert owner_of(group) == owner


def test_this_process_holds_what_it_opens(tmp_path: Path) -> None:
    before = holdings_of(os.getpid(), tmp_path)
    with (tmp_path / "file").open("w"):
        after = holdings_of(os.getpid(), tmp_path)
    assert surplus(before, after) == Holdings(0, 1, 1, 0)
    assert groups_of(0) == 0


def test_what_goes_away_by_itself_is_waited_for() -> None:
    base = Holdings(1, 1, 1, 1)
    seen = iter([base._replace(processes=3), base._replace(processes=2), base, base])
    assert settled_to(base, lambda: next(seen), patience_s=20) == base
    seen = iter([base._replace(files=9), base._replace(files=8), base, base])
    assert settled(lambda: next(seen), patience_s=20) == base


def test_what_stays_is_told_when_patience_ends() -> None:
    left = Holdings(2, 1, 1, 1)
    assert settled_to(Holdings(1, 1, 1, 1), lambda: left, patience_s=0) == left
