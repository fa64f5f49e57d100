"""What the right answers rest on, held against a company small enough to check by eye."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sallyport.envs.workplace_assistant.company.clock import NOW, TODAY, at, end_of
from sallyport.envs.workplace_assistant.company.office import Office
from sallyport.envs.workplace_assistant.company.people import BUILDERS, SALES
from sallyport.envs.workplace_assistant.company.records import (
    Customer,
    Event,
    Mail,
    Visit,
    WorkItem,
)

ANN, BOB = BUILDERS[:2]
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


def _item(number: int, **changes: object) -> WorkItem:
    item = WorkItem(f"{number:08d}", f"Task {number}", ANN.address, "Backlog", TOMORROW, "Design")
    return replace(item, **changes)  # type: ignore[arg-type]  # names are checked by replace


@pytest.fixture(scope="module")
def office() -> Office:
    seller = SALES[0].address
    morning, noon = at(TOMORROW, 9, 30), at(TOMORROW, 12)
    stale = Customer(
        "0", seller, "C", "c@d.example", "", NOW, "Software", "Lead", end_of(TOMORROW), ""
    )
    return Office(
        mails=(
            Mail("1", "inbox", ANN.address, "A", at(YESTERDAY, 9), "a"),
            Mail("2", "outbox", ANN.address, "B", at(YESTERDAY, 10), "b"),
            Mail("3", "inbox", ANN.address, "C", at(TODAY, 9), "c"),
            Mail("4", "inbox", BOB.address, "D", at(TODAY, 10), "d"),
        ),
        events=(
            Event("1", "Past", ANN.address, at(TODAY, 9), 30),
            Event("2", "Early", ANN.address, morning, 90),
            Event("3", "Late", BOB.address, noon, 60),
        ),
        visits=(
            Visit(TODAY, "0001", 1, 10, "direct", True),
            Visit(TODAY, "0002", 1, 10, "referral", False),
            Visit(YESTERDAY, "0001", 1, 10, "direct", True),
        ),
        items=(
            _item(1),
            _item(2, due=YESTERDAY),
            _item(3, due=TODAY),
            _item(4, due=YESTERDAY, stage="Completed"),
            _item(5, due=YESTERDAY, board="Back end", address=BOB.address),
            _item(51),
        ),
        customers=(stale, replace(stale, id="1", status="Won", product="Training")),
    )


def _ids(things: list[Mail] | list[Event] | list[WorkItem] | list[Customer]) -> list[str]:
    return [thing.id.lstrip("0") or "0" for thing in things]


def test_mails_are_told_apart_by_person_and_direction(office: Office) -> None:
    assert _ids(office.received(ANN)) == ["1", "3"]
    assert _ids(office.sent(ANN)) == ["2"]
    assert office.sent(BOB) == []


def test_only_meetings_after_now_are_coming(office: Office) -> None:
    assert _ids(office.coming) == ["2", "3"]
    assert _ids(office.meetings_with(ANN)) == ["2"]
    assert _ids(office.meetings_on(TODAY)) == ["1"]


def test_free_starts_touch_meetings_but_do_not_overlap(office: Office) -> None:
    free = [f"{start:%H:%M}" for start in office.free_starts(TOMORROW, 60)]
    assert free[:3] == ["11:00", "13:00", "13:30"]
    assert free[-1] == "17:00"
    assert f"{office.free_starts(TOMORROW, 30)[0]:%H:%M}" == "09:00"


def test_a_meeting_is_not_in_its_own_way(office: Office) -> None:
    early = office.coming[0]
    assert not office.is_free(early.start, 60)
    assert office.is_free(early.start, 120, but=[early])
    assert office.is_free(early.start, 150, but=[early])
    assert not office.is_free(early.start, 180, but=[early])


def test_a_meeting_that_ends_after_closing_does_not_fit(office: Office) -> None:
    assert office.is_free(at(TOMORROW, 17), 60)
    assert not office.is_free(at(TOMORROW, 17), 90)


def test_visits_are_counted_by_day_source_and_engagement(office: Office) -> None:
    assert len(office.visits_on(TODAY)) == 2
    assert len(office.visits_on(TODAY, "direct")) == 1
    assert len(office.visits_within([YESTERDAY, TODAY], "direct")) == 2
    assert office.engaged_on(TODAY) == 1
    assert office.visits_on(date(2020, 1, 1)) == []


def test_overdue_is_before_today_and_not_completed(office: Office) -> None:
    assert _ids(office.overdue_items_of(ANN)) == ["2"]
    assert _ids(office.open_items_of(ANN)) == ["1", "2", "3", "51"]
    assert _ids(office.overdue_items_of(BOB, "Back end")) == ["5"]
    assert office.items_of(BOB, "Design") == []


def test_a_name_inside_another_name_does_not_say_which_item_is_meant(office: Office) -> None:
    assert _ids(office.named_once) == ["1", "2", "3", "4", "51"]


def test_customers_are_chosen_by_owner_status_and_interest(office: Office) -> None:
    assert _ids(office.customers_of(SALES[0])) == ["0", "1"]
    assert _ids(office.customers_of(SALES[0], "Won")) == ["1"]
    assert _ids(office.customers_of(SALES[0], "Won", "Software")) == []
    assert office.customers_of(SALES[1]) == []
