from __future__ import annotations

from datetime import date

from sallyport.envs.workplace_assistant.company.clock import (
    NOW,
    TODAY,
    WEEKDAYS,
    at,
    closing,
    days,
    end_of,
    slots,
    stamp,
    workdays,
)


def test_the_clock_stands_at_the_last_minute_of_november() -> None:
    assert stamp(NOW) == "2023-11-30 23:59:00"
    assert end_of(TODAY) == NOW
    assert WEEKDAYS[TODAY.weekday()] == "Thursday"


def test_days_include_both_ends_and_cross_months() -> None:
    found = days(date(2023, 11, 29), date(2023, 12, 2))
    assert [day.isoformat() for day in found] == [
        "2023-11-29",
        "2023-11-30",
        "2023-12-01",
        "2023-12-02",
    ]


def test_workdays_leave_weekends_out() -> None:
    found = workdays(date(2023, 12, 1), date(2023, 12, 5))
    assert [day.day for day in found] == [1, 4, 5]


def test_slots_are_the_full_and_half_hours_of_the_working_day() -> None:
    starts = slots(TODAY)
    assert starts[0] == at(TODAY, 9)
    assert starts[1] == at(TODAY, 9, 30)
    assert starts[-1] == at(TODAY, 17, 30)
    assert closing(TODAY) == at(TODAY, 18)
    assert len(starts) == 18
