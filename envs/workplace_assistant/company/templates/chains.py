"""Tasks that lead through several domains, most of them through three."""

from __future__ import annotations

from ..calls import (
    add_customer,
    add_item,
    cancel,
    delete_mail,
    give_customer,
    give_item,
    hand_event,
    plot,
    put_item,
    reply,
    send,
    set_status,
)
from ..customers import PRODUCTS
from ..people import BUILDERS, person_of
from ..speech import KINDS
from ..template import Case, Draft, case, letter_slots, template
from ..work_items import BOARDS
from .analytics import KNOWN_DAYS, TIMELINES
from .bookings import free_slot
from .customers import new_name, other_seller
from .projects import DUE_DAYS
from .projects import new_name as new_item_name
from .topics import mail_with_code


@template(
    "multi",
    "If we had more than {count} visits on {day}, do three things: plot total visits for {day}"
    " alone as a {kind}, book '{event}' with {person} {when} at {time} for {minutes}, and email"
    " {person} with the subject '{subject}' and the body '{body}'. If not, do none of them.",
    "Check the total visits of {day}. Only if they exceed {count}: make a {kind} of total visits"
    " from {day} to {day}, create '{event}' ({minutes}) with {person} {when} at {time}, and write"
    " to {person}: subject '{subject}', text '{body}'",
    "Was {day} busy, with over {count} visits? Then I need a {kind} of total visits for just that"
    " day, a meeting '{event}' with {person} {when} at {time} ({minutes}), and a mail to {person}"
    " titled '{subject}' saying '{body}'. Otherwise I need nothing.",
)
def _chain_busy_day(d: Draft) -> Case | None:
    person, day, kind = d.person(), d.pick(KNOWN_DAYS), d.pick(TIMELINES)
    slot, letter, visits = free_slot(d), d.letter(), len(d.office.visits_on(day))
    count = max(1, visits + d.below(5) - 3)
    calls = (
        plot(day, day, "total_visits", kind),
        slot.booked(person.address),
        send(person.address, letter),
    )
    slots = {"person": d.name(person), "day": d.day(day), "kind": KINDS[kind], "count": str(count)}
    return Case(slots | slot.said(d) | letter_slots(letter), calls if visits > count else ())


@template(
    "multi",
    "{name} has signed. Set the customer to Won, book '{event}' with the colleague in charge {when}"
    " at {time} for {minutes}, and email the customer: subject '{subject}', body '{body}'",
    "Three steps for the customer {name}: status to Won; an event '{event}' with the person they"
    " are assigned to, {when} at {time} for {minutes}; a mail to the customer titled '{subject}'"
    " saying '{body}'",
    "Please mark {name} as Won in the CRM, send {name} an email ('{subject}': '{body}') and"
    " schedule '{event}' with whoever looks after them, {when} at {time}, {minutes}.",
)
def _chain_won(d: Draft) -> Case | None:
    customer, slot, letter = d.pick(d.office.customers), free_slot(d), d.letter()
    if customer.status == "Won":
        return None
    calls = (
        set_status(customer, "Won"),
        slot.booked(customer.address),
        send(customer.email, letter),
    )
    return Case({"name": customer.name} | slot.said(d) | letter_slots(letter), calls)


@template(
    "multi",
    "{person} is ill. Put {person}'s tasks In Progress on the {board} board back to Backlog, cancel"
    " my next meeting with {person}, and email {other} with the subject '{subject}' and the text"
    " '{body}'",
    "As {person} is away: move what {person} has In Progress on {board} to Backlog, delete the next"
    " event I have with {person} and write to {other}: '{body}' (subject '{subject}').",
    "Please handle {person}'s absence. Tasks on the {board} board that {person} has In Progress go"
    " to Backlog; my next meeting with {person} is cancelled; {other} gets a mail titled"
    " '{subject}' that says '{body}'",
)
def _chain_absence(d: Draft) -> Case | None:
    (person, other), board, letter = d.pair(BUILDERS), d.pick(BOARDS), d.letter()
    items = [i for i in d.office.items_of(person, board) if i.stage == "In Progress"]
    events = d.office.meetings_with(person)
    if not items or not events:
        return None
    calls = [put_item(item, "Backlog") for item in items]
    calls += [cancel(events[0]), send(other.address, letter)]
    slots = {"person": d.name(person), "other": d.name(other), "board": board}
    return Case(slots | letter_slots(letter), tuple(calls))


@template(
    "multi",
    "{person} leaves and {other} takes over: reassign {person}'s tasks on the {board} board that"
    " are not Completed, change the participant of all my upcoming meetings with {person}, and"
    " email {other} with the subject '{subject}': '{body}'",
    "Hand {person}'s work to {other}. That means the unfinished tasks (not in Completed) on"
    " {board}, every future meeting of mine with {person}, and a mail to {other}: subject"
    " '{subject}', body '{body}'",
    "From now on {other} replaces {person} on the {board} board (all tasks outside Completed) and"
    " in all events that are still in my calendar. Write to {other} '{body}' under '{subject}'.",
)
def _chain_handover(d: Draft) -> Case | None:
    (person, other), board, letter = d.pair(BUILDERS), d.pick(BOARDS), d.letter()
    items, events = d.office.open_items_of(person, board), d.office.meetings_with(person)
    if not items or not events or len(items) + len(events) > 8:
        return None
    calls = [give_item(item, other) for item in items]
    calls += [hand_event(event, other) for event in events]
    slots = {"person": d.name(person), "other": d.name(other), "board": board}
    return Case(slots | letter_slots(letter), (*calls, send(other.address, letter)))


@template(
    "multi",
    "Create a task '{item}' on the {board} board (Backlog, due {due}) for the sender of the email"
    " that mentions {code}, and reply to that email with '{text}'",
    "Whoever wrote the mail with the number {code} should get the task '{item}': board {board},"
    " list Backlog, due {due}. Then answer the mail: '{text}'",
    "Turn the message about {code} into a task for its sender, named '{item}', in the Backlog of"
    " {board}, due on {due}. Reply to it with '{text}'",
)
def _chain_task_from_mail(d: Draft) -> Case | None:
    found, item, board = mail_with_code(d), new_item_name(d), d.pick(BOARDS)
    builders = {person.address: person for person in BUILDERS}
    if not found or found[0].address not in builders:
        return None
    due, text = d.pick(DUE_DAYS), d.reply_text()
    call = add_item(item, builders[found[0].address], "Backlog", due, board)
    slots = {"code": found[1], "item": item, "board": board, "due": d.day(due), "text": text}
    return Case(slots, (call, reply(found[0], text)))


@template(
    "multi",
    "If fewer users were engaged on {second} than on {first}, create a task '{item}' for {person}"
    " on the {board} board, in Backlog, due {due}.",
    "Compare the engaged users of {first} and {second}. Should {second} have fewer, add '{item}' to"
    " the Backlog of {board}, assigned to {person} and due {due}. Otherwise add nothing.",
    "{person} gets the task '{item}' ({board} board, list Backlog, due {due}), but only if there"
    " were fewer engaged users on {second} than on {first}.",
)
def _chain_task_from_visits(d: Draft) -> Case | None:
    person, item, board = d.builder(), new_item_name(d), d.pick(BOARDS)
    (first, second), due = sorted(d.some(KNOWN_DAYS, 2)), d.pick(DUE_DAYS)
    fell = d.office.engaged_on(second) < d.office.engaged_on(first)
    calls = [add_item(item, person, "Backlog", due, board)] if fell else []
    slots = dict(zip(("first", "second", "due"), d.days(first, second, due), strict=True))
    return case(calls, person=d.name(person), item=item, board=board, **slots)


@template(
    "multi",
    "Enter {name} into the CRM (status Lead, interest {product}, assigned to {person}) and book"
    " '{event}' with {person} {when} at {time} for {minutes}.",
    "New customer: {name}, a Lead for {product}, {person} in charge. Add the record and schedule"
    " '{event}' ({minutes}) with {person} {when} at {time}.",
    "Please create the Lead {name} with an interest in {product} for {person}. {person} and I then"
    " meet {when} at {time} for {minutes}; call the event '{event}'.",
)
def _chain_new_customer(d: Draft) -> Case | None:
    name, person, product, slot = new_name(d), d.seller(), d.pick(PRODUCTS), free_slot(d)
    calls = [
        add_customer(name, person, "Lead", product_interest=product),
        slot.booked(person.address),
    ]
    return case(calls, name=name, person=d.name(person), product=product, **slot.said(d))


@template(
    "multi",
    "Assign the customer {name} to {person}, cancel my next meeting with the colleague who was in"
    " charge before, and email {person}: subject '{subject}', text '{body}'",
    "{person} takes over {name} in the CRM. Delete the next event I have with the former person in"
    " charge and send {person} a mail titled '{subject}' saying '{body}'",
    "Please put {person} in charge of {name}. The next meeting of mine with whoever was in charge"
    " until now is off, remove it. Tell {person} by email: '{body}' (subject '{subject}').",
)
def _chain_new_owner(d: Draft) -> Case | None:
    customer, letter = d.pick(d.office.customers), d.letter()
    person = other_seller(d, customer)
    events = d.office.meetings_with(person_of(customer.address))
    if not events:
        return None
    slots = {"name": customer.name, "person": d.name(person), **letter_slots(letter)}
    calls = (give_customer(customer, person), cancel(events[0]), send(person.address, letter))
    return Case(slots, calls)


@template(
    "multi",
    "The email about {code} is dealt with: delete it, and cancel my next meeting with its sender.",
    "Find the mail that mentions {code}. Take the next event with the person who sent it out of my"
    " calendar and remove the mail.",
    "Whoever wrote to me about {code} no longer needs to see me. Cancel our next meeting and delete"
    " that email",
)
def _chain_settled_mail(d: Draft) -> Case | None:
    found = mail_with_code(d)
    events = d.office.meetings_with(person_of(found[0].address)) if found else []
    if not found or not events:
        return None
    return case([delete_mail(found[0]), cancel(events[0])], code=found[1])


TEMPLATES = (
    _chain_busy_day,
    _chain_won,
    _chain_absence,
    _chain_handover,
    _chain_task_from_mail,
    _chain_task_from_visits,
    _chain_new_customer,
    _chain_new_owner,
    _chain_settled_mail,
)
