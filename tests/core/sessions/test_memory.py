"""How much memory is left, by the kernel's files."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from sallyport.core.sessions import memory as module
from sallyport.core.sessions.memory import LOOK_S, AvailableMemory
from sallyport.sandbox.jail.hierarchies import Place

MIB = 1 << 20


def test_this_machine_has_some() -> None:
    available = AvailableMemory().bytes()
    assert available is not None
    assert available > MIB


def test_it_is_looked_up_only_every_so_often() -> None:
    now, found = 100.0, iter([5, 6])
    memory = AvailableMemory(lambda: next(found), lambda: now)
    assert [memory.bytes(), memory.bytes()] == [5, 5]
    now += LOOK_S
    assert memory.bytes() == 6


@pytest.mark.parametrize("version", [1, 2])
def test_the_tightest_group_is_what_counts(tmp_path: Path, version: Literal[1, 2]) -> None:
    limit, used, cache = module._NAMES[version]
    above, own = tmp_path, tmp_path / "own"
    own.mkdir()
    for folder, most, use in ((above, 100, 40), (own, 60, 10)):
        (folder / limit).write_text(f"{most * MIB}\n")
        (folder / used).write_text(f"{use * MIB}\n")
        (folder / "memory.stat").write_text(f"anon 1\n{cache} {5 * MIB}\n")
    place = Place(str(own), version, ("memory",))
    look = module._look_at(list(module._groups(lambda: [place])))
    assert look() == 55 * MIB
    (above / used).write_text(f"{90 * MIB}\n")
    assert look() == 15 * MIB


def test_a_group_without_a_limit_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("1\n")
    [group] = module._groups(lambda: [Place(str(tmp_path), 2, ("memory",))])
    assert group.available() is None
