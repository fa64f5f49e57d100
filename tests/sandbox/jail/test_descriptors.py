from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.sandbox.jail.descriptors import keep_only, lowered
from tests.sandbox.jail.forked import outcome_of

if TYPE_CHECKING:
    from pathlib import Path


def _open_ones() -> list[int]:
    return [
        int(name) for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")
    ]


@settings(max_examples=15, deadline=None)
@given(st.sets(st.integers(50, 70), max_size=4), st.sets(st.integers(50, 70), max_size=8))
def test_exactly_the_wanted_and_the_standard_streams_stay(
    wanted: set[int], others: set[int]
) -> None:
    def act() -> list[int]:
        report = int(os.readlink("/proc/self"))
        assert report == os.getpid()
        for number in wanted | others:
            os.dup2(2, number)
        # The pipe that carries the answer is the lowest of those that are not standard.
        writer = max(number for number in _open_ones() if number < 50)
        keep_only({*wanted, *range(3, 50)})
        assert writer
        return sorted(number for number in _open_ones() if number >= 50)

    assert outcome_of(act) == str(sorted(wanted))


def test_standard_streams_lead_nowhere() -> None:
    def act() -> set[str]:
        keep_only(range(3, 100))
        return {os.readlink(f"/proc/self/fd/{number}") for number in range(3)}

    assert outcome_of(act) == "{'/dev/null'}"


def test_a_wanted_standard_stream_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "log"

    def act() -> str:
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), 2)
        keep_only({2, *range(3, 100)})
        return os.readlink("/proc/self/fd/2")

    assert outcome_of(act) == str(path)


def test_a_descriptor_moves_to_the_lowest_free_number_and_a_low_one_stays() -> None:
    def act() -> list[bool]:
        read, write = os.pipe()
        os.dup2(write, 900)
        os.close(write)
        moved = lowered(900)
        os.write(moved, b"x")
        lowest = os.dup(read)
        os.close(lowest)
        again = lowered(moved)
        return [moved == write, os.read(read, 1) == b"x", again == moved, 900 in _open_ones()]

    assert outcome_of(act) == str([True, True, True, False])
