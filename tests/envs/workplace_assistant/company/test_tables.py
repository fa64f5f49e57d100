from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sallyport.envs.workplace_assistant import company
from sallyport.envs.workplace_assistant.company import company_tables, company_tasks
from sallyport.envs.workplace_assistant.company.people import BUILDERS, PEOPLE, SALES

TABLES = company_tables()
NOW = datetime.fromisoformat("2023-11-30 23:59:00")
DIGEST = "f50a0da25027730bb8c71ae51453f6131376eff96fe58b21ebe38f5ba8717b6f"
"""SHA-256 of all tables and tasks as JSON; equal on every supported Python. A change of it is a
change of the data that others compare their results on: bump SEED or say so in the changelog."""

COLUMNS = {
    "emails": ["email_id", "inbox/outbox", "sender/recipient", "subject", "sent_datetime", "body"],
    "calendar_events": [
        "event_id",
        "event_name",
        "participant_email",
        "event_start",
        "duration",
    ],
    "analytics_data": [
        "date_of_visit",
        "visitor_id",
        "page_views",
        "session_duration_seconds",
        "traffic_source",
        "user_engaged",
    ],
    "project_tasks": [
        "task_id",
        "task_name",
        "assigned_to_email",
        "list_name",
        "due_date",
        "board",
    ],
    "customer_relationship_manager_data": [
        "customer_id",
        "assigned_to_email",
        "customer_name",
        "customer_email",
        "customer_phone",
        "last_contact_date",
        "product_interest",
        "status",
        "follow_up_by",
        "notes",
    ],
    "email_addresses": ["email_address"],
}
FEWEST_ROWS = {
    "emails": 500,
    "calendar_events": 300,
    "analytics_data": 1000,
    "project_tasks": 300,
    "customer_relationship_manager_data": 200,
    "email_addresses": 20,
}
_SCRIPT = """
import hashlib, json
from company import company_tables, company_tasks
text = json.dumps([company_tables(), company_tasks()], sort_keys=True)
print(hashlib.sha256(text.encode()).hexdigest())
"""


def _values(table: str, column: str) -> list[str]:
    return [row[column] for row in TABLES[table]]


def test_the_output_is_the_pinned_one() -> None:
    text = json.dumps([company_tables(), company_tasks()], sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest() == DIGEST


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_output_depends_on_no_hash_seed_no_locale_and_no_library(hash_seed: str) -> None:
    home = Path(str(company.__file__)).parent.parent
    settings = {"PYTHONHASHSEED": hash_seed, "LC_ALL": "C", "TZ": "Asia/Tokyo"}
    settings |= {"PYTHONPATH": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [sys.executable, "-S", "-c", _SCRIPT],
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == DIGEST


def test_tables_have_the_reference_columns_and_at_least_its_rows() -> None:
    assert set(TABLES) == set(COLUMNS)
    for name, rows in TABLES.items():
        assert len(rows) >= FEWEST_ROWS[name]
        assert all(list(row) == COLUMNS[name] for row in rows)
        assert all(isinstance(value, str) for row in rows for value in row.values())


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("emails", "email_id"),
        ("calendar_events", "event_id"),
        ("project_tasks", "task_id"),
        ("customer_relationship_manager_data", "customer_id"),
    ],
)
def test_ids_are_distinct_eight_digits_from_zero_and_shuffled(table: str, column: str) -> None:
    ids = _values(table, column)
    assert sorted(ids) == [f"{number:08d}" for number in range(len(ids))]
    assert ids != sorted(ids)


def test_the_directory_is_everybody_once() -> None:
    assert _values("email_addresses", "email_address") == [person.address for person in PEOPLE]


def test_colleagues_in_all_tables_are_in_the_directory() -> None:
    directory = set(_values("email_addresses", "email_address"))
    assert set(_values("emails", "sender/recipient")) == directory
    assert set(_values("calendar_events", "participant_email")) <= directory
    assert set(_values("project_tasks", "assigned_to_email")) == {b.address for b in BUILDERS}
    owners = set(_values("customer_relationship_manager_data", "assigned_to_email"))
    assert owners == {person.address for person in SALES}


def test_mails_are_in_order_of_time_and_no_two_of_the_same_second() -> None:
    sent = _values("emails", "sent_datetime")
    assert sent == sorted(set(sent))
    assert sent[0] >= "2023-10-01"
    assert sent[-1] <= str(NOW)
    assert set(_values("emails", "inbox/outbox")) == {"inbox", "outbox"}


def test_meetings_lie_within_opening_hours_of_working_days() -> None:
    for row in TABLES["calendar_events"]:
        start = datetime.fromisoformat(row["event_start"])
        end = start + timedelta(minutes=int(row["duration"]))
        assert start.weekday() < 5
        assert start.minute in {0, 30}
        assert start.hour >= 9
        assert end <= start.replace(hour=18, minute=0)


def test_meetings_are_in_order_and_never_overlap() -> None:
    free_from = datetime.fromisoformat("2023-08-01 00:00:00")
    for row in TABLES["calendar_events"]:
        start = datetime.fromisoformat(row["event_start"])
        assert start >= free_from
        free_from = start + timedelta(minutes=int(row["duration"]))
    assert free_from > NOW


def test_every_day_of_three_months_has_visits() -> None:
    by_day: defaultdict[str, int] = defaultdict(int)
    for day in _values("analytics_data", "date_of_visit"):
        by_day[day] += 1
    assert len(by_day) == 91
    assert min(by_day) == "2023-09-01"
    assert max(by_day) == "2023-11-30"
    assert max(by_day.values()) >= 2 * sorted(by_day.values())[45]


def test_visits_are_written_as_the_tools_read_them() -> None:
    for row in TABLES["analytics_data"]:
        assert len(row["visitor_id"]) == 4
        assert row["visitor_id"].isdigit()
        assert row["user_engaged"] in {"True", "False"}
        assert row["traffic_source"] in {"direct", "referral", "search engine", "social media"}
        assert int(row["page_views"]) >= 1
        assert int(row["session_duration_seconds"]) >= 0


def test_some_visitors_come_back() -> None:
    visitors = _values("analytics_data", "visitor_id")
    assert 20 <= len(visitors) - len(set(visitors)) <= len(visitors) // 5


def test_work_items_have_known_lists_and_boards_and_due_dates_around_today() -> None:
    lists = {"Backlog", "In Progress", "In Review", "Completed"}
    assert set(_values("project_tasks", "list_name")) == lists
    assert set(_values("project_tasks", "board")) == {"Back end", "Front end", "Design"}
    due = _values("project_tasks", "due_date")
    assert min(due) < "2023-11-30" < max(due)


def test_customers_have_known_statuses_and_their_own_names_and_addresses() -> None:
    table = "customer_relationship_manager_data"
    assert set(_values(table, "status")) == {"Qualified", "Won", "Lost", "Lead", "Proposal"}
    products = {"Software", "Hardware", "Services", "Consulting", "Training"}
    assert set(_values(table, "product_interest")) == products
    names = _values(table, "customer_name")
    assert not [name for name in names if sum(name in other for other in names) > 1]
    assert len(set(_values(table, "customer_email"))) == len(names)


def test_customers_dates_agree_with_each_other() -> None:
    for row in TABLES["customer_relationship_manager_data"]:
        assert "2023-10-01 23:59:00" <= row["last_contact_date"] <= str(NOW)
        assert row["last_contact_date"] < row["follow_up_by"]
        assert row["notes"][:10] in {"", row["last_contact_date"][:10]}
        assert row["customer_phone"] == "" or "-555-01" in row["customer_phone"]


def test_no_colleague_is_a_customer() -> None:
    names = set(_values("customer_relationship_manager_data", "customer_name"))
    assert names.isdisjoint(person.full for person in PEOPLE)
