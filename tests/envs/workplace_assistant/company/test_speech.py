from __future__ import annotations

from datetime import date
from random import Random

from sallyport.envs.workplace_assistant.company.clock import TODAY, at
from sallyport.envs.workplace_assistant.company.people import PEOPLE, goes_by_first_name
from sallyport.envs.workplace_assistant.company.speech import (
    say_count,
    say_days,
    say_list,
    say_minutes,
    say_person,
    say_time,
    say_when,
)

MANY = range(60)


def test_a_shared_first_name_never_stands_alone() -> None:
    rng = Random("speech")
    for person in PEOPLE:
        said = {say_person(rng, person) for _ in MANY}
        assert said == (
            {person.first, person.full} if goes_by_first_name(person) else {person.full}
        )


def test_a_day_is_said_in_four_ways() -> None:
    rng = Random("speech")
    assert {say_days(rng, date(2023, 12, 4))[0] for _ in MANY} == {
        "December 4",
        "Monday, December 4",
        "4 December",
        "2023-12-04",
    }


def test_days_of_one_sentence_have_one_form() -> None:
    rng = Random("speech")
    for _ in MANY:
        first, last = say_days(rng, date(2023, 9, 1), date(2023, 9, 30))
        assert ("2023" in first) == ("2023" in last)
        assert (", " in first) == (", " in last)


def test_only_days_next_to_today_are_said_by_their_distance() -> None:
    rng = Random("speech")
    tomorrow = TODAY.replace(month=12, day=1)
    assert "tomorrow" in {say_when(rng, tomorrow) for _ in MANY}
    far = {say_when(rng, TODAY.replace(day=20)) for _ in MANY}
    assert all(said.startswith("on ") for said in far)


def test_times_keep_noon_and_midnight_apart() -> None:
    rng = Random("speech")
    assert {say_time(rng, at(TODAY, 12, 30)) for _ in MANY} == {"12:30", "12:30 pm"}
    assert {say_time(rng, at(TODAY, 9)) for _ in MANY} == {"09:00", "9 am"}
    assert {say_time(rng, at(TODAY, 15, 30)) for _ in MANY} == {"15:30", "3:30 pm"}


def test_durations_and_counts_come_in_figures_and_in_words() -> None:
    rng = Random("speech")
    assert {say_minutes(rng, 30) for _ in MANY} == {"30 minutes", "half an hour"}
    assert {say_count(rng, 3) for _ in MANY} == {"3", "three"}
    assert {say_count(rng, 14) for _ in MANY} == {"14"}


def test_lists_end_in_and() -> None:
    assert say_list(["a"]) == "a"
    assert say_list(["a", "b"]) == "a and b"
