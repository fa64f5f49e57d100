"""What one can know of the company, asked in plain Python.

The right answers of the tasks come from here and never from the tools, so that the one can be
held against the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from .clock import NOW, closing, slots

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .people import Person
    from .records import Customer, Event, Mail, Visit, WorkItem

Dated = TypeVar("Dated", "Event", "Visit")


@dataclass(frozen=True)
class Office:
    """All of the company's data: mails and events in order of time, the rest in file order."""

    mails: tuple[Mail, ...]
    events: tuple[Event, ...]
    visits: tuple[Visit, ...]
    items: tuple[WorkItem, ...]
    customers: tuple[Customer, ...]

    @cached_property
    def _events_by_day(self) -> dict[date, list[Event]]:
        return _by_day(self.events)

    @cached_property
    def _visits_by_day(self) -> dict[date, list[Visit]]:
        return _by_day(self.visits)

    # ── mails ────────────────────────────────────────────────────────────────────────────────────

    def received(self, person: Person) -> list[Mail]:
        """Return what the person wrote to the user, oldest first."""
        address = person.address
        return [mail for mail in self.mails if mail.address == address and mail.box == "inbox"]

    def sent(self, person: Person) -> list[Mail]:
        """Return what the user wrote to the person, oldest first."""
        address = person.address
        return [mail for mail in self.mails if mail.address == address and mail.box == "outbox"]

    # ── meetings ─────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def coming(self) -> list[Event]:
        """Return the meetings that have not begun, earliest first."""
        return [event for event in self.events if event.start > NOW]

    def meetings_on(self, day: date) -> list[Event]:
        """Return the meetings of a day, earliest first."""
        return self._events_by_day.get(day, [])

    def meetings_with(self, person: Person) -> list[Event]:
        """Return the coming meetings with the person, earliest first."""
        return [event for event in self.coming if event.address == person.address]

    def is_free(self, start: datetime, minutes: int, *, but: Iterable[Event] = ()) -> bool:
        """Return whether a meeting fits in: within opening hours, beside all others but `but`."""
        end = start + timedelta(minutes=minutes)
        left_out = set(but)
        return end <= closing(start.date()) and all(
            end <= event.start or event.end <= start
            for event in self.meetings_on(start.date())
            if event not in left_out
        )

    def free_starts(self, day: date, minutes: int) -> list[datetime]:
        """Return every start on the hour or half past at which a meeting of that length fits."""
        return [start for start in slots(day) if self.is_free(start, minutes)]

    # ── visits ───────────────────────────────────────────────────────────────────────────────────

    def visits_on(self, day: date, source: str | None = None) -> list[Visit]:
        """Return the visits of a day, of one traffic source or of all."""
        visits = self._visits_by_day.get(day, [])
        return visits if source is None else [visit for visit in visits if visit.source == source]

    def visits_within(self, days: Iterable[date], source: str | None = None) -> list[Visit]:
        """Return the visits of several days, of one traffic source or of all."""
        return [visit for day in days for visit in self.visits_on(day, source)]

    def engaged_on(self, day: date) -> int:
        """Return how many visits of the day were engaged ones."""
        return sum(visit.engaged for visit in self.visits_on(day))

    # ── project boards ───────────────────────────────────────────────────────────────────────────

    def items_of(self, person: Person, board: str | None = None) -> list[WorkItem]:
        """Return what is assigned to the person, on one board or on all."""
        address = person.address
        return [i for i in self.items if i.address == address and board in {None, i.board}]

    def open_items_of(self, person: Person, board: str | None = None) -> list[WorkItem]:
        """Return what the person has not completed, on one board or on all."""
        return [item for item in self.items_of(person, board) if item.open]

    def overdue_items_of(self, person: Person, board: str | None = None) -> list[WorkItem]:
        """Return what the person should have completed before today, on one board or on all."""
        return [item for item in self.items_of(person, board) if item.overdue]

    @cached_property
    def named_once(self) -> list[WorkItem]:
        """Return the items whose name occurs in no other item's name."""
        names = [item.name for item in self.items]
        once = {name for name in set(names) if sum(name in other for other in names) == 1}
        return [item for item in self.items if item.name in once]

    # ── customers ────────────────────────────────────────────────────────────────────────────────

    def customers_of(
        self, person: Person, status: str | None = None, product: str | None = None
    ) -> list[Customer]:
        """Return who is in the charge of the person, of one status and interest or of all."""
        return [
            customer
            for customer in self.customers
            if customer.address == person.address
            and status in {None, customer.status}
            and product in {None, customer.product}
        ]


def _by_day(things: Iterable[Dated]) -> dict[date, list[Dated]]:
    days: dict[date, list[Dated]] = {}
    for thing in things:
        days.setdefault(thing.day, []).append(thing)
    return days
