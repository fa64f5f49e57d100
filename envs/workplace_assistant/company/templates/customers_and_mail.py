"""Tasks on customers and mails together."""

from __future__ import annotations

from ..calls import send, set_status
from ..clock import TODAY
from ..template import Case, Draft, letter_slots, template
from .figures import mail_figure


@template(
    "multi",
    "Send our customer {name} an email with the subject '{subject}' and the body '{body}'",
    "Write to {name}, whose address is in the CRM. Subject: '{subject}'. Text: '{body}'",
    "Look up the mail address of the customer {name} and send them '{body}' with the subject"
    " '{subject}'",
)
def _customer_mail(d: Draft) -> Case | None:
    customer, letter = d.pick(d.office.customers), d.letter()
    slots = {"name": customer.name, **letter_slots(letter)}
    return Case(slots, (send(customer.email, letter),))


@template(
    "multi",
    "Set {name} to {status} in the CRM and email the colleague in charge of this customer. Subject"
    " '{subject}', text '{body}'",
    "{name} is {status}. Change the status, then send the person to whom the customer is assigned a"
    " mail titled '{subject}': '{body}'",
    "Update the customer {name} to {status} and tell whoever looks after them by email: subject"
    " '{subject}', body '{body}'",
)
def _customer_set_status_and_tell(d: Draft) -> Case | None:
    customer, letter, status = d.pick(d.office.customers), d.letter(), d.pick(["Won", "Lost"])
    if customer.status == status:
        return None
    slots = {"name": customer.name, "status": status, **letter_slots(letter)}
    return Case(slots, (set_status(customer, status), send(customer.address, letter)))


@template(
    "multi",
    "Email {person} the number of {status} customers that {other} has. Subject '{subject}', body"
    " only the number.",
    "How many customers in the status {status} are assigned to {other}? Mail just the number to"
    " {person} with the subject '{subject}'.",
    "{person} asks how many {status} customers {other} looks after. Answer by an email titled"
    " '{subject}' that contains nothing but the number.",
)
def _customers_mail_count(d: Draft) -> Case | None:
    person, other, customer = d.person(), d.seller(), d.pick(d.office.customers)
    if person == other:
        return None
    status = customer.status
    count = len(d.office.customers_of(other, status))
    return mail_figure(d, person, str(count), other=d.name(other), status=status)


@template(
    "multi",
    "Send every {status} customer of {person} who is interested in {product} an email: subject"
    " '{subject}', body '{body}'. Their addresses are in the CRM.",
    "Write to each customer that is assigned to {person}, has the status {status} and wants"
    " {product}. One mail each, titled '{subject}', saying '{body}'",
    "Mail '{body}' with the subject '{subject}' to all those customers of {person} in {status}"
    " whose interest is {product}, separately",
)
def _customers_mail_all(d: Draft) -> Case | None:
    person, model, letter = d.seller(), d.pick(d.office.customers), d.letter()
    customers = d.office.customers_of(person, model.status, model.product)
    if not 1 < len(customers) < 7:
        return None
    slots = {"person": d.name(person), "status": model.status, "product": model.product}
    return Case(slots | letter_slots(letter), tuple(send(c.email, letter) for c in customers))


@template(
    "multi",
    "If {person} has more than {count} customers whose follow-up date is before today, email them"
    " with the subject '{subject}' and the text '{body}'",
    "Count {person}'s customers with a follow-up date earlier than today. If there are over"
    " {count}, send {person} a mail titled '{subject}': '{body}'. Otherwise do nothing.",
    "Remind {person} by email (subject '{subject}', body '{body}'), provided that the follow-up"
    " date of more than {count} of their customers lies before today.",
)
def _customers_remind_if_late(d: Draft) -> Case | None:
    person, letter = d.seller(), d.letter()
    late = [c for c in d.office.customers_of(person) if c.follow_up.date() < TODAY]
    count = max(1, len(late) + d.below(9) - 5)
    calls = (send(person.address, letter),) if len(late) > count else ()
    return Case({"person": d.name(person), "count": str(count), **letter_slots(letter)}, calls)


TEMPLATES = (
    _customer_mail,
    _customer_set_status_and_tell,
    _customers_mail_count,
    _customers_mail_all,
    _customers_remind_if_late,
)
