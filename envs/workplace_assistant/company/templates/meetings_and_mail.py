"""Tasks on meetings and mails together."""

from __future__ import annotations

from ..calls import cancel, forward, move, send
from ..people import person_of
from ..template import Case, Draft, case, letter_slots, template
from .calendar import COMING_DAYS


@template(
    "multi",
    "Cancel my next meeting with {person} and send them an email with the subject '{subject}' and"
    " the text '{body}'",
    "Take the next appointment with {person} out of my calendar, then mail {person}: subject"
    " '{subject}', body '{body}'",
    "I cannot meet {person} next time. Delete that event and write to {person} '{body}' (subject"
    " '{subject}').",
)
def _meeting_cancel_and_tell(d: Draft) -> Case | None:
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
def _meeting_mail_all(d: Draft) -> Case | None:
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
def _meeting_forward_to_participant(d: Draft) -> Case | None:
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
    "Reschedule the next event with {person}: it should start on {day} at {time}. Then send"
    " {person} a mail titled '{subject}' saying '{body}'",
    "{day}, {time} is the new start of my next meeting with {person}. Update it and write to"
    " {person} with the subject '{subject}': '{body}'",
)
def _meeting_move_and_tell(d: Draft) -> Case | None:
    person, day, letter = d.person(), d.pick(COMING_DAYS), d.letter()
    events = d.office.meetings_with(person)
    starts = d.office.free_starts(day, events[0].duration) if events else []
    if not starts or events[0].day == day:
        return None
    start = d.pick(starts)
    slots = {"person": d.name(person), "day": d.day(day), "time": d.time(start)}
    calls = (move(events[0], start), send(person.address, letter))
    return Case(slots | letter_slots(letter), calls)


TEMPLATES = (
    _meeting_cancel_and_tell,
    _meeting_mail_all,
    _meeting_forward_to_participant,
    _meeting_move_and_tell,
)
