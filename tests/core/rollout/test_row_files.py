"""Files of judged rows: whole lines, in order, and where a run goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sallyport.core.errors import ConfigurationError
from sallyport.core.rollout import row_files
from sallyport.core.rollout.row_files import RowFiles, count_lines, failures_beside


def rows_of(path: Path) -> list[object]:
    return [json.loads(line)["n"] for line in path.read_text().splitlines()]


def write(files: RowFiles, *numbers: int) -> None:
    """Odd rows have a verdict."""
    for number in numbers:
        files.write({"n": number}, judged=bool(number % 2))
    files.close()


def test_rows_with_and_without_a_verdict_go_to_files_of_their_own(tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    failures = failures_beside(str(output))
    assert failures == tmp_path / "out.failures.jsonl"
    write(RowFiles(str(output), failures, resume=False), 1, 2, 3, 4)
    assert (rows_of(output), rows_of(failures)) == ([1, 3], [2, 4])


def test_the_file_of_failures_is_made_when_there_is_one(tmp_path: Path) -> None:
    write(RowFiles(str(tmp_path / "a"), tmp_path / "b", resume=False), 1, 3)
    assert not (tmp_path / "b").exists()


def test_overwriting_replaces_both_files_once_all_is_there(tmp_path: Path) -> None:
    output, failures = tmp_path / "a", tmp_path / "b"
    output.write_text('{"n": 1}\n')
    failures.write_text('{"n": 2}\n')
    files = RowFiles(str(output), failures, overwrite=True, inputs=[output])
    files.write({"n": 3}, judged=True)
    assert (rows_of(output), rows_of(failures)) == ([1], [2])
    files.keep()
    assert rows_of(output) == [3]
    assert list(tmp_path.iterdir()) == [output]


def test_a_run_that_is_not_whole_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('{"n": 1}\n')
    write(RowFiles(str(tmp_path / "a"), None, overwrite=True), 3, 5)
    assert rows_of(tmp_path / "a") == [1]
    assert list(tmp_path.iterdir()) == [tmp_path / "a"]


@pytest.mark.parametrize("there", ["a", "b"])
def test_rows_that_are_there_are_kept_unless_it_is_said_what_becomes_of_them(
    tmp_path: Path, there: str
) -> None:
    (tmp_path / there).write_text('{"n": 1}\n')
    with pytest.raises(ConfigurationError, match=r"there already.*--resume.*--overwrite"):
        RowFiles(str(tmp_path / "a"), tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert rows_of(tmp_path / there) == [1]


@pytest.mark.parametrize("link", ["symlink_to", "hardlink_to"])
@pytest.mark.parametrize("resume", [False, True])
def test_what_is_read_is_not_written_by_any_of_its_names(
    tmp_path: Path, link: str, resume: bool
) -> None:
    (tmp_path / "in").write_text('{"n": 1}\n')
    getattr(tmp_path / "out", link)(tmp_path / "in")
    with pytest.raises(ConfigurationError, match="is read by this run"):
        RowFiles(str(tmp_path / "out"), None, resume=resume, inputs=[tmp_path / "in"])
    assert rows_of(tmp_path / "in") == [1]


def test_two_files_are_needed_for_rows_of_two_kinds(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="a file each"):
        RowFiles(str(tmp_path / "a"), tmp_path / "a")
    with pytest.raises(ConfigurationError, match="choose one"):
        RowFiles(str(tmp_path / "a"), None, resume=True, overwrite=True)


@pytest.mark.parametrize("chunk", [1, 7, 1 << 20])
def test_a_run_goes_on_after_the_last_whole_line_of_both(
    tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_files, "_CHUNK", chunk)
    output, failures = tmp_path / "a", tmp_path / "b"
    write(RowFiles(str(output), failures, resume=False), 1, 2, 3)
    with output.open("a") as torn:
        torn.write('{"n": 5')
    again = RowFiles(str(output), failures, resume=True)
    assert again.done == 3
    write(again, 4, 5)
    assert (rows_of(output), rows_of(failures)) == ([1, 3, 5], [2, 4])


def test_a_run_that_wrote_nothing_is_resumed_from_the_start(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('{"n": 1')
    again = RowFiles(str(tmp_path / "a"), tmp_path / "b", resume=True)
    assert again.done == 0
    write(again, 1)
    assert rows_of(tmp_path / "a") == [1]
    new = RowFiles(str(tmp_path / "new"), None, resume=True)
    assert new.done == 0
    new.close()


@pytest.mark.parametrize("output", [None, "-"])
def test_what_is_no_file_cannot_be_resumed(output: str | None) -> None:
    assert failures_beside(output) is None
    with pytest.raises(ConfigurationError, match="--output"):
        RowFiles(output, None, resume=True)


def test_without_a_file_of_their_own_failures_stand_among_the_others(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    write(RowFiles("-", None, resume=False), 1, 2)
    assert capfdbinary.readouterr().out == b'{"n":1}\n{"n":2}\n'
    write(RowFiles(None, None, resume=False), 1, 2)
    assert capfdbinary.readouterr().out == b""


def test_a_file_that_cannot_be_written_or_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be written"):
        RowFiles(str(tmp_path / "none" / "a"), None, resume=False)
    (tmp_path / "b").touch()
    with pytest.raises(ConfigurationError, match="cannot be written"):
        RowFiles(str(tmp_path / "none" / "a"), tmp_path / "b", resume=False)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        RowFiles(str(tmp_path), None, resume=True)


def test_lines_are_counted_without_blank_ones(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text('{}\n\n  \n{}\n{"n": 1}')
    assert count_lines(path) == 3
