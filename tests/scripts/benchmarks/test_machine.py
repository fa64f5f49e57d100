from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from scripts.benchmarks import machine


def test_available_memory_is_between_nothing_and_the_whole() -> None:
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert 0 < machine.available_bytes() < whole


def test_descendants_are_found_at_every_depth() -> None:
    code = "import subprocess; subprocess.run(['sleep', '60'])"
    with subprocess.Popen([sys.executable, "-c", code], start_new_session=True) as child:
        deadline = time.monotonic() + 10
        while not machine.descendants(child.pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        [grandchild] = machine.descendants(child.pid)
        assert {child.pid, grandchild} <= set(machine.own_tree())
        assert machine.descendants(grandchild) == []
        os.killpg(child.pid, 9)


def test_memory_and_time_of_this_process_are_seen() -> None:
    own = [os.getpid()]
    assert machine.pss_bytes(own) > 1 << 20
    before = machine.cpu_seconds(own)
    spent = time.process_time() + 0.05
    while time.process_time() < spent:
        pass
    assert 0.04 < machine.cpu_seconds(own) - before < 5


def test_a_process_that_has_ended_counts_nothing() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    assert machine.pss_bytes([child.pid]) == 0
    assert machine.cpu_seconds([child.pid]) == 0


@pytest.mark.parametrize("name", ["bash", "a b", "a) S 9 (b"])
def test_a_parent_is_read_whatever_the_name(name: str) -> None:
    assert machine.parent_of(f"12 ({name}) S 34 12 12 0 -1") == 34


def test_a_field_that_is_missing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no field Pss"):
        machine.field_bytes("Rss: 12 kB\nPss_Anon: 3 kB", "Pss")
