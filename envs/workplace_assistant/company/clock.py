"""The company's calendar: what time it is, when people work, and dates as the tables write them.

Nothing here depends on the machine's clock, time zone or locale.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

NOW = datetime.fromisoformat("2023-11-30 23:59:00")
"""The world's clock; it does not move."""

TODAY = NOW.date()
OPENING_HOUR = 9
CLOSING_HOUR = 18
"""No meeting starts before OPENING_HOUR or ends after CLOSING_HOUR."""

SLOT_MINUTES = 30
"""Meetings start on the hour or half past."""

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def stamp(moment: datetime) -> str:
    """Write a moment as the tables do: `2023-11-30 23:59:00`."""
    return moment.isoformat(sep=" ", timespec="seconds")


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return the moment of that day."""
    return datetime.combine(day, time(hour, minute, second))


def end_of(day: date) -> datetime:
    """Return the minute before midnight, which is when the customers table's dates fall due."""
    return at(day, 23, 59)


def days(first: date, last: date) -> list[date]:
    """List the days from `first` to `last`, both included."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def workdays(first: date, last: date) -> list[date]:
    """List the Mondays to Fridays from `first` to `last`, both included."""
    return [day for day in days(first, last) if day.weekday() < 5]


def slots(day: date) -> list[datetime]:
    """List the starts of a working day, every SLOT_MINUTES, in order."""
    count = (CLOSING_HOUR - OPENING_HOUR) * 60 // SLOT_MINUTES
    return [at(day, OPENING_HOUR) + timedelta(minutes=SLOT_MINUTES * n) for n in range(count)]


def closing(day: date) -> datetime:
    """Return the moment by which every meeting of the day has ended."""
    return at(day, CLOSING_HOUR)
