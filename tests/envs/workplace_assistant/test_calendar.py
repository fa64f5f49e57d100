"""The calendar's tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sallyport.core.errors import InvalidArgumentsError
from sallyport.core.types import ToolCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from sallyport.envs.workplace_assistant.environment import WorkplaceWorld

    Call = Callable[..., Any]

EVENT = {
    "event_name": "Gravel talk",
    "participant_email": "Ida@Larkfield.org",
    "event_start": "2023-12-07 14:00:00",
    "duration": "30",
}


def ids(result: dict[str, Any]) -> list[str]:
    return [event["event_id"] for event in result["events"]]


def test_get_returns_the_field(call: Call, declined: Call) -> None:
    get = "calendar_get_event_information_by_id"
    assert call(get, event_id="00000003", field="duration") == {"duration": "30"}
    assert "8 digits" in declined(get, event_id="3", field="duration")
    assert "8 digits" in declined(get, event_id="0000000a", field="duration")
    assert "8 digits" in declined(get, event_id="٠٠٠٠٠٠٠٣", field="duration")
    declined(get, event_id="00000004", field="duration")
    declined(get, event_id="00000003", field="Duration")
    declined(get, event_id="", field="duration")
    declined(get, event_id="00000003", field="")


def test_search_lists_the_latest_first_ties_in_file_order(call: Call) -> None:
    assert ids(call("calendar_search_events")) == ["00000001", "00000003", "00000002"]


def test_search_finds_the_whole_query_in_name_or_address(call: Call, declined: Call) -> None:
    search = "calendar_search_events"
    assert ids(call(search, query="BUDGET")) == ["00000001", "00000003"]
    assert ids(call(search, query="budget r")) == ["00000003"]
    assert ids(call(search, query="ZOË@")) == ["00000002"]
    declined(search, query="round budget")
    declined(search, query="b.dget")
    declined(search, query="(")


def test_search_bounds_are_inclusive_and_a_bare_day_is_whole(call: Call) -> None:
    search = "calendar_search_events"
    assert ids(call(search, time_max="2023-12-01 10:00:00")) == ["00000003", "00000002"]
    assert ids(call(search, time_max="2023-12-01")) == ["00000003", "00000002"]
    assert ids(call(search, time_min="2023-12-01 10:00")) == ["00000001", "00000003", "00000002"]
    assert ids(call(search, time_min="2023-12-01T10:00:01")) == ["00000001"]
    assert ids(call(search, time_min="2023-12-04")) == ["00000001"]


def test_search_orders_every_form_of_start_by_time(call: Call) -> None:
    for start in ("2023-12-01T10:30", "2023-12-04", "20231203", " 2023-12-01 9:00:00"):
        call("calendar_create_event", **{**EVENT, "event_start": start})
    starts = [
        event["event_start"] for event in call("calendar_search_events", page_size=9)["events"]
    ]
    assert starts == [
        "2023-12-04 09:00:00",
        "2023-12-04",
        "20231203",
        "2023-12-01T10:30",
        "2023-12-01 10:00:00",
        "2023-12-01 10:00:00",
        " 2023-12-01 9:00:00",
    ]


def test_create_stores_as_given_but_for_the_address(call: Call) -> None:
    assert call("calendar_create_event", **EVENT) == "00000004"
    assert call("calendar_search_events", query="gravel")["events"] == [
        {"event_id": "00000004", **EVENT, "participant_email": "ida@larkfield.org"}
    ]


def test_create_needs_everything(declined: Call) -> None:
    for name in EVENT:
        assert name in declined("calendar_create_event", **{**EVENT, name: ""})


@pytest.mark.parametrize(
    "duration", ["0", "-30", "soon", "30 minutes", "1.5", "nan", "inf", "9" * 5000 + "x"]
)
def test_duration_is_a_positive_number_of_minutes(declined: Call, duration: str) -> None:
    assert "minutes" in declined("calendar_create_event", **{**EVENT, "duration": duration})
    declined("calendar_update_event", event_id="00000003", field="duration", new_value=duration)


def test_duration_may_be_a_number(call: Call) -> None:
    event_id = call("calendar_create_event", **{**EVENT, "duration": 45})
    get = "calendar_get_event_information_by_id"
    assert call(get, event_id=event_id, field="duration") == {"duration": "45"}


@pytest.mark.parametrize(
    "start",
    ["2023-12-25T10:00:00Z", "2023-12-25 10:00+01:00", "nan", "NaT", "2023", "10", "10:00", "today", "2023-12",
     "2023-02-30", "2023-12-25 24:00", "25/12/2023", "December 1 2023 1pm"],
)  # fmt: skip
def test_what_is_no_time_is_refused_and_never_stored(world: WorkplaceWorld, start: str) -> None:
    update = {"event_id": "00000003", "field": "event_start", "new_value": start}
    for name, arguments in (
        ("calendar_create_event", {**EVENT, "event_start": start}),
        ("calendar_update_event", update),
    ):
        with pytest.raises(InvalidArgumentsError, match="YYYY-MM-DD"):
            world.call(ToolCall(name, arguments))
    assert world.export()["tables"] == {}


def test_update_checks_each_field_as_create_does(call: Call, declined: Call) -> None:
    update = "calendar_update_event"
    get = "calendar_get_event_information_by_id"
    call(update, event_id="00000003", field="participant_email", new_value="New@X.Org")
    assert call(get, event_id="00000003", field="participant_email") == {
        "participant_email": "new@x.org"
    }
    call(update, event_id="00000003", field="event_start", new_value="2023-12-09 09:00:00")
    assert ids(call("calendar_search_events", time_min="2023-12-09")) == ["00000003"]
    call(update, event_id="00000003", field="event_name", new_value="Renamed")
    assert ids(call("calendar_search_events", query="renamed")) == ["00000003"]
    assert "event_name" in declined(
        update, event_id="00000003", field="event_id", new_value="00000009"
    )
    declined(update, event_id="3", field="event_name", new_value="x")
    declined(update, event_id="00000099", field="event_name", new_value="x")
    declined(update, event_id="00000003", field="event_name", new_value="")


def test_delete_then_create_counts_on_from_the_highest_id_present(
    call: Call, declined: Call
) -> None:
    call("calendar_delete_event", event_id="00000003")
    declined("calendar_delete_event", event_id="00000003")
    declined("calendar_delete_event", event_id="abc")
    declined("calendar_delete_event", event_id="")
    assert call("calendar_create_event", **EVENT) == "00000003"
    assert call("calendar_create_event", **EVENT) == "00000004"
