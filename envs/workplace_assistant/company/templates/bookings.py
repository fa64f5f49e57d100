"""Tasks that end in a meeting and begin in another domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..calls import Call, book, hand_event
from ..clock import NOW, TODAY
from ..people import person_of
from ..template import Case, Draft, case, template
from ..work_items import BOARDS
from .analytics import KNOWN_DAYS
from .calendar import COMING_DAYS, LENGTHS
from .topics import mail_with_code


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time of the user and a name for the meeting to be booked there."""

    name: str
    start: datetime
    minutes: int

    def booked(self, address: str) -> Call:
        """Return the call that books it with somebody."""
        return book(self.name, address, self.start, self.minutes)

    def said(self, d: Draft) -> dict[str, str]:
        """Return the slots `event`, `when`, `time` and `minutes`."""
        return {
            "event": self.name,
            "when": d.when(self.start.date()),
            "time": d.time(self.start),
            "minutes": d.minutes(self.minutes),
        }


def free_slot(d: Draft) -> Slot:
    """Draw a free slot of 30 or 60 minutes in the coming weeks."""
    minutes = d.pick(LENGTHS[:2])
    starts = [
        start for day in d.some(COMING_DAYS, 3) for start in d.office.free_starts(day, minutes)
    ]
    return Slot(d.event_name(), d.pick(starts), minutes)


@template(
    "multi",
    "Book '{event}' with whoever sent me the email that mentions {code}: {when} at {time}, for"
    " {minutes}.",
    "Find out who wrote the mail with the number {code}, and create the event '{event}' with that"
    " person {when} at {time} ({minutes}).",
    "I want to talk to the sender of the message about {code}. Put '{event}' into my calendar"
    " {when}, {time}, {minutes} long.",
)
def _book_sender_of_code(d: Draft) -> Case | None:
    found, slot = mail_with_code(d), free_slot(d)
    return found and case(slot.booked(found[0].address), code=found[1], **slot.said(d))


@template(
    "multi",
    "If I got an email from {person} {mail_when}, book '{event}' with them {when} at {time} for"
    " {minutes}.",
    "Did {person} write to me {mail_when}? If yes, create '{event}' with {person} {when} at {time}"
    " ({minutes}). If no, leave the calendar alone.",
    "Put '{event}' with {person} into my calendar {when} at {time} for {minutes}, but only if there"
    " is a mail in my inbox that {person} sent {mail_when}.",
)
def _book_if_mailed(d: Draft) -> Case | None:
    person, slot = d.person(), free_slot(d)
    days = [mail.sent.date() for mail in d.office.received(person)]
    day = d.pick([d.pick(days), TODAY - timedelta(days=d.below(30))])
    calls = [slot.booked(person.address)] if day in days else []
    return case(calls, person=d.name(person), mail_when=d.when(day), **slot.said(d))


@template(
    "multi",
    "Book '{event}' with the person who does the task '{item}', {when} at {time} for {minutes}",
    "Look up to whom '{item}' is assigned and schedule '{event}' with them {when} at {time}"
    " ({minutes}).",
    "I need {minutes} with the assignee of the project task '{item}' {when}, starting at {time}."
    " Call it '{event}'.",
)
def _book_assignee(d: Draft) -> Case | None:
    item, slot = d.pick(d.office.named_once), free_slot(d)
    return case(slot.booked(item.address), item=item.name, **slot.said(d))


@template(
    "multi",
    "If {person} has more than {count} overdue tasks on the {board} board (due before today, not"
    " Completed), book '{event}' with {person} {when} at {time} for {minutes}.",
    "Count {person}'s tasks on {board} that were due before today and are not Completed. Over"
    " {count}: create '{event}' with {person} {when} at {time}, {minutes}. Otherwise do nothing.",
    "Schedule '{event}' with {person} {when} at {time} ({minutes}), provided that more than {count}"
    " of {person}'s {board} tasks were due before today and are not Completed.",
)
def _book_if_late(d: Draft) -> Case | None:
    person, board, slot = d.builder(), d.pick(BOARDS), free_slot(d)
    late = len(d.office.overdue_items_of(person, board))
    count = late + d.below(3) - 1
    if count < 1:
        return None
    calls = [slot.booked(person.address)] if late > count else []
    slots = {"board": board, "count": d.count(count), **slot.said(d)}
    return case(calls, person=d.name(person), **slots)


@template(
    "multi",
    "Book '{event}' with the colleague in charge of our customer {name}: {when} at {time}, for"
    " {minutes}.",
    "Who looks after {name}? Create the event '{event}' with that colleague {when} at {time}"
    " ({minutes}).",
    "I have to discuss the customer {name} with whoever they are assigned to in the CRM. Schedule"
    " '{event}' {when}, {time}, for {minutes}.",
)
def _book_owner(d: Draft) -> Case | None:
    customer, slot = d.pick(d.office.customers), free_slot(d)
    return case(slot.booked(customer.address), name=customer.name, **slot.said(d))


@template(
    "multi",
    "If the last contact with {name} was before {day}, book '{event}' with the colleague in charge"
    " of this customer, {when} at {time} for {minutes}.",
    "Check the last contact date of the customer {name}. Earlier than {day}: create '{event}'"
    " ({minutes}) with the person they are assigned to, {when} at {time}. Not earlier: no event.",
    "Schedule '{event}' {when} at {time} ({minutes}) with whoever looks after {name}, but only if"
    " {name} was last contacted before {day}.",
)
def _book_owner_if_stale(d: Draft) -> Case | None:
    customer, slot = d.pick(d.office.customers), free_slot(d)
    last = customer.last_contact.date()
    day = last + timedelta(days=d.pick([-7, 0, 1, 2, 9]))
    if not day < NOW.date():
        return None
    calls = [slot.booked(customer.address)] if last < day else []
    return case(calls, name=customer.name, day=d.day(day), **slot.said(d))


@template(
    "multi",
    "If {day} had fewer than {count} visits, book '{event}' with {person} {when} at {time} for"
    " {minutes}.",
    "How many visits did we get on {day}? Fewer than {count}: put '{event}' with {person} into my"
    " calendar {when} at {time}, {minutes}. Else nothing.",
    "Create '{event}' with {person} {when} at {time} ({minutes}), on the condition that we counted"
    " fewer than {count} visits on {day}.",
)
def _book_if_few_visits(d: Draft) -> Case | None:
    person, day, slot = d.person(), d.pick(KNOWN_DAYS), free_slot(d)
    visits = len(d.office.visits_on(day))
    count = max(1, visits + d.below(5) - 1)
    calls = [slot.booked(person.address)] if visits < count else []
    slots = {"day": d.day(day), "count": str(count), **slot.said(d)}
    return case(calls, person=d.name(person), **slots)


@template(
    "multi",
    "My next '{name}' should take place with the person who does the task '{item}'. Change the"
    " participant.",
    "Set the participant of the upcoming '{name}' (only the next one) to the assignee of the"
    " project task '{item}'.",
    "Look up who has '{item}' on the {board} board and make them the participant of the next"
    " '{name}' in my calendar.",
)
def _meeting_give_to_assignee(d: Draft) -> Case | None:
    item, name = d.pick(d.office.named_once), d.pick(d.office.coming).name
    event = next(event for event in d.office.coming if event.name == name)
    if event.address == item.address:
        return None
    call = hand_event(event, person_of(item.address))
    return case(call, name=name, item=item.name, board=item.board)


TEMPLATES = (
    _book_sender_of_code,
    _book_if_mailed,
    _book_assignee,
    _book_if_late,
    _book_owner,
    _book_owner_if_stale,
    _book_if_few_visits,
    _meeting_give_to_assignee,
)
