"""Reading a data folder: what is wrong is named, with its file and column."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from sallyport.core.errors import ConfigurationError
from sallyport.envs.workplace_assistant.csv_files import read_tables
from sallyport.envs.workplace_assistant.environment import WorkplaceAssistant, WorkplaceOptions
from sallyport.envs.workplace_assistant.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path


def edit(data_dir: Path, tmp_path: Path, name: str, old: str, new: str) -> str:
    """Copy the folder with one file's text changed."""
    for path in data_dir.iterdir():
        text = path.read_text(encoding="utf-8")
        if path.name == name:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    return str(tmp_path)


def refusal(folder: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read_tables(folder)
    return caught.value.message


def test_rows_come_in_file_order_with_every_column(data_dir: Path) -> None:
    tables = read_tables(str(data_dir))
    assert set(tables) == {table.file for table in TABLES if table.file}
    assert [row["email_id"] for row in tables["emails"]] == [
        "00000004",
        "00000002",
        "00000009",
        "00000001",
    ]
    assert tables["email_addresses"][0] == {"email_address": "ida@larkfield.org"}


def test_a_byte_order_mark_and_another_order_of_columns_are_no_matter(
    data_dir: Path, tmp_path: Path
) -> None:
    folder = edit(data_dir, tmp_path, "email_addresses.csv", "ida@", "\ufeffida@")
    lines = (tmp_path / "calendar_events.csv").read_text().splitlines()
    swapped = [",".join(reversed(line.split(","))) for line in lines]
    (tmp_path / "calendar_events.csv").write_text("\n".join(swapped) + "\n\n")
    assert read_tables(folder) == read_tables(str(data_dir))


def test_a_missing_folder_or_file_is_named(data_dir: Path, tmp_path: Path) -> None:
    assert "emails.csv" in refusal(str(tmp_path / "nowhere"))
    folder = edit(data_dir, tmp_path, "emails.csv", "", "")
    (tmp_path / "project_tasks.csv").unlink()
    assert "project_tasks.csv is missing" in refusal(folder)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("event_start", "start", "event_start"),
        ("event_start", "duration", "event_start"),
        ("event_start", "event_start,colour", "colour"),
        ("event_start", "event_start,event_start", "event_start"),
        ("00000003,", "00000001,", "event_id"),
        ("00000003,", ",", "event_id"),
        (",30\n", ",30,31\n", "line 2"),
        (",30", "", "line 2"),
        ('Budget round', '"Budget" round', "CSV"),
        ('Budget round', '"Budget round', "CSV"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named_with_what_is_wrong(
    data_dir: Path, tmp_path: Path, old: str, new: str, named: str
) -> None:
    message = refusal(edit(data_dir, tmp_path, "calendar_events.csv", old, new))
    assert "calendar_events.csv" in message
    assert named in message


def test_a_file_that_is_not_utf_8_is_named(data_dir: Path, tmp_path: Path) -> None:
    folder = edit(data_dir, tmp_path, "emails.csv", "", "")
    (tmp_path / "emails.csv").write_bytes((data_dir / "emails.csv").read_bytes() + b"\xff\xfe")
    assert "emails.csv" in refusal(folder)


def test_an_empty_file_lacks_its_columns(data_dir: Path, tmp_path: Path) -> None:
    folder = edit(data_dir, tmp_path, "emails.csv", "", "")
    (tmp_path / "emails.csv").write_text("")
    assert "email_id" in refusal(folder)


def test_the_operator_learns_of_a_wrong_folder_when_the_environment_is_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        WorkplaceAssistant(WorkplaceOptions(data_dir=str(tmp_path)))


def test_tables_without_rows_are_fine(data_dir: Path, tmp_path: Path) -> None:
    for path in data_dir.iterdir():
        header = (
            "" if path.name == "email_addresses.csv" else path.read_text().splitlines()[0] + "\n"
        )
        (tmp_path / path.name).write_text(header)
    tables = read_tables(str(tmp_path))
    assert copy.deepcopy(tables) == {name: [] for name in tables}
