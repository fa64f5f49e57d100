"""Tasks on the web site's figures whose outcome is a plot."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..calls import plot
from ..clock import TODAY, days
from ..speech import KINDS, SOURCE_VALUES, VALUES, say_list
from ..template import Case, Draft, case, template
from ..visits import FIRST_DAY, SOURCES

if TYPE_CHECKING:
    from collections.abc import Sequence

KNOWN_DAYS = days(FIRST_DAY, TODAY)
"""The days of which there are figures."""

TIMELINES = ("bar", "line", "scatter")
"""Plots that go along the days."""


def span(d: Draft, shortest: int = 4, longest: int = 21) -> list[date]:
    """Draw some days in a row of which there are figures."""
    length = shortest + d.below(longest - shortest + 1)
    start = d.below(len(KNOWN_DAYS) - length + 1)
    return KNOWN_DAYS[start : start + length]


def span_slots(d: Draft, period: Sequence[date]) -> dict[str, str]:
    """Return the slots `first` and `last`."""
    first, last = d.days(period[0], period[-1])
    return {"first": first, "last": last}


def only_largest(figures: dict[str, int]) -> str | None:
    """Return the key with the largest figure, None when there are two."""
    best = max(figures, key=lambda key: figures[key])
    return best if list(figures.values()).count(figures[best]) == 1 else None


@template(
    "analytics",
    "Make a {kind} of {value} from {first} to {last}.",
    "Please plot {value} between {first} and {last} as a {kind}",
    "I would like to see {value} for the time from {first} until {last}. A {kind} please.",
)
def _plot_period(d: Draft) -> Case | None:
    period, value, kind = span(d), d.pick(list(VALUES)), d.pick(list(KINDS))
    call = plot(period[0], period[-1], value, kind)
    return case(call, value=VALUES[value], kind=KINDS[kind], **span_slots(d, period))


@template(
    "analytics",
    "Create two plots of {value} from {first} to {last}: a {kind} and a {other_kind}.",
    "Plot {value} for {first} to {last}, once as a {kind} and once as a {other_kind}",
    "I cannot decide between a {kind} and a {other_kind}; make both, of {value} between {first} and"
    " {last}.",
)
def _plot_two_kinds(d: Draft) -> Case | None:
    period, value, (kind, other) = span(d), d.pick(list(VALUES)), d.some(list(KINDS), 2)
    calls = [plot(period[0], period[-1], value, k) for k in (kind, other)]
    slots = {"kind": KINDS[kind], "other_kind": KINDS[other], **span_slots(d, period)}
    return case(calls, value=VALUES[value], **slots)


@template(
    "analytics",
    "Compare sources: for each of {sources}, make a {kind} of the visits from {first} to {last}.",
    "I need {kind}s of the visits between {first} and {last}, one each for {sources}.",
    "Please plot the visits by traffic source ({sources}; a separate {kind} for each) from {first}"
    " until {last}",
)
def _plot_sources(d: Draft) -> Case | None:
    period, sources, kind = span(d), d.some(SOURCES, 2 + d.below(3)), d.pick(TIMELINES)
    calls = [plot(period[0], period[-1], SOURCE_VALUES[s], kind) for s in sources]
    return case(calls, sources=say_list(sources), kind=KINDS[kind], **span_slots(d, period))


@template(
    "analytics",
    "Which traffic source brought the most visits from {first} to {last}? Plot the visits from that"
    " source over these days as a {kind}.",
    "Make a {kind} of the visits from our strongest traffic source between {first} and {last} (the"
    " one with the most visits in that time), for the same days.",
    "Find out whether direct, referral, search engine or social media visits were the most frequent"
    " from {first} until {last}, and give me a {kind} of those for this period",
)
def _plot_best_source(d: Draft) -> Case | None:
    period, kind = span(d, 3, 12), d.pick(TIMELINES)
    best = only_largest({s: len(d.office.visits_within(period, s)) for s in SOURCES})
    if best is None:
        return None
    call = plot(period[0], period[-1], SOURCE_VALUES[best], kind)
    return case(call, kind=KINDS[kind], **span_slots(d, period))


@template(
    "analytics",
    "If there were more than {count} visits on {day}, make a {kind} of {value} from {day} to"
    " {last}.",
    "Check how many visits we had on {day}. Only if it was over {count}, plot {value} from that day"
    " until {last} as a {kind}.",
    "Plot {value} between {day} and {last} as a {kind} in case the total visits on {day} were above"
    " {count}; else do nothing.",
)
def _plot_if_many_visits(d: Draft) -> Case | None:
    period, value, kind = span(d), d.pick(list(VALUES)), d.pick(list(KINDS))
    visits = len(d.office.visits_on(period[0]))
    count = max(1, visits + d.below(7) - 4)
    calls = [plot(period[0], period[-1], value, kind)] if visits > count else []
    first, last = span_slots(d, period).values()
    slots = {"day": first, "last": last, "value": VALUES[value], "kind": KINDS[kind]}
    return case(calls, count=str(count), **slots)


@template(
    "analytics",
    "If fewer users were engaged on {second} than on {first}, plot engaged users from {first} to"
    " {second} as a {kind}.",
    "Did the number of engaged users on {second} fall below that of {first}? If so, make a {kind}"
    " of engaged users from {first} until {second}; if not, leave it.",
    "Give me a {kind} of engaged users between {first} and {second}, but only if {second} had fewer"
    " of them than {first}",
)
def _plot_if_engagement_fell(d: Draft) -> Case | None:
    period, kind = span(d, 2, 15), d.pick(list(KINDS))
    first, second = period[0], period[-1]
    fell = d.office.engaged_on(second) < d.office.engaged_on(first)
    calls = [plot(first, second, "user_engaged", kind)] if fell else []
    earlier, later = d.days(first, second)
    return case(calls, first=earlier, second=later, kind=KINDS[kind])


@template(
    "analytics",
    "If the average session duration on {day} was over {count} seconds, plot the session duration"
    " for {day} alone as a {kind}.",
    "Make a {kind} of session duration for the single day {day} (start and end of the plot), if the"
    " mean of that day exceeds {count} seconds. Otherwise make nothing.",
    "How long did sessions last on average on {day}? More than {count} seconds: create a {kind} of"
    " session duration from {day} to {day}. Not more: skip it.",
)
def _plot_if_long_sessions(d: Draft) -> Case | None:
    day, kind = d.pick(KNOWN_DAYS), d.pick(list(KINDS))
    visits = d.office.visits_on(day)
    mean = sum(visit.duration for visit in visits) / len(visits)
    count = round(mean) + d.pick([-25, -10, -3, 3, 10])
    calls = [plot(day, day, "session_duration_seconds", kind)] if mean > count else []
    return case(calls, day=d.day(day), count=str(count), kind=KINDS[kind])


@template(
    "analytics",
    "Visitor {visitor} had one session that was longer than their others. Plot total visits for"
    " that day only, as a {kind}.",
    "On which day did visitor {visitor} stay the longest? Make a {kind} of total visits with that"
    " day as both start and end.",
    "Look up the longest session of visitor {visitor} and create a {kind} of total visits for just"
    " the day of it",
)
def _plot_longest_session(d: Draft) -> Case | None:
    visitor, kind = d.pick(d.office.visits).visitor, d.pick(TIMELINES)
    visits = [visit for visit in d.office.visits if visit.visitor == visitor]
    longest = max(visit.duration for visit in visits)
    found = {visit.day for visit in visits if visit.duration == longest}
    if len(visits) < 2 or len(found) > 1:
        return None
    day = found.pop()
    return case(plot(day, day, "total_visits", kind), visitor=visitor, kind=KINDS[kind])


@template(
    "analytics",
    "Which day from {first} to {last} had the most visits? Plot {value} for that day only as a"
    " {kind}.",
    "Find the busiest day (by total visits) between {first} and {last}, both included, and make a"
    " {kind} of {value} for this single day.",
    "Take the day with the highest number of visits from {first} until {last}. I want a {kind} of"
    " {value}, starting and ending on it",
)
def _plot_busiest_day(d: Draft) -> Case | None:
    period, value, kind = span(d, 5, 14), d.pick(list(VALUES)), d.pick(list(KINDS))
    best = only_largest({day.isoformat(): len(d.office.visits_on(day)) for day in period})
    if best is None:
        return None
    call = plot(date.fromisoformat(best), date.fromisoformat(best), value, kind)
    return case(call, value=VALUES[value], kind=KINDS[kind], **span_slots(d, period))


@template(
    "analytics",
    "Compare the seven days from {first} on with the seven days before them. If the later week had"
    " more visits in total, make a {kind} of total visits from {first} to {last}.",
    "If the week {first} to {last} brought more visits than the week right before it, plot total"
    " visits from {first} to {last} as a {kind}. If not, no plot.",
    "Plot total visits for {first} to {last} as a {kind}, provided that this week saw more visits"
    " altogether than the seven days before {first}",
)
def _plot_if_week_grew(d: Draft) -> Case | None:
    period, kind = span(d, 14, 14), d.pick(TIMELINES)
    before, after = (len(d.office.visits_within(w)) for w in (period[:7], period[7:]))
    calls = [plot(period[7], period[-1], "total_visits", kind)] if after > before else []
    return case(calls, kind=KINDS[kind], **span_slots(d, period[7:]))


@template(
    "analytics",
    "If {source} brought more visits than {other} from {first} to {last}, plot {value} over these"
    " days as a {kind}.",
    "Compare visits from {source} and from {other} between {first} and {last}. More from {source}:"
    " make a {kind} of {value} for that period. Otherwise: nothing.",
    "Create a {kind} of {value} for {first} until {last} only if {source} had more visits than"
    " {other} in that time",
)
def _plot_if_source_leads(d: Draft) -> Case | None:
    period, kind, (source, other) = span(d, 2, 9), d.pick(TIMELINES), d.some(SOURCES, 2)
    mine, theirs = (len(d.office.visits_within(period, s)) for s in (source, other))
    value = SOURCE_VALUES[source]
    calls = [plot(period[0], period[-1], value, kind)] if mine > theirs else []
    slots = {"value": VALUES[value], "kind": KINDS[kind], **span_slots(d, period)}
    return case(calls, source=source, other=other, **slots)


@template(
    "analytics",
    "For every day from {first} to {last} on which we had more than {count} visits, make a {kind}"
    " of {value} for that one day.",
    "Go through the days {first} to {last} (both included). Each day with over {count} visits gets"
    " its own {kind} of {value}, from that day to that day.",
    "Please create a separate {kind} of {value} for each single day between {first} and {last} that"
    " had more than {count} total visits",
)
def _plot_busy_days(d: Draft) -> Case | None:
    period, value, kind = span(d, 5, 9), d.pick(list(VALUES)), d.pick(list(KINDS))
    count = 10 + d.below(8)
    busy = [day for day in period if len(d.office.visits_on(day)) > count]
    if not 1 < len(busy) < 5:
        return None
    slots = {"value": VALUES[value], "kind": KINDS[kind], **span_slots(d, period)}
    return case([plot(day, day, value, kind) for day in busy], count=str(count), **slots)


@template(
    "analytics",
    "Plot {value} since {first} up to today as a {kind}.",
    "I want a {kind} of {value} that starts on {first} and ends today",
    "How did {value} develop since {first}? Show me a {kind} until today (inclusive).",
)
def _plot_until_today(d: Draft) -> Case | None:
    first, value = TODAY - timedelta(days=3 + d.below(80)), d.pick(list(VALUES))
    kind = d.pick(TIMELINES)
    call = plot(first, TODAY, value, kind)
    return case(call, value=VALUES[value], kind=KINDS[kind], first=d.day(first))


TEMPLATES = (
    _plot_period,
    _plot_two_kinds,
    _plot_sources,
    _plot_best_source,
    _plot_if_many_visits,
    _plot_if_engagement_fell,
    _plot_if_long_sessions,
    _plot_longest_session,
    _plot_busiest_day,
    _plot_if_week_grew,
    _plot_if_source_leads,
    _plot_busy_days,
    _plot_until_today,
)
