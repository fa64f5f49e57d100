"""The calendar: events, each with one participant, a start and a duration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..arguments import named
from ..tool import Tool, check_form
from .database import Where
from .dates import WHEN, When
from .paging import DEFAULT_PAGE_SIZE, PageSize, page_of
from .records import delete_row, field_of, update_field
from .replies import Declined, need, need_choice
from .schema import EVENTS

if TYPE_CHECKING:
    from ...core.types import JsonObject
    from .database import Database
    from .template import Row

_EVENT_ID = re.compile(r"\d{8,}", re.ASCII)
_CHANGEABLE = EVENTS.columns[1:]


def get_event_information_by_id(db: Database, /, event_id: str, field: str) -> Row:
    """Read one field of a calendar event.

    Args:
        event_id: The id of the event, 8 digits.
        field: The field to read: 'event_id', 'event_name', 'participant_email', 'event_start' or
            'duration'.
    """
    need(event_id=event_id, field=field)
    _need_event_id(event_id)
    return field_of(db, EVENTS, "event", event_id, field)


def search_events(
    db: Database,
    /,
    query: str = "",
    time_min: When | None = None,
    time_max: When | None = None,
    page: int = 1,
    page_size: PageSize = DEFAULT_PAGE_SIZE,
) -> JsonObject:
    """Search the calendar.

    An event fits when the query occurs in its name or its participant's mail address, in any case.
    The latest come first, by the page.

    Args:
        query: Text to look for; every event fits an empty query.
        time_min: The earliest start to include, YYYY-MM-DD HH:MM:SS.
        time_max: The latest start to include, YYYY-MM-DD HH:MM:SS.
        page: Which page of the results to return, counted from 1.
        page_size: How many events make a page.
    """
    where = Where()
    if query:
        where.contains(query, "event_name", "participant_email")
    where.between("event_start", time_min, time_max)
    positions = db.search(EVENTS, where, latest_first="event_start")
    if not positions:
        raise Declined("No event fits this search.")
    return page_of(db, EVENTS, positions, "events", page, page_size)


def create_event(
    db: Database, /, event_name: str, participant_email: str, event_start: When, duration: str
) -> str:
    """Put an event into the calendar; returns its id.

    Args:
        event_name: What the event is called.
        participant_email: The mail address of the participant.
        event_start: When it starts, YYYY-MM-DD HH:MM:SS.
        duration: How many minutes it takes.
    """
    need(
        event_name=event_name,
        participant_email=participant_email,
        event_start=event_start,
        duration=duration,
    )
    _need_duration(duration)
    event_id = db.next_id(EVENTS)
    row: Row = {
        "event_id": event_id,
        "event_name": event_name,
        "participant_email": participant_email.lower(),
        "event_start": event_start,
        "duration": duration,
    }
    db.insert(EVENTS, row)
    return event_id


def delete_event(db: Database, /, event_id: str) -> str:
    """Delete a calendar event.

    Args:
        event_id: The id of the event to delete, 8 digits.
    """
    need(event_id=event_id)
    _need_event_id(event_id)
    return delete_row(db, EVENTS, "event", event_id)


def update_event(db: Database, /, event_id: str, field: str, new_value: str) -> str:
    """Change one field of a calendar event.

    Args:
        event_id: The id of the event to change, 8 digits.
        field: The field to change: 'event_name', 'participant_email', 'event_start' or 'duration'.
        new_value: What the field is to hold: a start as YYYY-MM-DD HH:MM:SS, a duration in minutes.
    """
    need(event_id=event_id, field=field, new_value=new_value)
    _need_event_id(event_id)
    need_choice("field that can be changed", field, _CHANGEABLE)
    if field == "duration":
        _need_duration(new_value)
    if field == "participant_email":
        new_value = new_value.lower()
    return update_field(db, EVENTS, "event", event_id, field, new_value)


def _need_event_id(event_id: str) -> None:
    if not _EVENT_ID.fullmatch(event_id):
        raise Declined(f"{named(event_id)} is no event id; event ids have 8 digits.")


def _need_duration(duration: str) -> None:
    try:
        minutes = int(duration)
    except ValueError:
        minutes = 0
    if minutes <= 0:
        raise Declined(
            f"{named(duration)} is no duration; give a positive whole number of minutes."
        )


def _check_new_value(tool: str, bound: dict[str, Any]) -> None:
    if bound["field"] == "event_start":
        check_form(tool, "new_value", bound["new_value"], WHEN)


TOOLS = (
    *(
        Tool.from_function(function, name=f"calendar_{function.__name__}")
        for function in (get_event_information_by_id, search_events, create_event, delete_event)
    ),
    Tool.from_function(update_event, name="calendar_update_event", check=_check_new_value),
)
