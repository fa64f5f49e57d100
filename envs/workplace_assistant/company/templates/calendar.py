"""Tasks on single meetings: book, move, rename, cancel."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ..calls import book, cancel, hand_event, move, rename_event, resize
from ..clock import workdays
from ..people import person_of
from ..speech import DURATIONS
from ..template import Case, Draft, case, template

if TYPE_CHECKING:
    from ..records import Event

FIRST = date(2023, 12, 1)
LAST = date(2023, 12, 22)
COMING_DAYS = workdays(FIRST, LAST)
"""The days for which meetings are booked and moved: until the holidays."""

LENGTHS = tuple(DURATIONS)


def next_named(d: Draft) -> Event:
    """Draw a name of a coming meeting and return the next meeting of that name."""
    name = d.pick(d.office.coming).name
    return next(event for event in d.office.coming if event.name == name)


@template(
    "calendar",
    "Create a meeting called '{name}' with {person} {when} at {time} for {minutes}.",
    "Please put '{name}' with {person} into my calendar {when}, starting at {time} and taking"
    " {minutes}",
    "I need {minutes} with {person} {when} at {time}. Call the event '{name}'.",
)
def _event_create(d: Draft) -> Case | None:
    person, name, minutes = d.person(), d.event_name(), d.pick(LENGTHS)
    starts = d.office.free_starts(d.pick(COMING_DAYS), minutes)
    if not starts:
        return None
    start = d.pick(starts)
    call = book(name, person.address, start, minutes)
    slots = {"when": d.when(start.date()), "time": d.time(start), "minutes": d.minutes(minutes)}
    return case(call, name=name, person=d.name(person), **slots)


@template(
    "calendar",
    "Book {minutes} with {person} in the first free slot {when} and call it '{name}'. Meetings"
    " start on the hour or at half past.",
    "Find the earliest time {when} at which I have {minutes} free (full or half hours only) and"
    " create '{name}' with {person} there.",
    "Please schedule '{name}' with {person} {when} as early as my calendar allows; it takes"
    " {minutes} and should begin at a full or a half hour.",
)
def _event_create_first_free(d: Draft) -> Case | None:
    day, person, name = d.pick(COMING_DAYS), d.person(), d.event_name()
    minutes = d.pick(LENGTHS)
    starts = d.office.free_starts(day, minutes)
    if not starts:
        return None
    call = book(name, person.address, starts[0], minutes)
    slots = {"when": d.when(day), "minutes": d.minutes(minutes)}
    return case(call, name=name, person=d.name(person), **slots)


@template(
    "calendar",
    "Cancel my next meeting with {person}.",
    "I cannot make the next appointment with {person}, please take it out of the calendar",
    "Delete the next event in my calendar that is with {person}",
)
def _event_cancel_next_with(d: Draft) -> Case | None:
    person = d.person()
    events = d.office.meetings_with(person)
    return case(cancel(events[0]), person=d.name(person)) if events else None


@template(
    "calendar",
    "Cancel the next '{name}'.",
    "The upcoming '{name}' will not take place. Delete it, only the next one please.",
    "Remove the next event called '{name}' from my calendar",
)
def _event_cancel_next_named(d: Draft) -> Case | None:
    event = next_named(d)
    return case(cancel(event), name=event.name)


@template(
    "calendar",
    "Rename the {position} meeting {when} to '{name}'",
    "Please change the name of my {position} event {when} to '{name}'.",
    "The {position} meeting that I have {when} should be called '{name}' instead.",
)
def _event_rename(d: Draft) -> Case | None:
    day, name, index = d.pick(COMING_DAYS), d.event_name(), d.pick([0, -1])
    events = d.office.meetings_on(day)
    if len(events) < 2:
        return None
    position = "last" if index else "first"
    return case(rename_event(events[index], name), position=position, when=d.when(day), name=name)


@template(
    "calendar",
    "Move my meeting with {person} {when} to {time} the same day.",
    "{person} asked for another time: put our meeting {when} at {time} instead, same day.",
    "Can you reschedule what I have with {person} {when} so that it starts at {time}",
)
def _event_move_within_day(d: Draft) -> Case | None:
    event = d.pick(d.office.coming)
    same = [e for e in d.office.meetings_on(event.day) if e.address == event.address]
    starts = d.office.free_starts(event.day, event.duration)
    if len(same) > 1 or not starts:
        return None
    start = d.pick(starts)
    person = d.name(person_of(event.address))
    return case(move(event, start), person=person, when=d.when(event.day), time=d.time(start))


@template(
    "calendar",
    "Reschedule the next '{name}' to {day} at {time}.",
    "The next '{name}' has to move. New start: {day}, {time}",
    "Please shift the upcoming '{name}' (the next one only) to {time} on {day}.",
)
def _event_move_next_named(d: Draft) -> Case | None:
    event, day = next_named(d), d.pick(COMING_DAYS)
    starts = d.office.free_starts(day, event.duration)
    if not starts or day == event.day:
        return None
    start = d.pick(starts)
    return case(move(event, start), name=event.name, day=d.day(day), time=d.time(start))


@template(
    "calendar",
    "Move the next '{name}' to the first free slot on {day}. It keeps its length and starts on the"
    " hour or at half past.",
    "Reschedule the next '{name}' to {day}, as early as it fits between my other meetings at a full"
    " or half hour.",
    "Please find the first time on {day}, on the hour or half past, at which the upcoming '{name}'"
    " fits into my calendar, and move it there.",
)
def _event_move_to_first_free(d: Draft) -> Case | None:
    event, day = next_named(d), d.pick(COMING_DAYS)
    starts = d.office.free_starts(day, event.duration)
    if not starts or day == event.day:
        return None
    return case(move(event, starts[0]), name=event.name, day=d.day(day))


@template(
    "calendar",
    "Change the duration of the next '{name}' to {minutes}",
    "The next '{name}' should take {minutes}. Please correct it in the calendar.",
    "Set the length of the upcoming '{name}' to {minutes}, only for the next one.",
)
def _event_resize_next(d: Draft) -> Case | None:
    event, minutes = next_named(d), d.pick(LENGTHS)
    fits = d.office.is_free(event.start, minutes, but=[event])
    if not fits or minutes == event.duration:
        return None
    return case(resize(event, minutes), name=event.name, minutes=d.minutes(minutes))


@template(
    "calendar",
    "{other} takes part in the meeting {when} at {time} instead of {person}. Change the"
    " participant.",
    "Please replace {person} by {other} as the participant of the event {when} at {time}.",
    "My {time} meeting {when} is no longer with {person} but with {other}; update it.",
)
def _event_hand_over(d: Draft) -> Case | None:
    event, other = d.pick(d.office.coming), d.person()
    if event.address == other.address:
        return None
    slots = {"when": d.when(event.day), "time": d.time(event.start)}
    person = d.name(person_of(event.address))
    return case(hand_event(event, other), person=person, other=d.name(other), **slots)


@template(
    "calendar",
    "Create a follow-up named '{name}' on {day} at {time}, for {minutes}, with the person I meet"
    " {when} at {other_time}.",
    "Whoever I meet {when} at {other_time} should get a second appointment: '{name}', {day} at"
    " {time}, for {minutes}.",
    "Look up who is in my {other_time} meeting {when} and book '{name}' with the same person on"
    " {day} at {time} ({minutes}).",
)
def _event_follow_up(d: Draft) -> Case | None:
    event, name, minutes = d.pick(d.office.coming), d.event_name(), d.pick(LENGTHS[:2])
    starts = d.office.free_starts(d.pick(COMING_DAYS), minutes)
    if not starts or starts[0] < event.end:
        return None
    start = d.pick(starts)
    slots = {"when": d.when(event.day), "other_time": d.time(event.start)}
    slots |= {"day": d.day(start.date()), "time": d.time(start), "minutes": d.minutes(minutes)}
    return case(book(name, event.address, start, minutes), name=name, **slots)


TEMPLATES = (
    _event_create,
    _event_create_first_free,
    _event_cancel_next_with,
    _event_cancel_next_named,
    _event_rename,
    _event_move_within_day,
    _event_move_next_named,
    _event_move_to_first_free,
    _event_resize_next,
    _event_hand_over,
    _event_follow_up,
)
