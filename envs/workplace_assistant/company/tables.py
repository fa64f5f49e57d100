"""The company's tables, as the databases load them.

dice ─▶ mails, events, visits, work_items, customers ─▶ Office (values) ─▶ company_tables() (text)
└▶ templates ─▶ company_tasks()
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .customers import generate_customers
from .events import generate_events
from .mails import generate_mails
from .office import Office
from .people import PEOPLE
from .visits import generate_visits
from .work_items import generate_work_items

if TYPE_CHECKING:
    from .records import Row


@cache
def company_office() -> Office:
    """Return the company as values; the same object at every call."""
    return Office(
        mails=tuple(generate_mails()),
        events=tuple(generate_events()),
        visits=tuple(generate_visits()),
        items=tuple(generate_work_items()),
        customers=tuple(generate_customers()),
    )


@cache
def company_tables() -> dict[str, list[Row]]:
    """Return every table by name, as rows of text; the same object at every call: do not change it.

    `email_addresses` is the directory; its rows have one column, `email_address`.
    """
    office = company_office()
    return {
        "emails": [mail.row() for mail in office.mails],
        "calendar_events": [event.row() for event in office.events],
        "analytics_data": [visit.row() for visit in office.visits],
        "project_tasks": [item.row() for item in office.items],
        "customer_relationship_manager_data": [customer.row() for customer in office.customers],
        "email_addresses": [{"email_address": person.address} for person in PEOPLE],
    }
