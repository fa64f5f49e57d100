"""Huge pages under a heap: what is a candidate, and that collapsing changes no byte."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys

from sallyport.sandbox import huge_pages
from sallyport.sandbox.huge_pages import HUGE_PAGE_BYTES

MAPS = """\
000001400000-000001700000 rw-p 00000000 00:00 0                          [heap]
000001800000-000001a00000 r-xp 00000000 00:00 0
000001c00000-000001e00000 rw-p 00000000 08:01 42                         /usr/lib/lib c.so
000002100000-000002700000 rw-p 00000000 00:00 0
000002800000-000002a00000 rw-s 00000000 00:01 7
000002c00000-000002dff000 rw-p 00000000 00:00 0
"""


def test_whole_aligned_pages_of_private_writable_heap_are_candidates() -> None:
    assert list(huge_pages._candidates(MAPS)) == [0x1400000, 0x2200000, 0x2400000]


SCRIPT = """
import hashlib, mmap
from sallyport.sandbox import huge_pages
area = mmap.mmap(-1, 4 * huge_pages.HUGE_PAGE_BYTES, flags=mmap.MAP_PRIVATE)
for at in range(0, len(area), mmap.PAGESIZE):
    area[at:at + 8] = at.to_bytes(8, "little")
kept = [str(n) for n in range(200_000)]
before = hashlib.sha256(area).hexdigest(), sum(map(int, kept))
print(huge_pages.collapse())
assert before == (hashlib.sha256(area).hexdigest(), sum(map(int, kept)))
print([line.split()[1] for line in open("/proc/self/smaps_rollup") if "AnonHuge" in line][0])
"""


def test_collapsing_changes_no_byte_and_gives_the_huge_pages_that_it_says() -> None:
    # In a process of its own: this one's pages are none of the test's business.
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    collapsed, kilobytes = map(int, done.stdout.split())
    # Where the kernel cannot, it says 0 and is left alone.
    if collapsed:
        assert kilobytes * 1024 >= HUGE_PAGE_BYTES
    assert mmap.PAGESIZE < HUGE_PAGE_BYTES
