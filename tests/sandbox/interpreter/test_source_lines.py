from __future__ import annotations

import linecache
from typing import TYPE_CHECKING

import pytest

from sallyport.sandbox.interpreter.source_lines import SourceLines

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def lines() -> Iterator[SourceLines]:
    lines = SourceLines()
    yield lines
    lines.clear()


def test_lines_are_counted_as_the_compiler_counts_them(lines: SourceLines) -> None:
    lines.add("<unit 1>", "a\r\nb\rc\x0cd\u2028e\nf")
    assert [lines.line("<unit 1>", n) for n in range(6)] == [
        "",
        "a\n",
        "b\n",
        "c\x0cd\u2028e\n",
        "f\n",
        "",
    ]
    assert linecache.getline("<unit 1>", 2) == "b\n"
    linecache.checkcache()
    assert linecache.getline("<unit 1>", 4) == "f\n"


def test_memory_is_bounded_by_cells_and_by_characters(lines: SourceLines) -> None:
    for number in range(1000):
        lines.add(f"<unit {number}>", "x = 1")
    kept = [name for name in linecache.cache if name.startswith("<unit ")]
    assert len(kept) <= 200
    assert lines.line("<unit 999>", 1) == "x = 1\n"
    assert lines.line("<unit 1>", 1) == ""
    for number in range(1000, 1010):
        lines.add(f"<unit {number}>", "x = 1\n" * 60_000)
    kept = [name for name in linecache.cache if name.startswith("<unit 1")]
    assert sum(len(linecache.getlines(name)) * len("x = 1\n") for name in kept) <= 1_000_000


def test_the_newest_cell_is_always_kept(lines: SourceLines) -> None:
    lines.add("<unit 1>", "x = 1\n" * 400_000)
    assert lines.line("<unit 1>", 400_000) == "x = 1\n"


def test_long_lines_are_cut(lines: SourceLines) -> None:
    lines.add("<unit 1>", "x" * 1_000_000 + "\ny")
    assert len(lines.line("<unit 1>", 1)) < 1_100
    assert lines.line("<unit 1>", 2) == "y\n"
