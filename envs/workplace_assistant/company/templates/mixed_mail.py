"""Tasks that end in a mail and begin in another domain."""

from __future__ import annotations

from datetime import date

from ..calls import cancel, forward, give_item, move, plot, plot_path, put_item, send, set_status
from ..clock import days
from ..people import BUILDERS, Person, person_of
from ..speech import KINDS, VALUES
from ..template import Case, Draft, case, letter_slots, template
from ..visits import SOURCES
from ..words import Letter
from ..work_items import BOARDS
from .analytics import KNOWN_DAYS, TIMELINES, only_largest, span, span_slots
from .calendar import COMING_DAYS
from .topics import mail_with_code

SUBJECTS = ("Figures you asked for", "The number", "Result", "As requested", "For your report")
"""Subjects of mails whose body is a figure."""


def figure(d: Draft, person: Person, value: str, **slots: str) -> Case:
    """Return the case of mailing a figure, and nothing else, to a person."""
    letter = Letter(d.pick(SUBJECTS), value)
    calls = (send(person.address, letter),)
    return Case({"person": d.name(person), "subject": letter.subject, **slots}, calls)


# ── calendar and mail ────────────────────────────────────────────────────────────────────────────


@template(
    "multi",
    "Cancel my next meeting with {person} and send them an email with the subject '{subject}' and"
    " the text '{body}'",
    "Take the next appointment with {person} out of my calendar, then mail {person}: subject"
    " '{subject}', body '{body}'",
    "I cannot meet {person} next time. Delete that event and write to {person} '{body}' (subject"
    " '{subject}').",
)
def meeting_cancel_and_tell(d: Draft) -> Case | None:
    person, letter = d.person(), d.letter()
    events = d.office.meetings_with(person)
    if not events:
        return None
    slots = {"person": d.name(person), **letter_slots(letter)}
    return Case(slots, (cancel(events[0]), send(person.address, letter)))


@template(
    "multi",
    "Send everyone I meet {when} an email with the subject '{subject}' that says '{body}'. One mail"
    " per person.",
    "Please write one email to each participant of my meetings {when}: subject '{subject}', body"
    " '{body}'",
    "Whoever is in my calendar {when} should get a mail titled '{subject}' with the text '{body}',"
    " each person once.",
)
def meeting_mail_all(d: Draft) -> Case | None:
    day, letter = d.pick(COMING_DAYS), d.letter()
    addresses = dict.fromkeys(event.address for event in d.office.meetings_on(day))
    if not 1 < len(addresses) < 6:
        return None
    calls = tuple(send(address, letter) for address in addresses)
    return Case({"when": d.when(day), **letter_slots(letter)}, calls)


@template(
    "multi",
    "Forward {person}'s last email to the person I meet {position} {when}",
    "Who is in my {position} meeting {when}? Forward the latest mail I got from {person} to them.",
    "Please pass the most recent email from {person} on to the participant of my {position} event"
    " {when}",
)
def meeting_forward_to_participant(d: Draft) -> Case | None:
    person, day, index = d.person(), d.pick(COMING_DAYS), d.pick([0, -1])
    events = d.office.meetings_on(day)
    if len(events) < 2 or events[index].address == person.address:
        return None
    call = forward(d.office.received(person)[-1], person_of(events[index].address))
    position = "last" if index else "first"
    return case(call, person=d.name(person), position=position, when=d.when(day))


@template(
    "multi",
    "Move my next meeting with {person} to {day} at {time} and tell them by email. Subject:"
    " '{subject}', body: '{body}'",
    "Reschedule the next event with {person}: it should start on {day} at {time}. Then send {person}"
    " a mail titled '{subject}' saying '{body}'",
    "{day}, {time} is the new start of my next meeting with {person}. Update it and write to"
    " {person} with the subject '{subject}': '{body}'",
)
def meeting_move_and_tell(d: Draft) -> Case | None:
    person, day, letter = d.person(), d.pick(COMING_DAYS), d.letter()
    events = d.office.meetings_with(person)
    starts = d.office.free_starts(day, events[0].duration) if events else []
    if not starts or events[0].day == day:
        return None
    start = d.pick(starts)
    slots = {"person": d.name(person), "day": d.day(day), "time": d.time(start)}
    calls = (move(events[0], start), send(person.address, letter))
    return Case(slots | letter_slots(letter), calls)


# ── analytics and mail ───────────────────────────────────────────────────────────────────────────


@template(
    "multi",
    "Email {person} the total number of visits on {day}. Subject: '{subject}'; the body should be"
    " just the number.",
    "How many visits did we have on {day}? Send only that number as the body of an email to"
    " {person}, with the subject '{subject}'.",
    "{person} needs the visit count of {day}. Mail it with the subject '{subject}' and nothing but"
    " the number in the body.",
)
def visits_mail_count(d: Draft) -> Case | None:
    person, day = d.person(), d.pick(KNOWN_DAYS)
    return figure(d, person, str(len(d.office.visits_on(day))), day=d.day(day))


@template(
    "multi",
    "Email {person} how many users were engaged from {first} to {last} altogether. Subject"
    " '{subject}', and as the body only the number.",
    "Sum up the engaged users of the days {first} to {last} (both included) and mail the sum to"
    " {person}: subject '{subject}', body nothing but the number.",
    "{person} asks for the total of engaged users between {first} and {last}, inclusive. Send just"
    " the number as the text of an email titled '{subject}'.",
)
def visits_mail_engaged(d: Draft) -> Case | None:
    person, period = d.person(), span(d, 3, 10)
    engaged = sum(map(d.office.engaged_on, period))
    return figure(d, person, str(engaged), **span_slots(d, period))


@template(
    "multi",
    "Find out which day from {first} to {last} had the most visits and email it to {person}:"
    " subject '{subject}', body just the date in the form YYYY-MM-DD.",
    "Mail {person} the busiest day (most total visits) between {first} and {last}, both included."
    " The subject is '{subject}', the body only the date, like 2023-01-31.",
    "{person} wants to know on which day of {first} to {last} we had the highest number of visits."
    " Send only the date (YYYY-MM-DD) in an email with the subject '{subject}'.",
)
def visits_mail_busiest_day(d: Draft) -> Case | None:
    person, period = d.person(), span(d, 4, 12)
    best = only_largest({day.isoformat(): len(d.office.visits_on(day)) for day in period})
    return best and figure(d, person, best, **span_slots(d, period))


@template(
    "multi",
    "Make a {kind} of {value} from {first} to {last} and send {person} an email with the subject"
    " '{subject}' whose body is only the file path of the plot.",
    "Plot {value} between {first} and {last} as a {kind}. Then mail the plot's file path, and"
    " nothing else, to {person}; subject '{subject}'.",
    "{person} needs a {kind} of {value} for {first} until {last}. Create it and send them just its"
    " file path as the body of an email titled '{subject}'.",
)
def visits_plot_and_mail(d: Draft) -> Case | None:
    person, period, kind = d.person(), span(d), d.pick(list(KINDS))
    value = d.pick(list(VALUES))
    letter = Letter(d.pick(SUBJECTS), plot_path(period[0], period[-1], value, kind))
    calls = (plot(period[0], period[-1], value, kind), send(person.address, letter))
    slots = {"value": VALUES[value], "kind": KINDS[kind], **span_slots(d, period)}
    return Case({"person": d.name(person), "subject": letter.subject, **slots}, calls)


@template(
    "multi",
    "If {source} brought fewer than {count} visits from {first} to {last}, email {person} with the"
    " subject '{subject}' and the body '{body}'",
    "Count the {source} visits between {first} and {last} (inclusive). Fewer than {count}: send"
    " {person} a mail titled '{subject}' saying '{body}'. Otherwise send nothing.",
    "Write to {person} '{body}' (subject '{subject}'), but only if there were fewer than {count}"
    " visits by {source} from {first} until {last}",
)
def visits_mail_if_few(d: Draft) -> Case | None:
    person, letter, period = d.person(), d.letter(), span(d, 3, 8)
    source = d.pick(SOURCES)
    visits = len(d.office.visits_within(period, source))
    count = max(1, visits + d.below(5) - 1)
    calls = (send(person.address, letter),) if visits < count else ()
    slots = {"source": source, "count": str(count), **span_slots(d, period)}
    return Case({"person": d.name(person), **slots, **letter_slots(letter)}, calls)


# ── projects and mail ────────────────────────────────────────────────────────────────────────────


@template(
    "multi",
    "If {person} has any overdue task on the {board} board (due before today, not Completed), email"
    " them: subject '{subject}', body '{body}'",
    "Is anything of {person}'s on {board} late, that is due before today and not Completed? If yes,"
    " send {person} a mail titled '{subject}' with the text '{body}'. If no, send nothing.",
    "Write '{body}' to {person} under the subject '{subject}', but only in case they have a task on"
    " the {board} board that was due before today and is not in Completed",
)
def items_remind_if_late(d: Draft) -> Case | None:
    person, board, letter = d.builder(), d.pick(BOARDS), d.letter()
    late = d.office.overdue_items_of(person, board)
    calls = (send(person.address, letter),) if late else ()
    return Case({"person": d.name(person), "board": board, **letter_slots(letter)}, calls)


@template(
    "multi",
    "Send whoever does the task '{item}' an email with the subject '{subject}' and the text"
    " '{body}'",
    "Look up the assignee of the project task '{item}' and mail them. Subject: '{subject}'. Body:"
    " '{body}'",
    "The person in charge of '{item}' on the {board} board should get a mail titled '{subject}' that"
    " says '{body}'",
)
def items_mail_assignee(d: Draft) -> Case | None:
    item, letter = d.pick(d.office.named_once), d.letter()
    slots = {"item": item.name, "board": item.board, **letter_slots(letter)}
    return Case(slots, (send(item.address, letter),))


@template(
    "multi",
    "Email {person} the number of tasks that {other} has on the {board} board outside Completed."
    " Subject '{subject}', body only the number.",
    "How many tasks on {board} that are not Completed are assigned to {other}? Send {person} just"
    " this number, with the subject '{subject}'.",
    "{person} wants to know how many unfinished tasks (not in Completed) {other} has on the {board}"
    " board. Mail nothing but the number; the subject is '{subject}'.",
)
def items_mail_count(d: Draft) -> Case | None:
    (person, other), board = d.pair(BUILDERS), d.pick(BOARDS)
    count = len(d.office.open_items_of(other, board))
    return figure(d, person, str(count), other=d.name(other), board=board)


@template(
    "multi",
    "Assign '{item}' to {person} and email {person} with the subject '{subject}': '{body}'",
    "{person} takes over the task '{item}'. Change the assignee and send {person} a mail titled"
    " '{subject}' with the text '{body}'",
    "Hand the project task '{item}' to {person}, and tell {person} by email (subject '{subject}',"
    " body '{body}').",
)
def items_give_and_tell(d: Draft) -> Case | None:
    item, person, letter = d.pick(d.office.named_once), d.builder(), d.letter()
    if item.address == person.address:
        return None
    slots = {"item": item.name, "person": d.name(person), **letter_slots(letter)}
    return Case(slots, (give_item(item, person), send(person.address, letter)))


@template(
    "multi",
    "Forward the email that mentions {code} to whoever does the task '{item}'",
    "The assignee of the project task '{item}' needs the mail with the number {code}. Forward it.",
    "Find the message in my inbox that refers to {code} and pass it on to the person to whom"
    " '{item}' is assigned.",
)
def items_forward_to_assignee(d: Draft) -> Case | None:
    item, found = d.pick(d.office.named_once), mail_with_code(d)
    if not found or found[0].address == item.address:
        return None
    return case(forward(found[0], person_of(item.address)), code=found[1], item=item.name)


@template(
    "multi",
    "Complete '{item}' (list Completed) and thank its assignee by email: subject '{subject}', text"
    " '{body}'",
    "The task '{item}' is done. Move it to Completed and mail the person it is assigned to:"
    " '{body}', with the subject '{subject}'",
    "Put '{item}' into Completed, then send whoever had the task an email titled '{subject}' saying"
    " '{body}'",
)
def items_complete_and_thank(d: Draft) -> Case | None:
    item, letter = d.pick([i for i in d.office.named_once if i.open]), d.letter()
    slots = {"item": item.name, **letter_slots(letter)}
    return Case(slots, (put_item(item, "Completed"), send(item.address, letter)))


# ── customers and mail ───────────────────────────────────────────────────────────────────────────


@template(
    "multi",
    "Send our customer {name} an email with the subject '{subject}' and the body '{body}'",
    "Write to {name}, whose address is in the CRM. Subject: '{subject}'. Text: '{body}'",
    "Look up the mail address of the customer {name} and send them '{body}' with the subject"
    " '{subject}'",
)
def customer_mail(d: Draft) -> Case | None:
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
def customer_set_status_and_tell(d: Draft) -> Case | None:
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
def customers_mail_count(d: Draft) -> Case | None:
    person, other, customer = d.person(), d.seller(), d.pick(d.office.customers)
    if person == other:
        return None
    status = customer.status
    count = len(d.office.customers_of(other, status))
    return figure(d, person, str(count), other=d.name(other), status=status)


@template(
    "multi",
    "Send every {status} customer of {person} who is interested in {product} an email: subject"
    " '{subject}', body '{body}'. Their addresses are in the CRM.",
    "Write to each customer that is assigned to {person}, has the status {status} and wants"
    " {product}. One mail each, titled '{subject}', saying '{body}'",
    "Mail '{body}' with the subject '{subject}' to all those customers of {person} in {status} whose"
    " interest is {product}, separately",
)
def customers_mail_all(d: Draft) -> Case | None:
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
    "Count {person}'s customers with a follow-up date earlier than today. If there are over {count},"
    " send {person} a mail titled '{subject}': '{body}'. Otherwise do nothing.",
    "Remind {person} by email (subject '{subject}', body '{body}'), provided that the follow-up date"
    " of more than {count} of their customers lies before today.",
)
def customers_remind_if_late(d: Draft) -> Case | None:
    person, letter = d.seller(), d.letter()
    today: date = COMING_DAYS[0].replace(month=11, day=30)
    late = [c for c in d.office.customers_of(person) if c.follow_up.date() < today]
    count = max(1, len(late) + d.below(9) - 5)
    calls = (send(person.address, letter),) if len(late) > count else ()
    return Case({"person": d.name(person), "count": str(count), **letter_slots(letter)}, calls)


TEMPLATES = (
    meeting_cancel_and_tell,
    meeting_mail_all,
    meeting_forward_to_participant,
    meeting_move_and_tell,
    visits_mail_count,
    visits_mail_engaged,
    visits_mail_busiest_day,
    visits_plot_and_mail,
    visits_mail_if_few,
    items_remind_if_late,
    items_mail_assignee,
    items_mail_count,
    items_give_and_tell,
    items_forward_to_assignee,
    items_complete_and_thank,
    customer_mail,
    customer_set_status_and_tell,
    customers_mail_count,
    customers_mail_all,
    customers_remind_if_late,
)
