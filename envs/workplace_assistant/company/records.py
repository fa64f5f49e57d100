"""The rows of the company's tables as values with types; `row()` is what the tables hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from .clock import NOW, stamp

Row: TypeAlias = dict[str, str]
"""One row: column name to text."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to or from the user; `address` is the other side."""

    id: str
    box: str
    address: str
    subject: str
    sent: datetime
    body: str

    def row(self) -> Row:
        """Return the mail with the columns of `emails`."""
        return {
            "email_id": self.id,
            "inbox/outbox": self.box,
            "sender/recipient": self.address,
            "subject": self.subject,
            "sent_datetime": stamp(self.sent),
            "body": self.body,
        }


@dataclass(frozen=True, slots=True)
class Event:
    """A meeting of the user with one participant; `duration` is in minutes."""

    id: str
    name: str
    address: str
    start: datetime
    duration: int

    @property
    def day(self) -> date:
        """The day it takes place."""
        return self.start.date()

    @property
    def end(self) -> datetime:
        """The moment it is over."""
        return self.start + timedelta(minutes=self.duration)

    def row(self) -> Row:
        """Return the meeting with the columns of `calendar_events`."""
        return {
            "event_id": self.id,
            "event_name": self.name,
            "participant_email": self.address,
            "event_start": stamp(self.start),
            "duration": str(self.duration),
        }


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of the company's web site; `duration` is in seconds."""

    day: date
    visitor: str
    pages: int
    duration: int
    source: str
    engaged: bool

    def row(self) -> Row:
        """Return the visit with the columns of `analytics_data`."""
        return {
            "date_of_visit": self.day.isoformat(),
            "visitor_id": self.visitor,
            "page_views": str(self.pages),
            "session_duration_seconds": str(self.duration),
            "traffic_source": self.source,
            "user_engaged": str(self.engaged),
        }


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A task on a project board (a `Task` is something else: what the agent is asked)."""

    id: str
    name: str
    address: str
    stage: str
    due: date
    board: str

    @property
    def open(self) -> bool:
        """Whether it still has to be done."""
        return self.stage != "Completed"

    @property
    def overdue(self) -> bool:
        """Whether it should have been done before today."""
        return self.open and self.due < NOW.date()

    def row(self) -> Row:
        """Return the item with the columns of `project_tasks`."""
        return {
            "task_id": self.id,
            "task_name": self.name,
            "assigned_to_email": self.address,
            "list_name": self.stage,
            "due_date": self.due.isoformat(),
            "board": self.board,
        }


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer; `address` is the employee in charge, `email` the customer's own."""

    id: str
    address: str
    name: str
    email: str
    phone: str
    last_contact: datetime
    product: str
    status: str
    follow_up: datetime
    notes: str

    def row(self) -> Row:
        """Return the customer with the columns of `customers`."""
        return {
            "customer_id": self.id,
            "assigned_to_email": self.address,
            "customer_name": self.name,
            "customer_email": self.email,
            "customer_phone": self.phone,
            "last_contact_date": stamp(self.last_contact),
            "product_interest": self.product,
            "status": self.status,
            "follow_up_by": stamp(self.follow_up),
            "notes": self.notes,
        }
