"""Tasks on several mails at once."""

from __future__ import annotations

from datetime import timedelta

from ..calls import delete_mail, forward
from ..clock import TODAY, days
from ..people import PEOPLE
from ..template import Case, Draft, case, template
from .topics import mails_on_one_topic

LARGEST_PILE = 6
"""Mails to handle in one task at most."""


@template(
    "email",
    "Forward all emails from {person} about '{topic}' to {other}",
    "{other} takes over '{topic}'. Please forward everything that {person} mailed me about it.",
    "Pass every mail with the subject '{topic}' that I got from {person} on to {other}.",
)
def _mail_forward_all_on_topic(d: Draft) -> Case | None:
    person, other = d.pair()
    mails = mails_on_one_topic(d, person)
    if not 1 < len(mails) <= LARGEST_PILE:
        return None
    slots = {"person": d.name(person), "other": d.name(other), "topic": mails[0].subject}
    return Case(slots, tuple(forward(mail, other) for mail in mails))


@template(
    "email",
    "Forward to {other} the emails that {person} sent me from {first} to {last}, both days"
    " included.",
    "Everything {person} mailed me between {first} and {last} (inclusive) should go to {other} as"
    " well. Please forward it.",
    "{other} wants to read what {person} wrote to me from {first} up to and including {last}."
    " Forward those mails.",
)
def _mail_forward_of_days(d: Draft) -> Case | None:
    person, other = d.pair()
    first = d.pick(days(TODAY - timedelta(days=50), TODAY - timedelta(days=4)))
    last = min(TODAY, first + timedelta(days=4 + d.below(10)))
    mails = [m for m in d.office.received(person) if first <= m.sent.date() <= last]
    if not 1 < len(mails) <= LARGEST_PILE:
        return None
    slots = dict(zip(("first", "last"), d.days(first, last), strict=True))
    calls = [forward(mail, other) for mail in mails]
    return case(calls, person=d.name(person), other=d.name(other), **slots)


@template(
    "email",
    "Delete every email from {person} about '{topic}'.",
    "'{topic}' is settled. Remove all the mails that {person} sent me about it",
    "Please delete all messages in my inbox that came from {person} with the subject '{topic}'",
)
def _mail_delete_all_on_topic(d: Draft) -> Case | None:
    person = d.person()
    mails = mails_on_one_topic(d, person)
    if not 0 < len(mails) <= LARGEST_PILE:
        return None
    slots = {"person": d.name(person), "topic": mails[0].subject}
    return Case(slots, tuple(map(delete_mail, mails)))


@template(
    "email",
    "Delete all emails that {person} sent me before {day}",
    "Clean up: every mail I received from {person} earlier than {day} can go.",
    "Remove what {person} wrote to me before {day}; keep the mails from {day} onwards.",
)
def _mail_delete_older(d: Draft) -> Case | None:
    person = d.person()
    day = TODAY - timedelta(days=20 + d.below(35))
    mails = [m for m in d.office.received(person) if m.sent.date() < day]
    if not 0 < len(mails) <= LARGEST_PILE:
        return None
    return case(map(delete_mail, mails), person=d.name(person), day=d.day(day))


@template(
    "email",
    "Delete the emails I received from {person} {when}",
    "Please remove from my inbox all that {person} mailed me {when}.",
    "I do not need the messages any more that {person} sent me {when}. They can go.",
)
def _mail_delete_of_day(d: Draft) -> Case | None:
    person = d.person()
    day = d.pick(d.office.received(person)).sent.date()
    mails = [m for m in d.office.received(person) if m.sent.date() == day]
    return case(map(delete_mail, mails), person=d.name(person), when=d.when(day))


@template(
    "email",
    "Forward the last email from {person} and the last email from {third} to {other}.",
    "{other} needs two mails: the latest I got from {person} and the latest I got from {third}."
    " Please forward both.",
    "Take the most recent message from {person} and the most recent one from {third} in my inbox,"
    " and forward each to {other}",
)
def _mail_forward_two(d: Draft) -> Case | None:
    person, third, other = d.some(PEOPLE, 3)
    calls = [forward(d.office.received(sender)[-1], other) for sender in (person, third)]
    return case(calls, person=d.name(person), third=d.name(third), other=d.name(other))


@template(
    "email",
    "If I received more than {count} emails {when}, forward the last of them to {other}.",
    "How many mails came in {when}? If there were over {count}, pass the latest one of that day on"
    " to {other}; if not, do nothing.",
    "Forward the latest email that arrived {when} to {other}, provided that my inbox got more than"
    " {count} that day.",
)
def _mail_forward_if_many(d: Draft) -> Case | None:
    day, other = d.pick(days(TODAY - timedelta(days=40), TODAY)), d.person()
    mails = [m for m in d.office.mails if m.sent.date() == day and m.box == "inbox"]
    count = len(mails) + d.below(5) - 3
    if not mails or count < 1 or mails[-1].address == other.address:
        return None
    calls = [forward(mails[-1], other)] if len(mails) > count else []
    return case(calls, when=d.when(day), count=d.count(count), other=d.name(other))


TEMPLATES = (
    _mail_forward_all_on_topic,
    _mail_forward_of_days,
    _mail_delete_all_on_topic,
    _mail_delete_older,
    _mail_delete_of_day,
    _mail_forward_two,
    _mail_forward_if_many,
)
