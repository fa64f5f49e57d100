"""How rows and their changes are spoken of, area by area."""

from __future__ import annotations

from typing import Final

import pytest

from sallyport.verifiers.state_match.difference import Change, TableDifference
from sallyport.verifiers.state_match.sentences import MAX_SENTENCES, sentences
from tests.verifiers.state_match.exported import CALENDAR, PLOTS, TASKS, Row, event

MAILS = "email.emails"
CUSTOMERS = "customer_relationship_manager.customers"


def missing(table: str, *rows: Row) -> list[str]:
    return sentences([TableDifference(table, "id", rows, (), ())])


def changed(table: str, expected: Row, found: Row) -> str:
    [sentence] = sentences([TableDifference(table, "id", (), (), (Change(expected, found),))])
    return sentence


MAIL: Final[Row] = {"subject": "Offer", "sender/recipient": "kim@example.org", "body": "Hello"}
TASK: Final[Row] = {
    "task_name": "Draw",
    "assigned_to_email": "kim@example.org",
    "list_name": "Backlog",
    "due_date": "2023-12-01",
    "board": "Back end",
}
CUSTOMER: Final[Row] = {
    "customer_name": "Ann Oak",
    "assigned_to_email": "kim@example.org",
    "status": "Lead",
    "customer_phone": "12",
}


@pytest.mark.parametrize(
    ("table", "row", "named"),
    [
        (MAILS, MAIL, "email: expected a mail 'Offer' with kim@example.org"),
        (PLOTS, {"file_path": "plots/a.png"}, "analytics: expected a plot 'plots/a.png'"),
        (
            TASKS,
            TASK,
            "projects: expected a task 'Draw' assigned to kim@example.org in list Backlog",
        ),
        (
            CUSTOMERS,
            CUSTOMER,
            "customers: expected a customer 'Ann Oak' assigned to kim@example.org with status Lead",
        ),
        (CALENDAR, event(1) | {"event_start": ""}, "calendar: expected an event 'Event 1' for kim@example.org"),
        (CALENDAR, {"event_start": "x"}, "calendar: expected an event at x"),
        ("a.b", {"c": "1", "d": None, "e": "", "f": "4"}, "a.b: expected a row with c 1 without d without e"),
    ],
)  # fmt: skip
def test_a_row_is_known_by_its_title_and_what_matters_of_it(
    table: str, row: Row, named: str
) -> None:
    assert missing(table, row) == [f"{named}; it is not there."]


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "wanted", "found"),
    [
        (CALENDAR, event(1), "event_name", "Talk", "", "named 'Talk'"),
        (CALENDAR, event(1), "event_start", "9:00", "", "at 9:00"),
        (CALENDAR, event(1), "participant_email", "a@b.c", "", "for a@b.c"),
        (CALENDAR, event(1), "duration", "45", " lasting 30 minutes", "lasting 45 minutes"),
        (MAILS, MAIL, "sender/recipient", "a@b.c", "", "with a@b.c"),
        (MAILS, MAIL, "subject", "Order", "", "with subject 'Order'"),
        (MAILS, MAIL, "body", "Bye", " with body Hello", "with body Bye"),
        (TASKS, TASK, "task_name", "Paint", "", "named 'Paint'"),
        (TASKS, TASK, "assigned_to_email", "a@b.c", "", "assigned to a@b.c"),
        (TASKS, TASK, "list_name", "Done", "", "in list Done"),
        (TASKS, TASK, "board", "Front end", " on board Back end", "on board Front end"),
        (TASKS, TASK, "due_date", None, " due 2023-12-01", "without due_date"),
        (CUSTOMERS, CUSTOMER, "customer_name", "Bo", "", "named 'Bo'"),
        (CUSTOMERS, CUSTOMER, "status", "Won", "", "with status Won"),
        (CUSTOMERS, CUSTOMER, "customer_phone", "13", " with customer_phone 12", "with customer_phone 13"),
    ],
)  # fmt: skip
def test_a_change_tells_what_was_wanted_once_and_what_was_found(
    table: str, row: Row, column: str, value: str | None, wanted: str, found: str
) -> None:
    [plain] = missing(table, row)
    named = plain.removesuffix("; it is not there.")
    assert changed(table, row, row | {column: value}) == f"{named}{wanted}; found it {found}."


def test_of_a_change_everything_is_told_but_the_id() -> None:
    expected, found = {"id": "1", "a": "x", "b": "y"}, {"id": "2", "a": "z", "c": "w"}
    told = changed("t", expected, found)
    assert told.endswith("; found it with a z, without b, with c w.")


def test_long_values_are_cut_and_lines_are_joined() -> None:
    [told] = missing(PLOTS, {"file_path": "a\n b" + "c" * 57})
    assert told == f"analytics: expected a plot 'a b{'c' * 57}'; it is not there."
    [told] = missing(PLOTS, {"file_path": "a\n b" + "c" * 58})
    assert told == f"analytics: expected a plot 'a b{'c' * 57}...'; it is not there."


def test_as_many_as_a_person_reads_are_told_and_the_rest_is_counted() -> None:
    rows = [{"file_path": str(number)} for number in range(MAX_SENTENCES + 1)]
    assert len(missing(PLOTS, *rows[:-1])) == MAX_SENTENCES
    assert "19" in missing(PLOTS, *rows[:-1])[-1]
    more = missing(PLOTS, *rows)
    assert len(more) == MAX_SENTENCES
    assert "18" in more[-2]
    assert more[-1] == "... and 2 more differences."
