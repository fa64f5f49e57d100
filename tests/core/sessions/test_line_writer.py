"""Lines reach their files in order, failures are told, and nothing waits for the disk in the loop."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import threading
from pathlib import Path

import pytest

from sallyport.core.sessions import line_writer
from sallyport.core.sessions.line_writer import LineFile, LineWriter


def test_lines_are_written_in_order_before_their_futures_are_done(tmp_path: Path) -> None:
    async def write() -> None:
        writer = LineWriter()
        files = [LineFile(tmp_path, f"s{n}") for n in range(3)]
        for n in range(200):
            done = writer.write(files[n % 3], b"%d\n" % n)
            if n % 7 == 0:
                assert await done is None
                assert (tmp_path / f"s{n % 3}.jsonl").read_bytes().endswith(b"%d\n" % n)
        await writer.close(5.0)

    asyncio.run(write())
    for n in range(3):
        numbers = [int(line) for line in (tmp_path / f"s{n}.jsonl").read_text().split()]
        assert numbers == list(range(n, 200, 3))
    assert not [thread for thread in threading.enumerate() if thread.name == "journal"]


def test_a_file_is_for_its_owner_alone_and_holds_no_descriptor(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    files = [LineFile(tmp_path, f"s{n}") for n in range(50)]
    for file in files:
        file.append(b"{}\n")
    assert len(os.listdir("/proc/self/fd")) == before
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_a_name_that_is_taken_is_never_written_over(tmp_path: Path) -> None:
    for n in range(3):
        LineFile(tmp_path, "s").append(b"%d\n" % n)
    assert (tmp_path / "s.jsonl").read_text() == "0\n"
    assert (tmp_path / "s.2.jsonl").read_text() == "1\n"
    assert (tmp_path / "s.3.jsonl").read_text() == "2\n"


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "s.jsonl").symlink_to(tmp_path / "elsewhere")
    LineFile(tmp_path, "s").append(b"{}\n")
    assert not (tmp_path / "elsewhere").exists()
    file = LineFile(tmp_path, "t")
    file.append(b"{}\n")
    (tmp_path / "t.jsonl").unlink()
    (tmp_path / "t.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        file.append(b"{}\n")


def test_a_full_disk_is_an_error_and_the_next_line_begins_anew(tmp_path: Path) -> None:
    async def write() -> OSError | None:
        writer = LineWriter()
        file = LineFile(tmp_path, "s")
        assert await writer.write(file, b"1\n") is None
        file.path = Path("/dev/full")
        failed = await writer.write(file, b"2\n")
        file.path = tmp_path / "s.jsonl"
        assert await writer.write(file, b"3\n") is None
        assert await writer.write(file, b"4\n") is None
        await writer.close(5.0)
        return failed

    failed = asyncio.run(write())
    assert failed is not None
    assert failed.errno == errno.ENOSPC
    assert (tmp_path / "s.jsonl").read_bytes() == b"1\n\n3\n4\n"


def test_a_disk_that_hangs_holds_up_nobody_and_no_memory_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_writer, "MAX_PENDING_BYTES", 10_000)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)

    async def write() -> list[OSError | None]:
        writer = LineWriter()
        file = LineFile(tmp_path, "s")
        file.path = fifo  # nobody reads: opening it blocks
        waiting = [writer.write(file, b"x" * 999 + b"\n") for _ in range(12)]
        await asyncio.sleep(0)
        refused = [done.result() for done in waiting if done.done()]
        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        try:
            assert [await done for done in waiting[:10]] == [None] * 10
            await writer.close(5.0)
        finally:
            os.close(reader)
        return refused

    refused = asyncio.run(write())
    assert [str(error) for error in refused] == ["the disk does not keep up"] * 2


def test_a_writer_that_was_closed_begins_again(tmp_path: Path) -> None:
    async def write() -> None:
        writer = LineWriter()
        file = LineFile(tmp_path, "s")
        for line in (b"1\n", b"2\n"):
            assert await writer.write(file, line) is None
            await writer.close(5.0)
        await writer.close(5.0)

    asyncio.run(write())
    assert (tmp_path / "s.jsonl").read_bytes() == b"1\n2\n"
