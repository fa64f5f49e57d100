"""What a task template is: wordings with slots, and a function that draws a case.

    Draft (office + chance) ─▶ draw ─▶ Case(slots, calls) ─┐
                                 wordings ─────────────────┴─▶ question, ground truth

A draw that does not come out well-posed (nothing to find, two right answers) returns None and is
drawn again. A draw that comes out with no calls is a task whose condition is false: the right
answer is to leave everything as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from .calls import Call
from .people import BUILDERS, PEOPLE, SALES, Person
from .speech import say_count, say_days, say_minutes, say_person, say_time, say_when
from .words import Letter, letters, words

if TYPE_CHECKING:
    from datetime import date, datetime
    from random import Random

    from .office import Office

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Case:
    """One instance of a template: the texts of its slots and the calls that are right."""

    slots: dict[str, str]
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draw works with: the office, chance, and ways of saying what was drawn."""

    office: Office
    rng: Random

    def pick(self, options: Sequence[Item]) -> Item:
        """Draw one of the options."""
        return self.rng.choice(options)

    def some(self, options: Sequence[Item], count: int) -> list[Item]:
        """Draw `count` different options, in random order."""
        return self.rng.sample(options, count)

    def below(self, count: int) -> int:
        """Draw a number from 0 to count - 1."""
        return self.rng.randrange(count)

    def person(self) -> Person:
        """Draw an employee."""
        return self.rng.choice(PEOPLE)

    def pair(self, group: Sequence[Person] = PEOPLE) -> list[Person]:
        """Draw two different employees."""
        return self.rng.sample(group, 2)

    def builder(self) -> Person:
        """Draw an employee who has tasks."""
        return self.rng.choice(BUILDERS)

    def seller(self) -> Person:
        """Draw an employee who has customers."""
        return self.rng.choice(SALES)

    def reply_text(self) -> str:
        """Draw what to answer."""
        return self.rng.choice(words("messages", "replies"))

    def letter(self) -> Letter:
        """Draw a mail to send."""
        return self.rng.choice(letters())

    def event_name(self) -> str:
        """Draw a name that no meeting has yet."""
        return self.rng.choice(words("events", "new_names"))

    def name(self, person: Person) -> str:
        """Say who."""
        return say_person(self.rng, person)

    def day(self, day: date) -> str:
        """Say a day, to follow a preposition."""
        return say_days(self.rng, day)[0]

    def days(self, *days: date) -> list[str]:
        """Say several days in one form, each to follow a preposition."""
        return say_days(self.rng, *days)

    def when(self, day: date) -> str:
        """Say on which day."""
        return say_when(self.rng, day)

    def time(self, moment: datetime) -> str:
        """Say at what time of day."""
        return say_time(self.rng, moment)

    def minutes(self, minutes: int) -> str:
        """Say how long."""
        return say_minutes(self.rng, minutes)

    def count(self, count: int) -> str:
        """Say how many."""
        return say_count(self.rng, count)


Draw: TypeAlias = Callable[[Draft], Case | None]


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of task; `domain` is one of the databases, or `multi`."""

    name: str
    domain: str
    wordings: tuple[str, ...]
    draw: Draw


def template(domain: str, *wordings: str) -> Callable[[Draw], Template]:
    """Turn a draw into a template of the function's name, without its leading underscore."""

    def bind(draw: Draw) -> Template:
        return Template(draw.__name__.removeprefix("_"), domain, wordings, draw)

    return bind


def case(calls: Call | Iterable[Call], /, **slots: str) -> Case:
    """Return a case of one call or several; none at all means that nothing is to be done."""
    return Case(slots, (calls,) if isinstance(calls, Call) else tuple(calls))


def letter_slots(letter: Letter) -> dict[str, str]:
    """Return the slots `subject` and `body`."""
    return {"subject": letter.subject, "body": letter.body}
