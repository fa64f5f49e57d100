"""Days and times of a world with one clock and no zones, as texts.

"2023-12-01", "20231201"     a day
"2023-12-01 9:30[:00[.0]]"   a time (a `T` between the two will do)
anything else                neither: zones, bare years, words, other orders of the parts
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

_PATTERN: Final = re.compile(
    r"\s*(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d\d)(\d\d))"
    r"(?:(?:[ T]\s*)(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?)?\s*\Z",
    re.ASCII | re.IGNORECASE,
)


def read_moment(text: str) -> tuple[datetime, bool] | None:
    """Return the moment, a day's first one, and whether a time of day was given; None for no date.

    The date must be on the calendar.
    """
    match = _PATTERN.match(text)
    if match is None:
        return None
    *days, hour, minute, second, fraction = match.groups()
    year, month, day = (int(part) for part in days if part is not None)
    micros = int((fraction or "").ljust(6, "0"))
    try:
        moment = datetime(  # noqa: DTZ001 - this world has one clock and no zones
            year, month, day, int(hour or 0), int(minute or 0), int(second or 0), micros
        )
    except ValueError:
        return None
    return moment, hour is not None
