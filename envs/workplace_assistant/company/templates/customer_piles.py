"""Tasks on several customers at once."""

from __future__ import annotations

from datetime import timedelta

from ..calls import delete_customer, give_customer, set_status, update_customer
from ..clock import NOW, TODAY, end_of, stamp
from ..customers import PRODUCTS, STATUSES
from ..people import SALES
from ..template import Case, Draft, case, template
from ..words import words
from .customers import longest_silent, other_seller

LARGEST_PILE = 8
"""Customers to handle in one task at most."""


@template(
    "customer_relationship_manager",
    "{other} is taking over all of {person}'s customers with the status {status} who are interested"
    " in {product}. Please change the CRM accordingly.",
    "Please give {other} every customer of {person} that has the status {status} and the product"
    " interest {product}",
    "In the CRM, change the person in charge from {person} to {other} for those {status} customers"
    " who want {product}.",
)
def _customers_hand_over(d: Draft) -> Case | None:
    (person, other), status, product = d.pair(SALES), d.pick(STATUSES), d.pick(PRODUCTS)
    customers = d.office.customers_of(person, status, product)
    if not 0 < len(customers) <= LARGEST_PILE:
        return None
    calls = [give_customer(customer, other) for customer in customers]
    slots = {"status": status, "product": product}
    return case(calls, person=d.name(person), other=d.name(other), **slots)


@template(
    "customer_relationship_manager",
    "Set all customers in Proposal who are interested in {product} and whose last contact was"
    " before {day} to Lost.",
    "Proposals for {product} that we have not touched since before {day} (last contact date earlier"
    " than {day}) are Lost. Update their status.",
    "Mark as Lost everyone with the status Proposal, the interest {product} and a last contact date"
    " before {day}",
)
def _customers_lose_stale(d: Draft) -> Case | None:
    product, day = d.pick(PRODUCTS), TODAY - timedelta(days=21 + d.below(35))
    customers = [
        c
        for c in d.office.customers
        if (c.product, c.status) == (product, "Proposal") and c.last_contact.date() < day
    ]
    if not 0 < len(customers) <= LARGEST_PILE:
        return None
    return case([set_status(c, "Lost") for c in customers], product=product, day=d.day(day))


@template(
    "customer_relationship_manager",
    "Delete {person}'s {status} customers who are interested in {product}.",
    "We no longer need {person}'s customers with the status {status} and the interest {product};"
    " remove them from the CRM",
    "Please erase from the CRM whoever is assigned to {person}, has the status {status} and is"
    " interested in {product}.",
)
def _customers_delete(d: Draft) -> Case | None:
    person, status, product = d.seller(), d.pick(STATUSES), d.pick(PRODUCTS)
    customers = d.office.customers_of(person, status, product)
    if not 0 < len(customers) <= LARGEST_PILE:
        return None
    calls = map(delete_customer, customers)
    return case(calls, person=d.name(person), status=status, product=product)


@template(
    "customer_relationship_manager",
    "Delete the Lost customers whose last contact was before {day}.",
    "Everybody in the status Lost with a last contact date earlier than {day} can be removed from"
    " the CRM",
    "Please clean up the CRM: erase all customers that are Lost and were last contacted before"
    " {day}.",
)
def _customers_delete_stale(d: Draft) -> Case | None:
    day = TODAY - timedelta(days=20 + d.below(40))
    lost = [c for c in d.office.customers if c.status == "Lost" and c.last_contact.date() < day]
    return case(map(delete_customer, lost), day=d.day(day)) if 0 < len(lost) <= 9 else None


@template(
    "customer_relationship_manager",
    "The follow-up of some of {person}'s {status} customers is overdue (follow-up date before"
    " today). Set it to {due} for them.",
    "For each customer of {person} in {status} whose follow-up date lies before today, change that"
    " date to {due}",
    "{person} did not manage to follow up in time. Move the follow-up date of all their {status}"
    " customers where it is earlier than today to {due}.",
)
def _customers_delay_follow_up(d: Draft) -> Case | None:
    person, status = d.seller(), d.pick(STATUSES[:3])
    late = [c for c in d.office.customers_of(person, status) if c.follow_up.date() < TODAY]
    due = stamp(end_of(TODAY + timedelta(days=5 + d.below(14))))
    if not 0 < len(late) <= LARGEST_PILE:
        return None
    calls = [update_customer(customer, "follow_up_by", due) for customer in late]
    return case(calls, person=d.name(person), status=status, due=due)


@template(
    "customer_relationship_manager",
    "Make every Lead of {person}'s Qualified whose notes contain '{note}'",
    "Which of the customers of {person} with the status Lead have '{note}' in their notes? Set"
    " those to Qualified.",
    "Change {person}'s Leads to Qualified if their notes say '{note}'",
)
def _customers_qualify_by_note(d: Draft) -> Case | None:
    person, note = d.seller(), d.pick(words("customers", "contacts")).rstrip(".")
    customers = [c for c in d.office.customers_of(person, "Lead") if note in c.notes]
    if not customers:
        return None
    return case([set_status(c, "Qualified") for c in customers], person=d.name(person), note=note)


@template(
    "customer_relationship_manager",
    "Assign all customers with a mail address at {host} to {person}",
    "{person} looks after the whole firm {host} from now on. Please reassign every customer whose"
    " email ends in that domain.",
    "Everyone in the CRM whose email address is at {host} should be in {person}'s charge.",
)
def _customers_give_firm(d: Draft) -> Case | None:
    host, person = d.pick(d.office.customers).email.partition("@")[2], d.seller()
    customers = [c for c in d.office.customers if c.email.endswith(f"@{host}")]
    moving = [c for c in customers if c.address != person.address]
    if len(customers) < 2 or not moving:
        return None
    return case([give_customer(c, person) for c in moving], host=host, person=d.name(person))


@template(
    "customer_relationship_manager",
    "Set {person}'s {status} customers without a phone number to Lost.",
    "If we have no phone number of a {status} customer of {person}'s, the case is Lost. Update all"
    " of these.",
    "Please mark as Lost those customers of {person} in the status {status} that have an empty"
    " phone number",
)
def _customers_lose_without_phone(d: Draft) -> Case | None:
    person, status = d.seller(), d.pick(STATUSES[:3])
    customers = [c for c in d.office.customers_of(person, status) if not c.phone]
    if not 0 < len(customers) <= LARGEST_PILE:
        return None
    return case([set_status(c, "Lost") for c in customers], person=d.name(person), status=status)


@template(
    "customer_relationship_manager",
    "If {person} has more than {count} customers in the status {status}, give the one of them who"
    " was contacted longest ago to {other}.",
    "Count the {status} customers of {person}. Over {count}: reassign the one with the oldest last"
    " contact date to {other}. Otherwise change nothing.",
    "{other} takes the {status} customer of {person} with the earliest last contact date, provided"
    " {person} has more than {count} in that status.",
)
def _customers_relieve_if_many(d: Draft) -> Case | None:
    (person, other), status = d.pair(SALES), d.pick(STATUSES)
    customers = d.office.customers_of(person, status)
    oldest, count = longest_silent(customers), len(customers) + d.below(4) - 2
    if oldest is None or count < 1:
        return None
    calls = [give_customer(oldest, other)] if len(customers) > count else []
    slots = {"status": status, "count": d.count(count)}
    return case(calls, person=d.name(person), other=d.name(other), **slots)


@template(
    "customer_relationship_manager",
    "Assign {name} to {person} or {other}: to the one who has fewer customers in the status Lead.",
    "Who of {person} and {other} has fewer Leads? That one should take over {name}.",
    "Give the customer {name} to whichever of {person} and {other} is in charge of fewer Leads at"
    " the moment",
)
def _customer_give_to_less_busy(d: Draft) -> Case | None:
    customer = d.pick(d.office.customers)
    person, other = other_seller(d, customer), other_seller(d, customer)
    mine, theirs = (len(d.office.customers_of(p, "Lead")) for p in (person, other))
    if person == other or mine == theirs:
        return None
    call = give_customer(customer, person if mine < theirs else other)
    return case(call, name=customer.name, person=d.name(person), other=d.name(other))


@template(
    "customer_relationship_manager",
    "If {name} has not been contacted since {day} (last contact date before {day}), set the status"
    " to Lost.",
    "When did we last contact {name}? If it was before {day}, mark the customer as Lost; if not,"
    " leave the status alone.",
    "Mark {name} as Lost, but only in case the last contact date lies before {day}",
)
def _customer_lose_if_stale(d: Draft) -> Case | None:
    customer = d.pick(d.office.customers)
    last = customer.last_contact.date()
    day = last + timedelta(days=d.pick([-6, 0, 1, 3, 8]))
    if customer.status == "Lost" or not day < NOW.date():
        return None
    calls = [set_status(customer, "Lost")] if last < day else []
    return case(calls, name=customer.name, day=d.day(day))


TEMPLATES = (
    _customers_hand_over,
    _customers_lose_stale,
    _customers_delete,
    _customers_delete_stale,
    _customers_delay_follow_up,
    _customers_qualify_by_note,
    _customers_give_firm,
    _customers_lose_without_phone,
    _customers_relieve_if_many,
    _customer_give_to_less_busy,
    _customer_lose_if_stale,
)
