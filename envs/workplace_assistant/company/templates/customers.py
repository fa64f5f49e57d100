"""Tasks on single customers."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ..calls import add_customer, delete_customer, give_customer, set_status, update_customer
from ..clock import NOW, TODAY, end_of, stamp
from ..customers import PRODUCTS, STATUSES
from ..people import SALES, Person
from ..template import Case, Draft, case, template
from ..words import words

if TYPE_CHECKING:
    from ..records import Customer


def new_name(d: Draft) -> str:
    """Draw the name of somebody who is not a customer yet."""
    first, last = (
        d.pick(words("customers", "first_names")),
        d.pick(words("customers", "last_names")),
    )
    name = f"{first} {last}"
    return new_name(d) if any(c.name == name for c in d.office.customers) else name


def longest_silent(customers: list[Customer]) -> Customer | None:
    """Return who was contacted longest ago, None when there is nobody or more than one."""
    first = min((customer.last_contact for customer in customers), default=None)
    found = [customer for customer in customers if customer.last_contact == first]
    return found[0] if len(found) == 1 else None


def other_seller(d: Draft, customer: Customer) -> Person:
    """Draw somebody in sales who is not in charge of the customer."""
    return d.pick([person for person in SALES if person.address != customer.address])


@template(
    "customer_relationship_manager",
    "Add {name} as a new customer: status {status}, interested in {product}, assigned to {person}.",
    "Please create a customer called {name} in the CRM. {person} is in charge, the status is"
    " {status} and the product interest {product}",
    "We have a new contact, {name}. Enter them with the status {status} and an interest in"
    " {product}; {person} looks after them.",
)
def _customer_add(d: Draft) -> Case | None:
    name, person, status = new_name(d), d.seller(), d.pick(STATUSES[:3])
    product = d.pick(PRODUCTS)
    call = add_customer(name, person, status, product_interest=product)
    return case(call, name=name, status=status, product=product, person=d.name(person))


@template(
    "customer_relationship_manager",
    "Add the customer {name} ({email}, phone {phone}) with the status {status}, assigned to"
    " {person}.",
    "New entry for the CRM: {name}, mail address {email}, phone number {phone}, status {status}."
    " {person} is responsible.",
    "Create {name} as a customer of {person}'s. Email: {email}. Phone: {phone}. Status: {status}",
)
def _customer_add_with_contact(d: Draft) -> Case | None:
    name, person, status = new_name(d), d.seller(), d.pick(STATUSES[:3])
    host = d.pick(d.office.customers).email.partition("@")[2]
    email = f"{name.replace(' ', '.')}@{host}".lower()
    phone = f"{201 + d.below(780)}-555-{100 + d.below(100):04d}"
    call = add_customer(name, person, status, customer_email=email, customer_phone=phone)
    return case(call, name=name, email=email, phone=phone, status=status, person=d.name(person))


@template(
    "customer_relationship_manager",
    "If there is no customer called {name} in the CRM yet, add them as a {status} for {person}."
    " If there is, leave everything as it is.",
    "Is {name} in our customer list? If not, create the entry with the status {status}, assigned to"
    " {person}; otherwise do nothing.",
    "Make sure that {name} is a customer: only when the name is missing in the CRM, add it with the"
    " status {status} and {person} in charge.",
)
def _customer_add_if_missing(d: Draft) -> Case | None:
    known = d.pick(d.office.customers).name
    name, person, status = d.pick([known, new_name(d)]), d.seller(), d.pick(STATUSES[:3])
    calls = [] if name == known else [add_customer(name, person, status)]
    return case(calls, name=name, status=status, person=d.name(person))


@template(
    "customer_relationship_manager",
    "Set the status of {name} to {status}",
    "{name} is {status} now, please update the customer's status in the CRM.",
    "Change {name} from {old} to {status} in the CRM.",
)
def _customer_set_status(d: Draft) -> Case | None:
    customer = d.pick(d.office.customers)
    status = d.pick([status for status in STATUSES if status != customer.status])
    call = set_status(customer, status)
    return case(call, name=customer.name, status=status, old=customer.status)


@template(
    "customer_relationship_manager",
    "If {name} is still in the status {old}, change it to {status}. Otherwise leave it.",
    "Check {name} in the CRM: only a customer with the status {old} should become {status}.",
    "Move {name} to {status}, but only if the customer's status is {old} at the moment",
)
def _customer_set_status_if(d: Draft) -> Case | None:
    customer, (old, status) = d.pick(d.office.customers), d.some(STATUSES, 2)
    if d.below(2):
        old = customer.status
    if status in {old, customer.status}:
        return None
    calls = [set_status(customer, status)] if customer.status == old else []
    return case(calls, name=customer.name, old=old, status=status)


@template(
    "customer_relationship_manager",
    "{name} has a new phone number: {phone}. Update the CRM.",
    "Set the phone number of our customer {name} to {phone}",
    "Please enter {phone} as {name}'s phone number in the CRM.",
)
def _customer_set_phone(d: Draft) -> Case | None:
    customer = d.pick(d.office.customers)
    phone = f"{201 + d.below(780)}-555-{100 + d.below(100):04d}"
    call = update_customer(customer, "customer_phone", phone)
    return case(call, name=customer.name, phone=phone)


@template(
    "customer_relationship_manager",
    "The customer {name} moved to another firm. The new email address is {email}",
    "Change the customer email of {name} to {email}.",
    "Please correct {name}'s mail address in the CRM, it should be {email}",
)
def _customer_set_email(d: Draft) -> Case | None:
    customer, other = d.some(d.office.customers, 2)
    email = customer.email.partition("@")[0] + "@" + other.email.partition("@")[2]
    if email == customer.email:
        return None
    call = update_customer(customer, "customer_email", email)
    return case(call, name=customer.name, email=email)


@template(
    "customer_relationship_manager",
    "{name} is now interested in {product}. Please change the product interest.",
    "Set the product interest of the customer {name} to {product}",
    "In the CRM, {name} should be listed with an interest in {product} instead of {old}.",
)
def _customer_set_product(d: Draft) -> Case | None:
    customer = d.pick(d.office.customers)
    product = d.pick([product for product in PRODUCTS if product != customer.product])
    call = update_customer(customer, "product_interest", product)
    return case(call, name=customer.name, product=product, old=customer.product)


@template(
    "customer_relationship_manager",
    "Replace the notes on {name} by '{note}'",
    "The notes field of the customer {name} should contain just this: '{note}'",
    "Overwrite {name}'s notes in the CRM with '{note}'",
)
def _customer_set_notes(d: Draft) -> Case | None:
    customer, note = d.pick(d.office.customers), d.pick(words("messages", "notes"))
    return case(update_customer(customer, "notes", note), name=customer.name, note=note)


@template(
    "customer_relationship_manager",
    "I just spoke with {name}. Set their last contact date to {contact} and the follow-up date to"
    " {follow_up}.",
    "Update {name} in the CRM: last contact date {contact}, follow up by {follow_up}",
    "For the customer {name}, please record {contact} as the last contact date and {follow_up} as"
    " the date to follow up by.",
)
def _customer_log_contact(d: Draft) -> Case | None:
    customer = d.pick(d.office.customers)
    contact = stamp(NOW)
    follow_up = stamp(end_of(TODAY + timedelta(days=7 + d.below(20))))
    if customer.last_contact == NOW or stamp(customer.follow_up) == follow_up:
        return None
    calls = [
        update_customer(customer, "last_contact_date", contact),
        update_customer(customer, "follow_up_by", follow_up),
    ]
    return case(calls, name=customer.name, contact=contact, follow_up=follow_up)


@template(
    "customer_relationship_manager",
    "{person} takes over the customer {name}. Change the CRM accordingly.",
    "Assign {name} to {person} in the CRM",
    "Please put {person} in charge of our customer {name}.",
)
def _customer_give(d: Draft) -> Case | None:
    customer = d.pick(d.office.customers)
    person = other_seller(d, customer)
    return case(give_customer(customer, person), name=customer.name, person=d.name(person))


@template(
    "customer_relationship_manager",
    "Delete the customer {name} from the CRM",
    "{name} asked us to erase their data. Remove the customer record.",
    "The CRM should no longer contain {name}, please delete the entry.",
)
def _customer_delete(d: Draft) -> Case | None:
    customer = d.pick(d.office.customers)
    return case(delete_customer(customer), name=customer.name)


TEMPLATES = (
    _customer_add,
    _customer_add_with_contact,
    _customer_add_if_missing,
    _customer_set_status,
    _customer_set_status_if,
    _customer_set_phone,
    _customer_set_email,
    _customer_set_product,
    _customer_set_notes,
    _customer_log_contact,
    _customer_give,
    _customer_delete,
)
