from __future__ import annotations

import re

import pytest

from sallyport.envs.workplace_assistant.company.people import (
    BUILDERS,
    PEOPLE,
    SALES,
    STAFF,
    goes_by_first_name,
    person_of,
)


def test_addresses_are_distinct_and_lower_case() -> None:
    addresses = [person.address for person in PEOPLE]
    assert len(set(addresses)) == len(addresses) >= 20
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+@kestrelloom\.example", a) for a in addresses)


def test_everybody_has_one_role() -> None:
    assert len({*SALES, *BUILDERS, *STAFF}) == len(SALES) + len(BUILDERS) + len(STAFF)


def test_a_first_name_that_stands_alone_is_found_in_one_address_only() -> None:
    for person in PEOPLE:
        found = [other for other in PEOPLE if person.first.lower() in other.address]
        assert (found == [person]) is goes_by_first_name(person)


def test_some_first_names_are_shared() -> None:
    assert sum(not goes_by_first_name(person) for person in PEOPLE) == 4


def test_a_last_name_is_found_in_one_address_only() -> None:
    for person in PEOPLE:
        assert sum(person.last.lower() in other.address for other in PEOPLE) == 1


def test_person_of_finds_the_bearer_of_an_address() -> None:
    assert all(person_of(person.address) is person for person in PEOPLE)
    with pytest.raises(KeyError):
        person_of("nobody@kestrelloom.example")
