"""Times of day, scores and dates: what looks like arithmetic and is none.

4:30, 4:30 p.m., 0:3  ──▶ Clock         2024-01-05, 05/01/2024, January 5, 2024  ──▶ Day
"""

from __future__ import annotations

import calendar
import re
from typing import Final

import msgspec

from .outcome import Comparison, differ

_HALVES: Final = {"am": "am", "pm": "pm", "p*m": "pm", "a*m": "am"}
_HOURS: Final = 24
_MINUTES: Final = 60
_MONTHS: Final = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_NAME: Final = re.compile("[JjFfMmAaSsOoNnDd](?i:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec)")
_MONTH: Final = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_MONTH_AFTER: Final = _MONTH.replace("month", "month2")
_WRITTEN: Final = re.compile(
    rf"(?:[a-z]{{3,6}}day,?\s+)?(?:{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"|(?:the\s+)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH_AFTER})"
    r"(?:,?\s+(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    r"(?P<year>\d{4})(?P<sign>[-/])(?P<first>\d{1,2})(?P=sign)(?P<second>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<sign2>[-/.])(?P<b>\d{1,2})(?P=sign2)(?P<end>\d{4}|\d{2})"
)


class Clock(msgspec.Struct, frozen=True):
    """Hours, minutes and perhaps seconds of a time of day, or the parts of a score.

    `half`: `am`, `pm`, or "" where it is not said.
    """

    parts: tuple[int, ...]
    half: str = ""

    @property
    def seconds(self) -> int:
        """Seconds since midnight; a time without its half of the day is on a clock of 24 hours."""
        hours, *rest = self.parts
        if self.half and hours <= _HOURS // 2:
            hours = hours % (_HOURS // 2) + (_HOURS // 2 if self.half == "pm" else 0)
        minutes, seconds = (*rest, 0, 0)[:2]
        return (hours * _MINUTES + minutes) * _MINUTES + seconds


class Day(msgspec.Struct, frozen=True):
    """A date. `year` is None where none is written.

    `exchanged`: day and month are written as numbers that may be read either way round, and so
    `month` and `day` are only the first and the second of them.
    """

    year: int | None
    month: int
    day: int
    exchanged: bool = False


def names_month(text: str) -> bool:
    """Whether the name of a month is in it, as in a date that is written out."""
    return _NAME.search(text) is not None


def is_clock(parts: list[str]) -> bool:
    """Whether numbers parted by colons are no ratio.

    A time has up to 24 hours and two digits of minutes; a ratio has no zero and none in front.
    """
    hours, *rest = parts
    if any(part.startswith("0") for part in parts):
        return True
    return int(hours) <= _HOURS and all(len(p) == 2 and int(p) < _MINUTES for p in rest)


def half_of(unit: str) -> str:
    """Return `am` or `pm` where a unit's text says so, else ""."""
    return _HALVES.get(re.sub(r"[\s.]", "", unit).casefold(), "")


def day_of(text: str) -> Day | None:
    """Return the date that `text` is, by itself; None: it is none."""
    written = _WRITTEN.fullmatch(text)
    if written is not None:
        month = _MONTHS[(written["month"] or written["month2"]).casefold()]
        year = int(written["year"]) if written["year"] else None
        return _checked(year, month, int(written["day"] or written["day2"]))
    numbered = _NUMBERED.fullmatch(text)
    if numbered is None:
        return None
    if numbered["year"]:
        return _checked(int(numbered["year"]), int(numbered["first"]), int(numbered["second"]))
    return _of_digits(numbered["sign2"], numbered["a"], numbered["b"], numbered["end"])


def _of_digits(sign: str, first: str, second: str, end: str) -> Day | None:
    """Read `05/01/2024`: only one way round where just one of the two can be the month."""
    padded = "0" in (first[0], second[0], end[0])
    if len(end) == 2 and not padded and (sign != "/" or int(end) < 10):
        return None
    year = int(end) if len(end) == 4 else 2000 + int(end)
    a, b = int(first), int(second)
    if sign == ".":
        return _checked(year, b, a)
    if a > 12:
        return _checked(year, b, a)
    if b > 12 or a == b:
        return _checked(year, a, b)
    day = _checked(year, a, b)
    return None if day is None else msgspec.structs.replace(day, exchanged=True)


def _checked(year: int | None, month: int, day: int) -> Day | None:
    known = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year or 2000, month)[1]
    return Day(year, month, day) if known else None


def compare_moments(a: Clock | Day, b: Clock | Day) -> Comparison:
    """Compare two times or two dates.

    A time that leaves out its half of the day is the one with the same digits; a date whose day
    and month could be exchanged is only the date of the same digits, written the same way round.
    """
    if a == b or (isinstance(a, Clock) and isinstance(b, Clock) and _same_time(a, b)):
        return Comparison(True, "structure", "The two are the same time or date.")
    return differ("structure", "The two are different times or dates.")


def _same_time(a: Clock, b: Clock) -> bool:
    if not a.half and not b.half:
        return a.parts == b.parts
    if a.half and b.half:
        return a.seconds == b.seconds
    told, bare = (a, b) if a.half else (b, a)
    if bare.parts[0] == 0 or bare.parts[0] > _HOURS // 2:
        return told.seconds == bare.seconds
    return (*told.parts, 0, 0)[:3] == (*bare.parts, 0, 0)[:3]
