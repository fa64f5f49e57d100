"""Task rows: flat, or materialized as NeMo Gym 0.7 writes them (its `task_materialization.py`).

{task_id: {taskset, task_id}, task_input: {responses_create_params, task_data | fields}, ...}
    └▶ {task_id, ..., responses_create_params, fields}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .types import JsonObject


def flat_row(row: JsonObject) -> JsonObject:
    """A materialized row's task and whatever stands beside it, in one object; others unchanged."""
    task = row.get("task_input")
    if not isinstance(task, dict) or not isinstance(row.get("task_id"), dict):
        return row
    data = task.get("task_data")
    beside = {key: value for key, value in row.items() if key != "task_input"}
    if not isinstance(data, dict):
        return beside | task
    return beside | {key: value for key, value in task.items() if key != "task_data"} | data


def materialized_row(row: JsonObject, taskset: str, index: int) -> JsonObject:
    """A flat row as a materialized one, called by its own integer `id`, or else by `index`.

    Their schemas take integers for `id`, so an `id` of another type does not go along.
    """
    own = row.get("id")
    number = own if isinstance(own, int) and not isinstance(own, bool) else index
    parameters = row.get("responses_create_params", {})
    outside = {"responses_create_params", "agent_ref", "task_source"}
    data = {key: value for key, value in row.items() if key not in outside and key[:1] != "_"}
    return {
        "task_id": {"taskset": taskset, "task_id": str(number)},
        **{key: row[key] for key in row if key in outside - {"responses_create_params"}},
        **{key: value for key, value in row.items() if key[:1] == "_"},
        "task_input": {"responses_create_params": parameters, "task_data": data | {"id": number}},
    }
