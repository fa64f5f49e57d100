"""The calls that change the company's state: what a task's right answer is made of.

One function a kind of change, typed by what it is about; the names and arguments of the tools
stand here and nowhere else in the generator.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .clock import stamp

if TYPE_CHECKING:
    from datetime import date, datetime

    from .people import Person
    from .records import Customer, Event, Mail, WorkItem
    from .words import Letter


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a tool; `arguments` is JSON text of one object of texts."""

    name: str
    arguments: str


def _call(name: str, /, **arguments: str) -> Call:
    return Call(name, json.dumps(arguments))


# ── mail ─────────────────────────────────────────────────────────────────────────────────────────


def send(address: str, letter: Letter) -> Call:
    """Send a new mail."""
    return _call("email_send_email", recipient=address, subject=letter.subject, body=letter.body)


def reply(mail: Mail, body: str) -> Call:
    """Answer a mail."""
    return _call("email_reply_email", email_id=mail.id, body=body)


def forward(mail: Mail, person: Person) -> Call:
    """Pass a mail on to a colleague."""
    return _call("email_forward_email", email_id=mail.id, recipient=person.address)


def delete_mail(mail: Mail) -> Call:
    """Delete a mail."""
    return _call("email_delete_email", email_id=mail.id)


# ── calendar ─────────────────────────────────────────────────────────────────────────────────────


def book(name: str, address: str, start: datetime, minutes: int) -> Call:
    """Create a meeting."""
    return _call(
        "calendar_create_event",
        event_name=name,
        participant_email=address,
        event_start=stamp(start),
        duration=str(minutes),
    )


def cancel(event: Event) -> Call:
    """Delete a meeting."""
    return _call("calendar_delete_event", event_id=event.id)


def move(event: Event, start: datetime) -> Call:
    """Let a meeting start at another time."""
    return _update_event(event, "event_start", stamp(start))


def resize(event: Event, minutes: int) -> Call:
    """Let a meeting take longer or shorter."""
    return _update_event(event, "duration", str(minutes))


def rename_event(event: Event, name: str) -> Call:
    """Call a meeting by another name."""
    return _update_event(event, "event_name", name)


def hand_event(event: Event, person: Person) -> Call:
    """Let a meeting take place with somebody else."""
    return _update_event(event, "participant_email", person.address)


def _update_event(event: Event, field: str, value: str) -> Call:
    return _call("calendar_update_event", event_id=event.id, field=field, new_value=value)


# ── analytics ────────────────────────────────────────────────────────────────────────────────────


def plot(first: date, last: date, value: str, kind: str) -> Call:
    """Plot a value over the days from `first` to `last`."""
    return _call(
        "analytics_create_plot",
        time_min=first.isoformat(),
        time_max=last.isoformat(),
        value_to_plot=value,
        plot_type=kind,
    )


def plot_path(first: date, last: date, value: str, kind: str) -> str:
    """Return the path under which that plot is kept."""
    return f"plots/{first.isoformat()}_{last.isoformat()}_{value}_{kind}.png"


# ── project boards ───────────────────────────────────────────────────────────────────────────────


def add_item(name: str, person: Person, stage: str, due: date, board: str) -> Call:
    """Create a task on a board."""
    return _call(
        "project_management_create_task",
        task_name=name,
        assigned_to_email=person.address,
        list_name=stage,
        due_date=due.isoformat(),
        board=board,
    )


def delete_item(item: WorkItem) -> Call:
    """Delete a task from its board."""
    return _call("project_management_delete_task", task_id=item.id)


def put_item(item: WorkItem, stage: str) -> Call:
    """Move a task to another list."""
    return _update_item(item, "list_name", stage)


def give_item(item: WorkItem, person: Person) -> Call:
    """Assign a task to somebody else."""
    return _update_item(item, "assigned_to_email", person.address)


def postpone_item(item: WorkItem, due: date) -> Call:
    """Give a task another due date."""
    return _update_item(item, "due_date", due.isoformat())


def rename_item(item: WorkItem, name: str) -> Call:
    """Call a task by another name."""
    return _update_item(item, "task_name", name)


def transfer_item(item: WorkItem, board: str) -> Call:
    """Move a task to another board."""
    return _update_item(item, "board", board)


def _update_item(item: WorkItem, field: str, value: str) -> Call:
    return _call("project_management_update_task", task_id=item.id, field=field, new_value=value)


# ── customers ────────────────────────────────────────────────────────────────────────────────────


def add_customer(name: str, person: Person, status: str, **more: str) -> Call:
    """Create a customer; `more` are further columns."""
    return _call(
        "customer_relationship_manager_add_customer",
        customer_name=name,
        assigned_to_email=person.address,
        status=status,
        **more,
    )


def delete_customer(customer: Customer) -> Call:
    """Delete a customer."""
    return _call("customer_relationship_manager_delete_customer", customer_id=customer.id)


def set_status(customer: Customer, status: str) -> Call:
    """Move a customer to another status."""
    return update_customer(customer, "status", status)


def give_customer(customer: Customer, person: Person) -> Call:
    """Put a customer in the charge of somebody else."""
    return update_customer(customer, "assigned_to_email", person.address)


def update_customer(customer: Customer, field: str, value: str) -> Call:
    """Change one column of a customer."""
    return _call(
        "customer_relationship_manager_update_customer",
        customer_id=customer.id,
        field=field,
        new_value=value,
    )
