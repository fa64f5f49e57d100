"""The visits of the company's web site from September to November 2023."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .clock import TODAY, days
from .dice import dice, weighted
from .records import Visit

if TYPE_CHECKING:
    from random import Random

FIRST_DAY = date(2023, 9, 1)
SOURCE_WEIGHTS = {"direct": 40, "search engine": 28, "social media": 20, "referral": 12}
SOURCES = tuple(SOURCE_WEIGHTS)
SPIKES = 7
"""Days on which a newsletter or a fair brought twice as many visitors."""

REGULARS = 60
"""Visitors who come back now and then."""


def generate_visits() -> list[Visit]:
    """Return all visits in random order; every day has at least one."""
    rng = dice("visits")
    calendar = days(FIRST_DAY, TODAY)
    spikes = set(rng.sample(calendar, SPIKES))
    newcomers = rng.sample(range(10000), 3000)
    regulars = [newcomers.pop() for _ in range(REGULARS)]
    visits = []
    for day in calendar:
        for _ in range(_crowd(rng, day, day in spikes)):
            number = rng.choice(regulars) if rng.random() < 0.12 else newcomers.pop()
            visits.append(_visit(rng, day, f"{number:04d}"))
    rng.shuffle(visits)
    return visits


def _crowd(rng: Random, day: date, spike: bool) -> int:
    base = 7 if day.weekday() < 5 else 3
    return (base + rng.randrange(10)) * (2 if spike else 1)


def _visit(rng: Random, day: date, visitor: str) -> Visit:
    """Draw a visit; who is engaged stays longer and sees more."""
    engaged = rng.random() < 0.45
    duration = 30 + rng.randrange(570) if engaged else rng.randrange(90)
    pages = 1 + rng.randrange(18 if engaged else 6)
    return Visit(day, visitor, pages, duration, weighted(rng, SOURCE_WEIGHTS), engaged)
