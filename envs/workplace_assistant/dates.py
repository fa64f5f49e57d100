"""Days and times as the tools take them; see `core.moments` for how they are written.

A bare day is, as a lower bound, its first moment, and as an upper one its last. What is no date is
refused.
"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from ...core.moments import read_moment
from ..arguments import Form

_LAST_MOMENT = " 23:59:59.999999"


def is_date_or_time(text: str) -> bool:
    """Whether the text is a day or a time of the expected form, on the calendar."""
    return read_moment(text) is not None


def canonical(text: str) -> str | None:
    """Return a day or time as `YYYY-MM-DD HH:MM:SS[.ffffff]`, which sorts; None for neither."""
    found = read_moment(text)
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
    found = read_moment(text)
    assert found is not None  # every bound has gone through WHEN
    moment, timed = found
    return moment.isoformat(" ") if timed else moment.date().isoformat() + _LAST_MOMENT


WHEN = Form("a day as YYYY-MM-DD or a time as YYYY-MM-DD HH:MM:SS", is_date_or_time)
When: TypeAlias = Annotated[str, WHEN]
"""The type of an argument that is a day or a time."""
