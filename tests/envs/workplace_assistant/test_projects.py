"""The project board's tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sallyport.core.errors import InvalidArgumentsError
from sallyport.core.types import ToolCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from sallyport.envs.workplace_assistant.environment import WorkplaceWorld

    Call = Callable[..., Any]

TASK = {
    "task_name": "Build a shed",
    "assigned_to_email": "Ida@Larkfield.ORG",
    "list_name": "Backlog",
    "due_date": "2023-12-20",
    "board": "Design",
}


def ids(tasks: list[dict[str, Any]]) -> list[str]:
    return [task["task_id"] for task in tasks]


def test_get_returns_the_field(call: Call, declined: Call) -> None:
    get = "project_management_get_task_information_by_id"
    assert call(get, task_id="00000003", field="board") == {"board": "Front end"}
    for arguments in (
        {"task_id": "3", "field": "board"},
        {"task_id": "00000003", "field": "Board"},
        {"task_id": "", "field": "board"},
        {"task_id": "00000003", "field": ""},
    ):
        declined(get, **arguments)


def test_search_joins_its_conditions_in_file_order(call: Call, declined: Call) -> None:
    search = "project_management_search_tasks"
    assert ids(call(search, task_name="THE")) == ["00000005", "00000003"]
    assert ids(call(search, assigned_to_email="OMAR@larkfield.org")) == ["00000003", "00000008"]
    assert ids(call(search, due_date="2023-12")) == ["00000005", "00000003"]
    assert ids(call(search, board="end", list_name="in p")) == ["00000003"]
    assert call(search, task_name="t.e") == []
    assert call(search, assigned_to_email="omar@larkfield.or") == []
    declined(search, assigned_to_email="omar")
    declined(search)
    declined(search, task_name="", board=None)


def test_create_stores_the_address_in_lower_case(call: Call) -> None:
    assert call("project_management_create_task", **TASK) == "00000009"
    assert call("project_management_search_tasks", task_name="shed") == [
        {"task_id": "00000009", **TASK, "assigned_to_email": "ida@larkfield.org"}
    ]


def test_create_needs_valid_values(declined: Call, world: WorkplaceWorld) -> None:
    create = "project_management_create_task"
    for name in TASK:
        assert name in declined(create, **{**TASK, name: ""})
    assert "'In Review'" in declined(create, **{**TASK, "list_name": "backlog"})
    assert "'Back end'" in declined(create, **{**TASK, "board": "design"})
    assert "nobody" in declined(create, **{**TASK, "assigned_to_email": "zoë@larkfield.org"})
    with pytest.raises(InvalidArgumentsError, match="YYYY-MM-DD"):
        world.call(ToolCall(create, {**TASK, "due_date": "soon"}))
    assert world.export()["tables"] == {}


def test_assignee_must_have_a_task_now(call: Call, declined: Call) -> None:
    call("project_management_delete_task", task_id="00000005")
    declined("project_management_create_task", **TASK)
    call(
        "project_management_update_task",
        task_id="00000003", field="task_name", new_value="Paint it",
    )  # fmt: skip
    call("project_management_create_task", **{**TASK, "assigned_to_email": "omar@larkfield.org"})


def test_update_checks_each_field_as_create_does(
    call: Call, declined: Call, world: WorkplaceWorld
) -> None:
    update, key = "project_management_update_task", {"task_id": "00000003"}
    call(update, **key, field="assigned_to_email", new_value="IDA@larkfield.org")
    call(update, **key, field="list_name", new_value="Completed")
    call(update, **key, field="due_date", new_value="2024-01-01")
    (task,) = call("project_management_search_tasks", due_date="2024")
    assert (task["assigned_to_email"], task["list_name"]) == ("ida@larkfield.org", "Completed")
    declined(update, **key, field="list_name", new_value="completed")
    declined(update, **key, field="board", new_value="Ops")
    declined(update, **key, field="assigned_to_email", new_value="x@y.z")
    declined(update, **key, field="task_name", new_value="")
    declined(update, task_id="00000099", field="task_name", new_value="x")
    with pytest.raises(InvalidArgumentsError, match="YYYY-MM-DD"):
        world.call(ToolCall(update, {**key, "field": "due_date", "new_value": "soon"}))


def test_the_key_column_cannot_be_updated(declined: Call, world: WorkplaceWorld) -> None:
    update = "project_management_update_task"
    assert "task_id" in declined(update, task_id="00000003", field="task_id", new_value="00000009")
    assert world.export()["tables"] == {}


def test_delete_removes_one(call: Call, declined: Call) -> None:
    call("project_management_delete_task", task_id="00000008")
    declined("project_management_delete_task", task_id="00000008")
    declined("project_management_delete_task", task_id="")
    declined("project_management_delete_task", task_id="3")
