from __future__ import annotations

import json
import re
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.sandbox.interpreter.bounded import (
    BoundedBytes,
    bounded_text,
    sent_size,
    shortened,
)

_MARK = re.compile(r"\n\[\.\.\. ([\d,]+) (?:bytes|or more characters) cut out here: .*?\]\n")


@given(st.lists(st.binary(max_size=50)), st.integers(2, 200))
def test_short_text_is_kept_whole(chunks: list[bytes], limit: int) -> None:
    whole = b"".join(chunks)
    text = whole.decode("utf-8", "backslashreplace")
    kept = BoundedBytes(max(limit, sent_size(text), len(whole) + 1))
    for chunk in chunks:
        kept.add(chunk)
    assert not kept.cut
    assert kept.text() == text


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1), st.integers(10, 60))
def test_long_text_keeps_head_and_tail_and_says_what_is_missing(
    parts: list[str], limit: int
) -> None:
    whole = "".join(parts).encode("utf-8", "backslashreplace")
    kept = BoundedBytes(limit)
    for part in parts:
        kept.add(memoryview(part.encode("utf-8", "backslashreplace")))
    over = sent_size(whole.decode("utf-8", "backslashreplace")) > limit
    assert kept.cut == (over or len(whole) > limit // 2 * 2)
    if kept.cut and whole.isascii() and b"[..." not in whole:
        marks = _MARK.findall(kept.text())
        head, _, tail = _MARK.split(kept.text(), maxsplit=1)
        assert len(marks) == 1
        assert whole.startswith(head.encode())
        assert whole.endswith(tail.encode())
        assert int(marks[0].replace(",", "")) == len(whole) - len(head) - len(tail)


@pytest.mark.parametrize("char", ["é", "€", "\N{GRINNING FACE}"])
@pytest.mark.parametrize("limit", range(10, 20))
def test_characters_are_not_torn(char: str, limit: int) -> None:
    kept = BoundedBytes(limit)
    kept.add((char * 100).encode())
    head, _, tail = _MARK.split(kept.text(), maxsplit=1)
    assert set(head + tail) == {char}
    head, _, tail = _MARK.split(bounded_text(char * 100, limit)[0], maxsplit=1)
    assert set(head + tail) == {char}


@pytest.mark.parametrize("char", ["\0", "\x1b", "\\", '"', "\n", "\x7f", "\u2028"])
def test_what_is_sent_counts_however_it_is_escaped(char: str) -> None:
    kept = BoundedBytes(10_000)
    kept.add((char * 9_000).encode())
    result, result_cut = bounded_text(char * 9_000, 10_000)
    for text, cut in ((kept.text(), kept.cut), (result, result_cut)):
        assert len(json.dumps(text, ensure_ascii=False).encode()) < 10_150
        assert cut == (text != char * 9_000)
        assert not cut or _MARK.search(text)


def test_bytes_that_are_no_text_are_escaped() -> None:
    kept = BoundedBytes(100)
    kept.add(b"a\xff\xfeb")
    assert kept.text() == "a\\xff\\xfeb"


def test_memory_stays_bounded_whatever_is_added() -> None:
    kept, chunk = BoundedBytes(10_000), b"x" * 4_096
    tracemalloc.start()
    try:
        for _ in range(20_000):
            kept.add(chunk)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60_000
    assert "81,910,000 bytes cut" in kept.text()


@given(st.text(st.characters(codec=None), max_size=300), st.integers(4, 100))
def test_bounded_text_fits_and_encodes(text: str, limit: int) -> None:
    kept, cut = bounded_text(text, limit)
    escaped = text.encode("utf-8", "backslashreplace").decode()
    assert cut == (sent_size(escaped) > limit)
    assert cut or kept == escaped
    assert sent_size(kept) <= limit + 100


@given(st.text(max_size=300), st.integers(10, 100))
def test_shortened_keeps_both_ends(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert short == text if len(text) <= limit else len(short) < limit + 40
    assert short[: limit // 2] == text[: limit // 2]
    assert short[-(limit // 2) :] == text[-(limit // 2) :]
