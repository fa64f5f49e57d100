"""The user's meetings from August to December 2023; no two overlap."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from .clock import TODAY, closing, slots, workdays
from .dice import dice, shuffled_ids
from .people import PEOPLE
from .records import Event
from .words import words

if TYPE_CHECKING:
    from random import Random

FIRST_DAY = date(2023, 8, 1)
LAST_DAY = date(2023, 12, 22)
QUIET_DAYS = (date(2023, 12, 13), date(2023, 12, 19), date(2023, 12, 21))
"""Coming days without a meeting."""

DURATIONS = (30, 30, 60, 60, 90, 120)

_Span = tuple[datetime, int]


def generate_events() -> list[Event]:
    """Return all meetings, earliest first, within opening hours on working days."""
    rng = dice("events")
    spans = [
        span
        for day in workdays(FIRST_DAY, LAST_DAY)
        if day not in QUIET_DAYS
        for span in _day(rng, day)
    ]
    names = words("events", "names")
    ids = shuffled_ids(rng, len(spans))
    return [
        Event(id_, rng.choice(names), rng.choice(PEOPLE).address, start, duration)
        for id_, (start, duration) in zip(ids, spans, strict=True)
    ]


def _day(rng: Random, day: date) -> list[_Span]:
    """Draw the meetings of one day; the days to come are fuller than those gone by."""
    attempts = 8 if day > TODAY else 4
    starts = slots(day)
    spans: list[_Span] = []
    for _ in range(attempts):
        start, duration = rng.choice(starts), rng.choice(DURATIONS)
        if start + timedelta(minutes=duration) <= closing(day) and _is_free(spans, start, duration):
            spans.append((start, duration))
    return sorted(spans)


def _is_free(spans: list[_Span], start: datetime, duration: int) -> bool:
    end = start + timedelta(minutes=duration)
    return all(
        end <= begin or begin + timedelta(minutes=length) <= start for begin, length in spans
    )
