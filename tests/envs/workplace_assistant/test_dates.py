"""Days and times: what is one, and how they are ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.envs.workplace_assistant.dates import (
    canonical,
    day_of,
    is_date_or_time,
    lower_bound,
    upper_bound,
)

if TYPE_CHECKING:
    import datetime


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-12-01", "2023-12-01 00:00:00"),
        ("20231201", "2023-12-01 00:00:00"),
        ("2023-12-1", "2023-12-01 00:00:00"),
        ("2023-12-01 9:30", "2023-12-01 09:30:00"),
        ("2023-12-01T09:30:15", "2023-12-01 09:30:15"),
        ("2023-12-01 09:30:15.5", "2023-12-01 09:30:15.500000"),
        ("  2023-12-01 09:30:15 ", "2023-12-01 09:30:15"),
        ("0001-01-01", "0001-01-01 00:00:00"),
        ("2024-02-29", "2024-02-29 00:00:00"),
    ],
)
def test_days_and_times_have_one_canonical_form(text: str, moment: str) -> None:
    assert canonical(text) == moment


@pytest.mark.parametrize(
    "text",
    ["", " ", "nan", "NaT", "None", "2023", "2023-12", "10", "10:00", "banana", "today", "11/20/2023", "2023/12/01",
     "2023-02-29", "2023-13-01", "2023-00-10", "0000-01-01", "2023-12-01 24:00", "2023-12-01 10:60", "2023-12-01 10",
     "2023-12-01T10:00:00Z", "2023-12-01t10:00z", "2023-12-01 10:00+00:00", "2023-12-01 10:00 pm", "2023-12-01x",
     "x2023-12-01", "2023-12-0110:00", "\uff12023-12-01", "5", "-2023-12-01", "2023-12-01\n2023-12-02"],
)  # fmt: skip
def test_everything_else_is_neither(text: str) -> None:
    assert not is_date_or_time(text)
    assert canonical(text) is None


@given(st.datetimes(), st.datetimes())
def test_canonical_forms_sort_as_moments_do(
    first: datetime.datetime, second: datetime.datetime
) -> None:
    forms = [canonical(moment.isoformat()) for moment in (first, second)]
    assert None not in forms
    assert (forms[0] < forms[1]) == (first < second)  # type: ignore[operator]  # neither is None


@given(st.datetimes())
def test_a_bare_day_bounds_all_its_moments(moment: datetime.datetime) -> None:
    day = moment.date().isoformat()
    assert lower_bound(day) <= lower_bound(moment.isoformat(" ")) <= upper_bound(day)
    assert upper_bound(moment.isoformat(" ")) == lower_bound(moment.isoformat(" "))
    assert day_of(moment.isoformat()) == day


def test_reading_is_quick_on_long_nonsense() -> None:
    for nonsense in ("2023-12-01" + " " * 100_000 + "x", " " * 100_000 + "x", "2" * 100_000):
        assert not is_date_or_time(nonsense)
