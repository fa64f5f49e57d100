"""The customers, each in the charge of somebody in sales."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from .clock import TODAY, days, end_of
from .dice import dice, shuffled_ids, weighted
from .people import SALES
from .records import Customer
from .words import words

if TYPE_CHECKING:
    from random import Random

COUNT = 216
COMPANIES = 90
CONTACT_DAYS = days(date(2023, 10, 1), TODAY)
PRODUCT_WEIGHTS = {"Software": 26, "Hardware": 24, "Services": 20, "Consulting": 14, "Training": 16}
STATUS_WEIGHTS = {"Lead": 28, "Qualified": 20, "Proposal": 22, "Won": 16, "Lost": 14}
PRODUCTS = tuple(PRODUCT_WEIGHTS)
STATUSES = tuple(STATUS_WEIGHTS)


def generate_customers() -> list[Customer]:
    """Return all customers, last contacted first; names are unique."""
    rng = dice("customers")
    names = rng.sample(_names(), COUNT)
    companies = rng.sample(_companies(), COMPANIES)
    ids = shuffled_ids(rng, COUNT)
    customers = [
        _customer(rng, id_, name, rng.choice(companies))
        for id_, name in zip(ids, names, strict=True)
    ]
    return sorted(customers, key=lambda customer: customer.last_contact, reverse=True)


def _names() -> list[str]:
    lasts = words("customers", "last_names")
    return [f"{first} {last}" for first in words("customers", "first_names") for last in lasts]


def _companies() -> list[str]:
    tails = words("customers", "company_tails")
    return [head + tail for head in words("customers", "company_heads") for tail in tails]


def _customer(rng: Random, id_: str, name: str, company: str) -> Customer:
    contact = rng.choice(CONTACT_DAYS)
    return Customer(
        id=id_,
        address=rng.choice(SALES).address,
        name=name,
        email=f"{name.replace(' ', '.')}@{company}.example".lower(),
        phone=_phone(rng) if rng.random() < 0.6 else "",
        last_contact=end_of(contact),
        product=weighted(rng, PRODUCT_WEIGHTS),
        status=weighted(rng, STATUS_WEIGHTS),
        follow_up=end_of(contact + timedelta(days=6 + rng.randrange(36))),
        notes=_notes(rng, contact),
    )


def _phone(rng: Random) -> str:
    """Draw a number of the range that is kept free for fiction."""
    return f"{201 + rng.randrange(780)}-555-{100 + rng.randrange(100):04d}"


def _notes(rng: Random, contact: date) -> str:
    """Draw up to three notes, newest first, the newest of them from the last contact."""
    kinds = rng.sample(words("customers", "contacts"), rng.randrange(4))
    lines, day = [], contact
    for kind in kinds:
        lines.append(f"{day.isoformat()}: {kind}")
        day -= timedelta(days=3 + rng.randrange(14))
    return " ".join(lines)
