"""The analytics' tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sallyport.core.errors import InvalidArgumentsError
from sallyport.core.types import ToolCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from sallyport.envs.workplace_assistant.environment import WorkplaceWorld

    Call = Callable[..., Any]

PLOT = {
    "time_min": "2023-11-28",
    "time_max": "2023-11-30",
    "value_to_plot": "visits_direct",
    "plot_type": "line",
}


def test_visitor_has_a_row_per_visit(call: Call, declined: Call) -> None:
    visit = {"visitor_id": "0007", "page_views": "3", "session_duration_seconds": "10"}
    assert call("analytics_get_visitor_information_by_id", visitor_id="0007") == [
        {"date_of_visit": "2023-11-28", **visit, "traffic_source": "direct", "user_engaged": True},
        {
            "date_of_visit": "2023-11-29",
            "visitor_id": "0007",
            "page_views": "2",
            "session_duration_seconds": "5",
            "traffic_source": "search engine",
            "user_engaged": False,
        },
    ]
    declined("analytics_get_visitor_information_by_id", visitor_id="7")
    declined("analytics_get_visitor_information_by_id", visitor_id="")


def test_counts_are_by_day_with_zeros_where_none_fits(call: Call) -> None:
    assert call("analytics_total_visits_count") == {
        "2023-11-28": 2,
        "2023-11-29": 1,
        "2023-11-30": 1,
    }
    assert call("analytics_engaged_users_count") == {
        "2023-11-28": 1,
        "2023-11-29": 0,
        "2023-11-30": 1,
    }
    assert call("analytics_traffic_source_count", traffic_source="direct") == {
        "2023-11-28": 1, "2023-11-29": 0, "2023-11-30": 1,
    }  # fmt: skip
    assert call("analytics_traffic_source_count") == call("analytics_total_visits_count")
    assert call("analytics_traffic_source_count", traffic_source="x", time_min="2023-11-30") == {
        "2023-11-30": 0
    }
    assert call("analytics_get_average_session_duration") == {
        "2023-11-28": 15.0, "2023-11-29": 5.0, "2023-11-30": 40.0,
    }  # fmt: skip


def test_bounds_are_inclusive(call: Call) -> None:
    count = "analytics_total_visits_count"
    assert call(count, time_min="2023-11-29", time_max="2023-11-29") == {"2023-11-29": 1}
    assert call(count, time_max="2023-11-29 12:00:00") == {"2023-11-28": 2, "2023-11-29": 1}
    assert call(count, time_min="20231130") == {"2023-11-30": 1}
    assert call(count, time_min="2023-12-01") == {}
    assert call(count, time_min="", time_max="") == call(count)


def test_reading_changes_nothing(call: Call, world: WorkplaceWorld) -> None:
    before = call("analytics_get_visitor_information_by_id", visitor_id="0007")
    call("analytics_get_average_session_duration")
    assert call("analytics_get_visitor_information_by_id", visitor_id="0007") == before
    assert world.export()["tables"] == {}


def test_plot_is_recorded_by_its_path(call: Call, world: WorkplaceWorld) -> None:
    path = "plots/2023-11-28_2023-11-30_visits_direct_line.png"
    assert call("analytics_create_plot", **PLOT) == path
    assert call("analytics_create_plot", **PLOT) == path
    assert world.export()["tables"]["analytics.plots"]["inserted"] == [{"file_path": path}] * 2


def test_plot_needs_known_values(declined: Call, world: WorkplaceWorld) -> None:
    assert "'user_engaged'" in declined(
        "analytics_create_plot", **{**PLOT, "value_to_plot": "Total_Visits"}
    )
    assert "'histogram'" in declined("analytics_create_plot", **{**PLOT, "plot_type": "pie"})
    for name in PLOT:
        assert name in declined("analytics_create_plot", **{**PLOT, name: ""})
    assert world.export()["tables"] == {}


@pytest.mark.parametrize("name", ["time_min", "time_max"])
def test_plot_of_no_date_is_never_recorded(world: WorkplaceWorld, name: str) -> None:
    with pytest.raises(InvalidArgumentsError, match="YYYY-MM-DD"):
        world.call(ToolCall("analytics_create_plot", {**PLOT, name: "banana"}))
    assert world.export()["tables"] == {}
