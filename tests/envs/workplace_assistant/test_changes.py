"""The exported state: what differs from the template, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sallyport.envs.workplace_assistant.environment import WorkplaceAssistant, WorkplaceWorld

    Call = Callable[..., Any]

EVENT = {
    "event_name": "Gravel talk",
    "participant_email": "ida@larkfield.org",
    "event_start": "2023-12-07 14:00:00",
    "duration": "30",
}
EVENTS = "calendar.calendar_events"


def tables(world: WorkplaceWorld) -> dict[str, Any]:
    found: dict[str, Any] = world.export()["tables"]
    return found


def test_an_untouched_world_differs_in_nothing(world: WorkplaceWorld) -> None:
    state = world.export()
    assert state == {
        "environment": "workplace_assistant",
        "template": state["template"],
        "tables": {},
    }
    assert len(state["template"]) == 64


def test_every_kind_of_change_is_there_with_its_place(world: WorkplaceWorld, call: Call) -> None:
    call("calendar_delete_event", event_id="00000001")
    call("calendar_update_event", event_id="00000002", field="duration", new_value="50")
    call("calendar_create_event", **EVENT)
    changes = tables(world)
    assert list(changes) == [EVENTS]
    assert changes[EVENTS]["key"] == "event_id"
    assert changes[EVENTS]["rows_before"] == 3
    (deleted,) = changes[EVENTS]["deleted"]
    assert deleted["position"] == 1
    assert deleted["row"]["event_name"] == "Weekly budget"
    (updated,) = changes[EVENTS]["updated"]
    assert updated["position"] == 2
    assert updated["after"] == {**updated["before"], "duration": "50"}
    assert changes[EVENTS]["inserted"] == [{"event_id": "00000004", **EVENT}]


def test_a_change_that_is_taken_back_is_none(world: WorkplaceWorld, call: Call) -> None:
    for value in ("50", "45"):
        call("calendar_update_event", event_id="00000002", field="duration", new_value=value)
    call("calendar_delete_event", event_id=call("calendar_create_event", **EVENT))
    assert tables(world) == {}


def test_an_update_to_another_spelling_is_one(world: WorkplaceWorld, call: Call) -> None:
    call("calendar_update_event", event_id="00000002", field="event_name", new_value="site walk")
    assert len(tables(world)[EVENTS]["updated"]) == 1


def test_inserted_rows_show_their_final_values_in_order_of_making(
    world: WorkplaceWorld, call: Call
) -> None:
    first, second = (call("calendar_create_event", **EVENT) for _ in range(2))
    call("calendar_update_event", event_id=first, field="event_name", new_value="Changed")
    call("calendar_delete_event", event_id=second)
    call("calendar_create_event", **{**EVENT, "event_name": "Third"})
    inserted = tables(world)[EVENTS]["inserted"]
    assert [row["event_name"] for row in inserted] == ["Changed", "Third"]


def test_a_row_with_an_id_used_again_is_told_from_the_one_that_had_it(
    world: WorkplaceWorld, call: Call
) -> None:
    call("calendar_delete_event", event_id="00000003")
    assert call("calendar_create_event", **EVENT) == "00000003"
    call("calendar_update_event", event_id="00000003", field="duration", new_value="31")
    changes = tables(world)[EVENTS]
    assert [entry["position"] for entry in changes["deleted"]] == [0]
    assert changes["updated"] == []
    assert changes["inserted"] == [{"event_id": "00000003", **EVENT, "duration": "31"}]


def test_an_updated_row_that_is_then_deleted_shows_as_it_was(
    world: WorkplaceWorld, call: Call
) -> None:
    call("calendar_update_event", event_id="00000002", field="duration", new_value="50")
    call("calendar_delete_event", event_id="00000002")
    (deleted,) = tables(world)[EVENTS]["deleted"]
    assert deleted["row"]["duration"] == "45"


def test_plots_have_no_key(world: WorkplaceWorld, call: Call) -> None:
    call(
        "analytics_create_plot",
        time_min="2023-11-28", time_max="2023-11-29", value_to_plot="total_visits", plot_type="bar",
    )  # fmt: skip
    changes = tables(world)["analytics.plots"]
    assert (changes["key"], changes["rows_before"]) == (None, 0)


def test_all_five_databases_are_exported_under_their_names(
    world: WorkplaceWorld, call: Call
) -> None:
    call("email_delete_email", email_id="2")
    call("calendar_delete_event", event_id="00000002")
    call("project_management_delete_task", task_id="00000003")
    call("customer_relationship_manager_delete_customer", customer_id="00000001")
    assert set(tables(world)) == {
        "email.emails",
        EVENTS,
        "project_management.project_tasks",
        "customer_relationship_manager.customers",
    }
    assert set(tables(world)["email.emails"]["deleted"][0]["row"]) == {
        "email_id", "inbox/outbox", "sender/recipient", "subject", "sent_datetime", "body",
    }  # fmt: skip


def test_state_is_plain_json_and_no_part_of_the_world(
    world: WorkplaceWorld, call: Call, workplace: WorkplaceAssistant
) -> None:
    call("email_delete_email", email_id="2")
    state = world.export()
    assert json.loads(json.dumps(state)) == state
    state["tables"]["email.emails"]["deleted"][0]["row"]["subject"] = "changed by the reader"
    assert world.export() != state


def test_exporting_twice_gives_the_same(world: WorkplaceWorld, call: Call) -> None:
    call("calendar_create_event", **EVENT)
    assert world.export() == world.export()
