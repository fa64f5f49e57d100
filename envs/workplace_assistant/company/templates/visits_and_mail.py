"""Tasks that look at the web site's figures and end in a mail."""

from __future__ import annotations

from ..calls import plot, plot_path, send
from ..speech import KINDS, VALUES
from ..template import Case, Draft, letter_slots, template
from ..visits import SOURCES
from ..words import Letter
from .analytics import KNOWN_DAYS, only_largest, span, span_slots
from .figures import SUBJECTS, mail_figure


@template(
    "multi",
    "Email {person} the total number of visits on {day}. Subject: '{subject}'; the body should be"
    " just the number.",
    "How many visits did we have on {day}? Send only that number as the body of an email to"
    " {person}, with the subject '{subject}'.",
    "{person} needs the visit count of {day}. Mail it with the subject '{subject}' and nothing but"
    " the number in the body.",
)
def _visits_mail_count(d: Draft) -> Case | None:
    person, day = d.person(), d.pick(KNOWN_DAYS)
    return mail_figure(d, person, str(len(d.office.visits_on(day))), day=d.day(day))


@template(
    "multi",
    "Email {person} how many users were engaged from {first} to {last} altogether. Subject"
    " '{subject}', and as the body only the number.",
    "Sum up the engaged users of the days {first} to {last} (both included) and mail the sum to"
    " {person}: subject '{subject}', body nothing but the number.",
    "{person} asks for the total of engaged users between {first} and {last}, inclusive. Send just"
    " the number as the text of an email titled '{subject}'.",
)
def _visits_mail_engaged(d: Draft) -> Case | None:
    person, period = d.person(), span(d, 3, 10)
    engaged = sum(map(d.office.engaged_on, period))
    return mail_figure(d, person, str(engaged), **span_slots(d, period))


@template(
    "multi",
    "Find out which day from {first} to {last} had the most visits and email it to {person}:"
    " subject '{subject}', body just the date in the form YYYY-MM-DD.",
    "Mail {person} the busiest day (most total visits) between {first} and {last}, both included."
    " The subject is '{subject}', the body only the date, like 2023-01-31.",
    "{person} wants to know on which day of {first} to {last} we had the highest number of visits."
    " Send only the date (YYYY-MM-DD) in an email with the subject '{subject}'.",
)
def _visits_mail_busiest_day(d: Draft) -> Case | None:
    person, period = d.person(), span(d, 4, 12)
    best = only_largest({day.isoformat(): len(d.office.visits_on(day)) for day in period})
    if best is None:
        return None
    return mail_figure(d, person, best, **span_slots(d, period))


@template(
    "multi",
    "Make a {kind} of {value} from {first} to {last} and send {person} an email with the subject"
    " '{subject}' whose body is only the file path of the plot.",
    "Plot {value} between {first} and {last} as a {kind}. Then mail the plot's file path, and"
    " nothing else, to {person}; subject '{subject}'.",
    "{person} needs a {kind} of {value} for {first} until {last}. Create it and send them just its"
    " file path as the body of an email titled '{subject}'.",
)
def _visits_plot_and_mail(d: Draft) -> Case | None:
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
def _visits_mail_if_few(d: Draft) -> Case | None:
    person, letter, period = d.person(), d.letter(), span(d, 3, 8)
    source = d.pick(SOURCES)
    visits = len(d.office.visits_within(period, source))
    count = max(1, visits + d.below(5) - 1)
    calls = (send(person.address, letter),) if visits < count else ()
    slots = {"source": source, "count": str(count), **span_slots(d, period)}
    return Case({"person": d.name(person), **slots, **letter_slots(letter)}, calls)


TEMPLATES = (
    _visits_mail_count,
    _visits_mail_engaged,
    _visits_mail_busiest_day,
    _visits_plot_and_mail,
    _visits_mail_if_few,
)
