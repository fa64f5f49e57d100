"""The customer relationship manager: customers, what they want and who looks after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..tool import Tool, check_form
from .database import Where
from .dates import WHEN, When
from .paging import DEFAULT_PAGE_SIZE, PageSize, page_of
from .records import delete_row, update_field
from .replies import Declined, need, need_choice, need_one_of
from .schema import CUSTOMERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.types import JsonObject
    from .database import Database
    from .template import Row

_CHOICES = {
    "status": ("Qualified", "Won", "Lost", "Lead", "Proposal"),
    "product_interest": ("Software", "Hardware", "Services", "Consulting", "Training"),
}
_ADDRESSES = {"assigned_to_email", "customer_email"}
_CHANGEABLE = CUSTOMERS.columns[1:]


def search_customers(
    db: Database,
    /,
    customer_name: str = "",
    customer_email: str = "",
    product_interest: str = "",
    status: str = "",
    assigned_to_email: str = "",
    last_contact_date_min: When = "",
    last_contact_date_max: When = "",
    follow_up_by_min: When = "",
    follow_up_by_max: When = "",
    page: int = 1,
    page_size: PageSize = DEFAULT_PAGE_SIZE,
) -> JsonObject:
    """Search the customers.

    A customer fits when all of the given conditions hold; at least one is needed. By the page.

    Args:
        customer_name: Text that occurs in the customer's name, in any case.
        customer_email: Text that occurs in the customer's mail address, in any case.
        product_interest: Text that occurs in the product interest, in any case.
        status: Text that occurs in the status, in any case.
        assigned_to_email: Text that occurs in the mail address of who looks after the customer.
        last_contact_date_min: The first day of the last contact to include, YYYY-MM-DD.
        last_contact_date_max: The last day of the last contact to include, YYYY-MM-DD.
        follow_up_by_min: The first day of the follow-up to include, YYYY-MM-DD.
        follow_up_by_max: The last day of the follow-up to include, YYYY-MM-DD.
        page: Which page of the results to return, counted from 1.
        page_size: How many customers make a page.
    """
    texts = (assigned_to_email, customer_name, customer_email, product_interest, status)
    contacts = (last_contact_date_min, last_contact_date_max)
    follow_ups = (follow_up_by_min, follow_up_by_max)
    return _search(db, texts, (contacts, follow_ups), page, page_size)


def update_customer(db: Database, /, customer_id: str, field: str, new_value: str) -> str:
    """Change one field of a customer.

    Args:
        customer_id: The id of the customer to change, 8 digits.
        field: The field to change: 'customer_name', 'assigned_to_email', 'customer_email',
            'customer_phone', 'last_contact_date', 'product_interest', 'status', 'notes' or
            'follow_up_by'.
        new_value: What the field is to hold; the same rules hold as for a new customer.
    """
    need(customer_id=customer_id, field=field, new_value=new_value)
    need_choice("field that can be changed", field, _CHANGEABLE)
    if field in _CHOICES:
        need_choice(field, new_value, _CHOICES[field])
    if field in _ADDRESSES:
        new_value = new_value.lower()
    return update_field(db, CUSTOMERS, "customer", customer_id, field, new_value)


def add_customer(
    db: Database,
    /,
    customer_name: str,
    assigned_to_email: str,
    status: str,
    customer_email: str | None = None,
    customer_phone: str | None = None,
    last_contact_date: When | None = None,
    product_interest: str | None = None,
    notes: str = "",
    follow_up_by: When | None = None,
) -> str:
    """Add a customer; returns the new id.

    Args:
        customer_name: What the customer is called.
        assigned_to_email: The mail address of who looks after the customer.
        status: One of 'Qualified', 'Won', 'Lost', 'Lead' and 'Proposal'.
        customer_email: The customer's mail address.
        customer_phone: The customer's phone number.
        last_contact_date: When the customer was last in contact, YYYY-MM-DD.
        product_interest: One of 'Software', 'Hardware', 'Services', 'Consulting' and 'Training'.
        notes: Notes about the customer.
        follow_up_by: When to be in contact again, YYYY-MM-DD.
    """
    row: Row = {
        "assigned_to_email": assigned_to_email.lower(),
        "customer_name": customer_name,
        "customer_email": customer_email and customer_email.lower(),
        "customer_phone": customer_phone,
        "last_contact_date": last_contact_date,
        "product_interest": product_interest,
        "status": status,
        "follow_up_by": follow_up_by,
        "notes": notes,
    }
    return _add(db, row)


def delete_customer(db: Database, /, customer_id: str) -> str:
    """Delete a customer.

    Args:
        customer_id: The id of the customer to delete, 8 digits.
    """
    return delete_row(db, CUSTOMERS, "customer", customer_id)


def _search(
    db: Database,
    texts: Sequence[str],
    bounds: Sequence[tuple[str, str]],
    page: int,
    page_size: int,
) -> JsonObject:
    """Search by texts of the searched columns and bounds of the timed ones, in their order."""
    contained = dict(zip(CUSTOMERS.searched, texts, strict=True))
    timed = dict(zip(CUSTOMERS.timed, bounds, strict=True))
    need_one_of(
        **contained,
        **{f"{column}_min or _max": low or high for column, (low, high) in timed.items()},
    )
    where = Where()
    for column, text in contained.items():
        if text:
            where.contains(text, column)
    for column, (lowest, highest) in timed.items():
        where.between(column, lowest, highest)
    positions = db.search(CUSTOMERS, where)
    if not positions:
        raise Declined("No customer fits this search.")
    return page_of(db, CUSTOMERS, positions, "customers", page, page_size)


def _add(db: Database, row: Row) -> str:
    need(**{field: row[field] for field in ("customer_name", "assigned_to_email", "status")})
    for field, choices in _CHOICES.items():
        value = row[field]
        if value:
            need_choice(field, value, choices)
    customer_id = db.next_id(CUSTOMERS)
    db.insert(CUSTOMERS, {"customer_id": customer_id, **row})
    return customer_id


def _check_new_value(tool: str, bound: dict[str, Any]) -> None:
    if bound["field"] in CUSTOMERS.timed:
        check_form(tool, "new_value", bound["new_value"], WHEN)


_PREFIX = "customer_relationship_manager_"

TOOLS = (
    Tool.from_function(search_customers, name=f"{_PREFIX}search_customers"),
    Tool.from_function(update_customer, name=f"{_PREFIX}update_customer", check=_check_new_value),
    Tool.from_function(add_customer, name=f"{_PREFIX}add_customer"),
    Tool.from_function(delete_customer, name=f"{_PREFIX}delete_customer"),
)
