"""The tables of the workplace: what a row holds, and what is kept beside it for searching.

    CSV file ──▶ Table.columns (as given)  ─┬─▶ "text:<column>"    lower case, for Table.searched
                                            └─▶ "moment:<column>"  canonical time, for Table.timed

Every identifier that appears in SQL comes from this file; none ever comes from a caller.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .dates import canonical

CLOCK = "2023-11-30 23:59:00"
"""The moment at which this world stands still."""

POSITION = "position"
"""The primary key of every table: rows of the template count from 0 in the order of their file;
rows made in a session come after them, in the order of their making."""


def quoted(identifier: str) -> str:
    """Quote a name of this file for SQL (some hold a dot or a slash)."""
    return f'"{identifier}"'


def text_of(column: str) -> str:
    """Return the name of the lower-case copy of a searched column, quoted."""
    return quoted(f"text:{column}")


def moment_of(column: str) -> str:
    """Return the name of the canonical copy of a timed column, quoted."""
    return quoted(f"moment:{column}")


@dataclass(frozen=True)
class Table:
    """One table. `file` is the stem of its CSV file, None for a table that starts empty.

    `key` identifies a row, None when nothing does. `read_only` tables are never exported. `days`
    columns hold days, which are compared as text. `indexed` columns make up one index: they are
    found, or computed from, without reading whole rows. SQL statements on whole rows are built
    once, here.
    """

    name: str
    columns: tuple[str, ...]
    file: str | None
    key: str | None = None
    searched: tuple[str, ...] = ()
    timed: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    read_only: bool = False
    indexed: tuple[str, ...] = ()
    select: str = field(init=False)
    insert: str = field(init=False)
    delete: str = field(init=False)

    def __post_init__(self) -> None:
        """Build the statements; `position` comes first in what `select` returns."""
        shown = ", ".join(map(quoted, self.columns))
        stored = [*map(quoted, self.columns), *self.derived_columns()]
        marks = ", ".join("?" * len(stored))
        table = quoted(self.name)
        statements = {
            "select": f"SELECT {POSITION}, {shown} FROM {table}",  # noqa: S608 - fixed names
            "insert": f"INSERT INTO {table} ({', '.join(stored)}) VALUES ({marks})",  # noqa: S608 - as above
            "delete": f"DELETE FROM {table} WHERE {POSITION} = ?",  # noqa: S608 - as above
        }
        for attribute, statement in statements.items():
            object.__setattr__(self, attribute, statement)

    def derived_columns(self) -> list[str]:
        """Return the quoted names of the copies kept for searching."""
        return [*map(text_of, self.searched), *map(moment_of, self.timed)]

    def derived(self, row: dict[str, str | None]) -> list[str | None]:
        """Return the values of the copies, in the order of `derived_columns`."""
        return [
            *(_lowered(row[column]) for column in self.searched),
            *(_moment(row[column]) for column in self.timed),
        ]

    def update_statement(self, column: str) -> str:
        """Build the statement that sets one column and its copies, by position."""
        assert column in self.columns  # a caller's text must never become an identifier
        names = [quoted(column)]
        names += [text_of(column)] * (column in self.searched)
        names += [moment_of(column)] * (column in self.timed)
        settings = ", ".join(f"{name} = ?" for name in names)
        return f"UPDATE {quoted(self.name)} SET {settings} WHERE {POSITION} = ?"  # noqa: S608 - fixed names

    def update_values(self, column: str, value: str | None) -> list[str | None]:
        """Return the values for `update_statement`, without the position."""
        values = [value]
        values += [_lowered(value)] * (column in self.searched)
        values += [_moment(value)] * (column in self.timed)
        return values


def _lowered(value: str | None) -> str | None:
    """Fold as Python does: SQLite's own lower() knows ASCII only."""
    return None if value is None else value.lower()


def _moment(value: str | None) -> str | None:
    return None if value is None else canonical(value)


EMAILS = Table(
    "email.emails",
    ("email_id", "inbox/outbox", "sender/recipient", "subject", "sent_datetime", "body"),
    file="emails",
    key="email_id",
    indexed=("email_id",),
    searched=("sender/recipient", "subject", "body"),
    timed=("sent_datetime",),
)
EVENTS = Table(
    "calendar.calendar_events",
    ("event_id", "event_name", "participant_email", "event_start", "duration"),
    file="calendar_events",
    key="event_id",
    indexed=("event_id",),
    searched=("event_name", "participant_email"),
    timed=("event_start",),
)
VISITS = Table(
    "analytics.analytics_data",
    (
        "date_of_visit",
        "visitor_id",
        "page_views",
        "session_duration_seconds",
        "traffic_source",
        "user_engaged",
    ),
    file="analytics_data",
    days=("date_of_visit",),
    read_only=True,
    indexed=("date_of_visit", "user_engaged", "traffic_source", "session_duration_seconds"),
)
PLOTS = Table("analytics.plots", ("file_path",), file=None)
TASKS = Table(
    "project_management.project_tasks",
    ("task_id", "task_name", "assigned_to_email", "list_name", "due_date", "board"),
    file="project_tasks",
    days=("due_date",),
    key="task_id",
    indexed=("task_id",),
    searched=("task_name", "assigned_to_email", "list_name", "due_date", "board"),
)
CUSTOMERS = Table(
    "customer_relationship_manager.customers",
    (
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
    ),
    file="customer_relationship_manager_data",
    key="customer_id",
    indexed=("customer_id",),
    searched=("assigned_to_email", "customer_name", "customer_email", "product_interest", "status"),
    timed=("last_contact_date", "follow_up_by"),
)
ADDRESSES = Table(
    "company_directory.email_addresses",
    ("email_address",),
    file="email_addresses",
    searched=("email_address",),
    read_only=True,
)

TABLES = (EMAILS, EVENTS, VISITS, PLOTS, TASKS, CUSTOMERS, ADDRESSES)
