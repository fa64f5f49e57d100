"""Tasks on several meetings at once, and on conditions over days."""

from __future__ import annotations

from datetime import timedelta

from ..calls import book, cancel, hand_event, move, resize
from ..clock import at
from ..people import person_of
from ..template import Case, Draft, case, template
from .calendar import COMING_DAYS, LENGTHS

LARGEST_SERIES = 6
"""Meetings to handle in one task at most."""


@template(
    "calendar",
    "Cancel all my meetings with {person} {when}",
    "I will not see {person} {when} after all: delete every meeting we have that day.",
    "Please clear my calendar of everything with {person} {when}.",
)
def _events_cancel_with_on_day(d: Draft) -> Case | None:
    event = d.pick(d.office.coming)
    same = [e for e in d.office.meetings_on(event.day) if e.address == event.address]
    person = d.name(person_of(event.address))
    return case(map(cancel, same), person=person, when=d.when(event.day))


@template(
    "calendar",
    "Cancel every upcoming '{name}'",
    "We do not need the '{name}' any more. Delete all that are still to come.",
    "Remove all future events called '{name}' from the calendar, leave the past ones in.",
)
def _events_cancel_named(d: Draft) -> Case | None:
    name = d.pick(d.office.coming).name
    events = [event for event in d.office.coming if event.name == name]
    return case(map(cancel, events), name=name)


@template(
    "calendar",
    "I have to leave early {when}. Cancel all meetings that start at {time} or later.",
    "Delete all my events {when} from {time} on (those that begin at {time} or afterwards).",
    "Nothing that starts at {time} or later can take place {when}; please take it out of the"
    " calendar.",
)
def _events_cancel_after(d: Draft) -> Case | None:
    day = d.pick(COMING_DAYS)
    limit = at(day, 11 + d.below(5))
    events = [event for event in d.office.meetings_on(day) if event.start >= limit]
    return case(map(cancel, events), when=d.when(day), time=d.time(limit)) if events else None


@template(
    "calendar",
    "I come in late {when}, please cancel the meetings that start before {time}.",
    "Cancel whatever begins earlier than {time} {when}",
    "All events {when} with a start before {time} have to be deleted.",
)
def _events_cancel_before(d: Draft) -> Case | None:
    day = d.pick(COMING_DAYS)
    limit = at(day, 10 + d.below(5))
    events = [event for event in d.office.meetings_on(day) if event.start < limit]
    return case(map(cancel, events), when=d.when(day), time=d.time(limit)) if events else None


@template(
    "calendar",
    "Delete all meetings {when} that last {minutes}, not the shorter or longer ones.",
    "Please cancel those of my events {when} that take exactly {minutes}",
    "I want fewer appointments {when}. Remove the ones with a duration of {minutes}.",
)
def _events_cancel_by_length(d: Draft) -> Case | None:
    event = d.pick(d.office.coming)
    same = [e for e in d.office.meetings_on(event.day) if e.duration == event.duration]
    minutes = f"{event.duration} minutes"
    return case(map(cancel, same), when=d.when(event.day), minutes=minutes)


@template(
    "calendar",
    "Shorten every meeting {when} that takes longer than an hour to exactly 60 minutes.",
    "No meeting {when} may take more than 60 minutes; cut the longer ones down to 60.",
    "Set the duration to one hour for all my events {when} that are longer than that",
)
def _events_shorten(d: Draft) -> Case | None:
    day = d.pick(COMING_DAYS)
    events = [event for event in d.office.meetings_on(day) if event.duration > 60]
    return case([resize(event, 60) for event in events], when=d.when(day)) if events else None


@template(
    "calendar",
    "{person} is leaving. All my upcoming meetings with {person} will be with {other} instead;"
    " update the participant.",
    "Change the participant of every future meeting I have with {person} to {other}.",
    "From now on {other} replaces {person}. Please adapt all events that are still to come.",
)
def _events_hand_over(d: Draft) -> Case | None:
    person, other = d.pair()
    events = d.office.meetings_with(person)
    if not 1 < len(events) <= LARGEST_SERIES:
        return None
    calls = [hand_event(event, other) for event in events]
    return case(calls, person=d.name(person), other=d.name(other))


@template(
    "calendar",
    "I am away on {day}. Move each meeting of that day to {other_day}, at the same time.",
    "Shift everything in my calendar from {day} to {other_day}, keeping the times of day.",
    "All events on {day} have to take place on {other_day} instead, each at the time it had.",
)
def _events_move_day(d: Draft) -> Case | None:
    day, other_day = d.some(COMING_DAYS, 2)
    events = d.office.meetings_on(day)
    if d.office.meetings_on(other_day) or not 0 < len(events) <= LARGEST_SERIES:
        return None
    calls = [move(event, event.start + (other_day - day)) for event in events]
    old, new = d.days(day, other_day)
    return case(calls, day=old, other_day=new)


@template(
    "calendar",
    "Book '{name}' with {person} on {first}, on {second} and on {third}, each at {time} for"
    " {minutes}.",
    "Create three events called '{name}' with {person}, {minutes} each, at {time} on {first},"
    " {second} and {third}",
    "{person} and I will meet for '{name}' three times: {first}, {second} and {third}, always at"
    " {time}, always for {minutes}. Put them into the calendar.",
)
def _events_create_series(d: Draft) -> Case | None:
    person, name, minutes = d.person(), d.event_name(), d.pick(LENGTHS[:2])
    days, hour = sorted(d.some(COMING_DAYS, 3)), 9 + d.below(8)
    starts = [at(day, hour) for day in days]
    if not all(d.office.is_free(start, minutes) for start in starts):
        return None
    calls = [book(name, person.address, start, minutes) for start in starts]
    first, second, third = d.days(*days)
    slots = {"name": name, "time": d.time(starts[0]), "minutes": d.minutes(minutes)}
    return case(calls, person=d.name(person), first=first, second=second, third=third, **slots)


@template(
    "calendar",
    "If I have more than {count} meetings {when}, cancel the last one of that day.",
    "Count my events {when}. In case there are over {count} of them, delete the latest.",
    "Cancel the last meeting {when}, but only if there are more than {count} meetings that day.",
)
def _events_cancel_last_if_many(d: Draft) -> Case | None:
    day = d.pick(COMING_DAYS)
    events = d.office.meetings_on(day)
    count = len(events) + d.below(4) - 2
    if not events or count < 1:
        return None
    calls = [cancel(events[-1])] if len(events) > count else []
    return case(calls, when=d.when(day), count=d.count(count))


@template(
    "calendar",
    "If I have no meeting with {person} from {first} to {last} (both included), create"
    " the event '{name}' with them on {last} at {time} for {minutes}.",
    "Am I meeting {person} at all between {first} and {last}, both days included? If not, book"
    " '{name}' with {person} on {last} at {time} for {minutes}.",
    "Make sure that I see {person} between {first} and {last} (inclusive): only when nothing is in"
    " the calendar yet, add '{name}' with {person} at {time} on {last}, {minutes} long.",
)
def _events_create_if_none(d: Draft) -> Case | None:
    person, name, minutes = d.person(), d.event_name(), d.pick(LENGTHS[:2])
    first = d.pick(COMING_DAYS[:-5])
    last = first + timedelta(days=4)
    starts = d.office.free_starts(last, minutes)
    if last not in COMING_DAYS or not starts:
        return None
    start = d.pick(starts)
    met = any(first <= event.day <= last for event in d.office.meetings_with(person))
    calls = [] if met else [book(name, person.address, start, minutes)]
    slots = dict(zip(("first", "last"), d.days(first, last), strict=True))
    slots |= {"time": d.time(start), "minutes": d.minutes(minutes)}
    return case(calls, person=d.name(person), name=name, **slots)


@template(
    "calendar",
    "If I am free {when} at {time} for {minutes}, book '{name}' with {person} there. If something"
    " is in the way, book nothing.",
    "Is there room for {minutes} at {time} {when}? Then create '{name}' with {person}, otherwise"
    " leave my calendar as it is.",
    "Please add '{name}' with {person} {when} at {time} for {minutes}, unless it would overlap with"
    " another meeting of mine.",
)
def _event_create_if_free(d: Draft) -> Case | None:
    person, name, minutes = d.person(), d.event_name(), d.pick(LENGTHS)
    start = at(d.pick(COMING_DAYS), 9 + d.below(7), 30 * d.below(2))
    free = d.office.is_free(start, minutes)
    calls = [book(name, person.address, start, minutes)] if free else []
    slots = {"when": d.when(start.date()), "time": d.time(start), "minutes": d.minutes(minutes)}
    return case(calls, person=d.name(person), name=name, **slots)


TEMPLATES = (
    _events_cancel_with_on_day,
    _events_cancel_named,
    _events_cancel_after,
    _events_cancel_before,
    _events_cancel_by_length,
    _events_shorten,
    _events_hand_over,
    _events_move_day,
    _events_create_series,
    _events_cancel_last_if_many,
    _events_create_if_none,
    _event_create_if_free,
)
