"""Reading a data folder: what is wrong is named, with its file and column."""

from __future__ import annotations

import copy
import csv
import gc
from typing import TYPE_CHECKING, Any

import pytest

from sallyport.core.errors import ConfigurationError
from sallyport.core.types import ToolCall
from sallyport.envs.workplace_assistant.csv_files import read_tables
from sallyport.envs.workplace_assistant.environment import WorkplaceAssistant, WorkplaceOptions
from sallyport.envs.workplace_assistant.schema import TABLES
from tests.envs.workplace_assistant.conftest import CONTEXT

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


def rewritten(data_dir: Path, tmp_path: Path, delimiter: str = ",", **written: Any) -> str:
    """Copy the folder as another program would write it."""
    for path in data_dir.iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        with (tmp_path / path.name).open("w", newline="", **written) as file:
            csv.writer(file, delimiter=delimiter).writerows(lines)
    return str(tmp_path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_folder_is_read_however_its_values_are_parted(
    data_dir: Path, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    folder = rewritten(data_dir, tmp_path, delimiter, encoding=encoding)
    assert read_tables(folder) == read_tables(str(data_dir))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_a_folder_in_another_encoding_is_refused(
    data_dir: Path, tmp_path: Path, encoding: str
) -> None:
    message = refusal(rewritten(data_dir, tmp_path, encoding=encoding))
    assert "UTF-8" in message or "'email_id' is there not at all" in message
    assert ".csv" in message


HEADER = "event_id,event_name,participant_email,event_start,duration"


@pytest.mark.parametrize(
    "header", [HEADER.upper(), HEADER.replace(",", ", "), HEADER.title(), f" {HEADER} "]
)
def test_names_of_columns_are_taken_in_any_case_and_with_spaces(
    data_dir: Path, tmp_path: Path, header: str
) -> None:
    folder = edit(data_dir, tmp_path, "calendar_events.csv", HEADER, header)
    assert read_tables(folder) == read_tables(str(data_dir))


def test_a_header_that_need_not_be_there_is_no_address(data_dir: Path, tmp_path: Path) -> None:
    folder = edit(data_dir, tmp_path, "email_addresses.csv", "ida@", "Email_Address\nida@")
    assert read_tables(folder) == read_tables(str(data_dir))


START = "2023-12-01 10:00:00"


@pytest.mark.parametrize(
    "written",
    ["2023-12-01T10:00:00", "2023-12-01 10:00", "20231201 10:00:00", "2023-12-1 10:00:00.000"],
)
def test_a_start_in_a_form_that_the_tools_take_is_found(
    data_dir: Path, tmp_path: Path, written: str
) -> None:
    folder = edit(data_dir, tmp_path, "calendar_events.csv", START, written)
    world = WorkplaceAssistant(WorkplaceOptions(data_dir=folder)).open(CONTEXT)
    bounds = {"time_min": "2023-12-01 09:59:00", "time_max": "2023-12-01 10:01:00"}
    found = world.call(ToolCall("calendar_search_events", bounds)).body["output"]
    assert written in [event["event_start"] for event in found["events"]]


DATES = {
    "a zone": "2023-12-01T10:00:00Z",
    "an offset": "2023-12-01 10:00:00+00:00",
    "slashes": "2023/12/01 10:00:00",
    "a month in words": "1 Dec 2023 10:00",
    "a month in front": "12/01/2023 10:00",
    "dots": "01.12.2023 10:00",
    "seconds since 1970": "1701424800",
    "a day of Excel": "45261.41666",
    "a mail's": '"Fri, 01 Dec 2023 10:00:00 GMT"',
    "half a day": "2023-12-01 10:00 AM",
    "no such day": "2023-02-30 10:00:00",
    "no such hour": "2023-12-01 24:00:00",
    "nothing known": "nan",
    "no time": "NaT",
    "words": "tomorrow",
}


@pytest.mark.parametrize("form", DATES)
def test_a_date_that_would_not_be_found_is_refused_with_its_line_and_column(
    data_dir: Path, tmp_path: Path, form: str
) -> None:
    message = refusal(edit(data_dir, tmp_path, "calendar_events.csv", START, DATES[form]))
    assert "calendar_events.csv, line 2: the event_start " in message
    assert DATES[form].strip('"') in message
    assert "YYYY-MM-DD HH:MM:SS" in message


@pytest.mark.parametrize(
    ("name", "old", "column"),
    [
        ("emails.csv", "2023-11-28 09:00:00", "sent_datetime"),
        ("project_tasks.csv", "2023-12-", "due_date"),
        ("analytics_data.csv", "2023-11-", "date_of_visit"),
        ("customer_relationship_manager_data.csv", "2023-1", "last_contact_date"),
    ],
)
def test_every_column_of_dates_is_looked_at(
    data_dir: Path, tmp_path: Path, name: str, old: str, column: str
) -> None:
    message = refusal(edit(data_dir, tmp_path, name, old, f"x{old}"))
    assert f"{name}, line " in message
    assert column in message


@pytest.mark.parametrize(
    ("written", "kept"),
    [("20231128", True), ("2023-11-28 00:00", True), ("2023-11-28 08:00", False)],
)
def test_days_are_kept_as_days_so_that_they_are_found(
    data_dir: Path, tmp_path: Path, written: str, kept: bool
) -> None:
    folder = edit(data_dir, tmp_path, "analytics_data.csv", "\n", "\n" + visit(written))
    if not kept:
        assert "line 2: the date_of_visit" in refusal(folder)
        return
    assert read_tables(folder)["analytics_data"][0]["date_of_visit"] == "2023-11-28"


def visit(day: str) -> str:
    return f"{day},0001,5,10,direct,True\n"


@pytest.mark.parametrize("short", ["3", "03", "0000003"])
def test_an_id_that_has_lost_its_zeros_is_refused(
    data_dir: Path, tmp_path: Path, short: str
) -> None:
    message = refusal(edit(data_dir, tmp_path, "calendar_events.csv", "00000003", short))
    assert f"line 2: the event_id '{short}' has lost its zeros" in message
    assert "write 00000003" in message


def test_ids_of_other_kinds_are_taken_as_they_are(data_dir: Path, tmp_path: Path) -> None:
    folder = edit(data_dir, tmp_path, "calendar_events.csv", "00000003", "E3")
    assert read_tables(folder)["calendar_events"][0]["event_id"] == "E3"


def test_an_index_without_a_name_is_told(data_dir: Path, tmp_path: Path) -> None:
    message = refusal(edit(data_dir, tmp_path, "calendar_events.csv", "event_id", ",event_id"))
    assert "calendar_events.csv: a column has no name" in message


def test_a_refused_file_is_closed(data_dir: Path, tmp_path: Path) -> None:
    """An open one would warn, and warnings are errors."""
    folder = edit(data_dir, tmp_path, "calendar_events.csv", "event_id", "id")
    assert "event_id" in refusal(folder)
    gc.collect()
