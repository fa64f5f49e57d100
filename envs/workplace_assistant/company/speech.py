"""How people write names, days, times and lists in a sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from .clock import MONTHS, TODAY, WEEKDAYS
from .people import Person, goes_by_first_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

VALUES = {
    "total_visits": "total visits",
    "session_duration_seconds": "session duration",
    "user_engaged": "engaged users",
    "visits_direct": "direct visits",
    "visits_referral": "visits by referral",
    "visits_search_engine": "visits from search engines",
    "visits_social_media": "visits from social media",
}
"""What can be plotted, and how people call it."""

KINDS = {
    "bar": "bar chart",
    "line": "line chart",
    "scatter": "scatter plot",
    "histogram": "histogram",
}
"""How it can be plotted, and how people call it."""

SOURCE_VALUES = {
    "direct": "visits_direct",
    "referral": "visits_referral",
    "search engine": "visits_search_engine",
    "social media": "visits_social_media",
}
"""The value that plots the visits of a traffic source."""

DURATIONS = {
    30: ("30 minutes", "half an hour"),
    60: ("60 minutes", "one hour", "an hour"),
    90: ("90 minutes", "an hour and a half"),
    120: ("120 minutes", "two hours"),
}

_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def say_person(rng: Random, person: Person) -> str:
    """Say the first name, or the full one; always the full one where the first is not enough."""
    if goes_by_first_name(person) and rng.random() < 0.6:
        return person.first
    return person.full


def say_days(rng: Random, *days: date) -> list[str]:
    """Say days of 2023, all in one form, as it may follow `on`, `from`, `since` or `before`."""
    form = rng.randrange(4)
    return [_day_forms(day)[form] for day in days]


def _day_forms(day: date) -> tuple[str, ...]:
    month, weekday = MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
    return (
        f"{month} {day.day}",
        f"{weekday}, {month} {day.day}",
        f"{day.day} {month}",
        day.isoformat(),
    )


def say_when(rng: Random, day: date) -> str:
    """Say on which day something takes place: `on May 3`, `tomorrow`."""
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    distance = (day - TODAY) // timedelta(days=1)
    if distance in near and rng.random() < 0.5:
        return near[distance]
    return f"on {say_days(rng, day)[0]}"


def say_time(rng: Random, moment: datetime) -> str:
    """Say a time of day, by 24 hours or by 12."""
    hour, half = moment.hour % 12 or 12, "am" if moment.hour < 12 else "pm"
    minute = f":{moment.minute:02d}" if moment.minute else ""
    return rng.choice((f"{moment.hour:02d}:{moment.minute:02d}", f"{hour}{minute} {half}"))


def say_minutes(rng: Random, minutes: int) -> str:
    """Say a duration of a meeting: one of DURATIONS."""
    return rng.choice(DURATIONS[minutes])


def say_count(rng: Random, count: int) -> str:
    """Say a number, small ones sometimes in letters."""
    return _NUMBERS[count] if 0 < count < len(_NUMBERS) and rng.random() < 0.5 else str(count)


def say_list(parts: Sequence[str]) -> str:
    """Join at least one part: `a`, `a and b`, `a, b and c`.

    >>> say_list(["a", "b", "c"])
    'a, b and c'
    """
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
