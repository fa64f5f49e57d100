"""Days and times as the tools take them.

"2023-12-01"            a day: as a lower bound its first moment, as an upper one its last
"2023-12-01 9:30[:00]"  a time (a `T` between the two will do)
anything else           refused: zones, bare years, bare hours, words, other orders of the parts
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, TypeAlias

from ..arguments import Form

_PATTERN = re.compile(
    r"\s*(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})(\d\d)(\d\d))"
    r"(?:(?:[ T]\s*)(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?)?\s*\Z",
    re.ASCII | re.IGNORECASE,
)
_LAST_MOMENT = " 23:59:59.999999"


def _read(text: str) -> tuple[datetime, bool] | None:
    """Return the moment and whether a time of day was given; None for what is no date."""
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


def is_date_or_time(text: str) -> bool:
    """Whether the text is a day or a time of the expected form, on the calendar."""
    return _read(text) is not None


def canonical(text: str) -> str | None:
    """Return a day or time as `YYYY-MM-DD HH:MM:SS[.ffffff]`, which sorts; None for neither."""
    found = _read(text)
    return None if found is None else found[0].isoformat(" ")


def day_of(text: str) -> str:
    """Return the day of a day or time, `YYYY-MM-DD`. The text must be one."""
    return lower_bound(text)[:10]


def lower_bound(text: str) -> str:
    """Return the first canonical moment that is not before the text; a bare day is its start."""
    moment = canonical(text)
    assert moment is not None  # every bound has gone through WHEN
    return moment


def upper_bound(text: str) -> str:
    """Return the last canonical moment that is not after the text; a bare day is the whole day."""
    found = _read(text)
    assert found is not None  # every bound has gone through WHEN
    moment, timed = found
    return moment.isoformat(" ") if timed else moment.date().isoformat() + _LAST_MOMENT


WHEN = Form("a day as YYYY-MM-DD or a time as YYYY-MM-DD HH:MM:SS", is_date_or_time)
When: TypeAlias = Annotated[str, WHEN]
"""The type of an argument that is a day or a time."""
