"""Who works at Kestrel Loom, and who does what.

The user of the assistant, Maren, is not in the directory: everybody here writes to her. Two first
names are borne by two people each; no other first name occurs inside another address.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

DOMAIN = "kestrelloom.example"


@dataclass(frozen=True, slots=True)
class Person:
    """An employee with an address in the directory."""

    first: str
    last: str

    @property
    def full(self) -> str:
        """The full name, as it is written in a sentence."""
        return f"{self.first} {self.last}"

    @property
    def address(self) -> str:
        """The address in the directory, in lower case."""
        return f"{self.first}.{self.last}@{DOMAIN}".lower()


def _people(*names: str) -> tuple[Person, ...]:
    return tuple(Person(*name.split()) for name in names)


SALES = _people(
    "Beatriz Quintela",
    "Tomasz Wrona",
    "Ngozi Ezeudu",
    "Meilin Zhao",
    "Oisin Brannigan",
    "Farid Haddadi",
)
"""They look after customers; only they are assigned to one."""

BUILDERS = _people(
    "Ludmila Petrenko",
    "Kwabena Ofori",
    "Sinead Gallagher",
    "Arjun Bhattacharya",
    "Yelena Markova",
    "Teodoro Salcedo",
    "Haruka Nishida",
    "Malik Toure",
    "Ingrid Halvorsen",
    "Pawel Zielinski",
    "Rania Khoury",
    "Callum Drummond",
    "Emeka Nwosu",
    "Soyeon Baek",
    "Noor Rahimi",
    "Noor Vandermeer",
)
"""They have tasks on the project boards."""

STAFF = _people(
    "Daniel Achterberg",
    "Daniel Moyo",
    "Vivian Castellanos",
    "Ulla Fredriksson",
    "Sunita Deshmukh",
    "Gaspard Lemoine",
)
"""Finance, personnel, marketing, logistics, law and the workshop."""

PEOPLE = SALES + BUILDERS + STAFF

_BEARERS = Counter(person.first for person in PEOPLE)
_BY_ADDRESS = {person.address: person for person in PEOPLE}


def goes_by_first_name(person: Person) -> bool:
    """Whether the first name alone says who is meant."""
    return _BEARERS[person.first] == 1


def person_of(address: str) -> Person:
    """Return the employee with that address. Raises KeyError when there is none."""
    return _BY_ADDRESS[address]
