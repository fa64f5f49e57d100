"""Task rows, flat and materialized."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.task_row import flat_row, materialized_row

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject


@pytest.mark.parametrize(
    "task", [{"task_data": {"a": 1, "b": [2]}}, {"a": 1, "b": [2]}], ids=["data", "flat"]
)
def test_a_materialized_row_is_its_task_and_what_stands_beside(task: JsonObject) -> None:
    named = {"taskset": "t", "task_id": "7"}
    row = {
        "task_id": named, "task_input": {"responses_create_params": {"input": "hi"}, **task},
        "response": {}, "_ng_rollout_index": 3,
    }  # fmt: skip
    assert flat_row(row) == {
        "task_id": named, "response": {}, "_ng_rollout_index": 3,
        "responses_create_params": {"input": "hi"}, "a": 1, "b": [2],
    }  # fmt: skip


@pytest.mark.parametrize("row", [{"task_input": {"a": 1}}, {"task_id": {}, "task_input": "a"}, {}])
def test_other_rows_are_flat_already(row: JsonObject) -> None:
    assert flat_row(row) is row


@given(st.dictionaries(st.text(), st.integers(), max_size=4), st.integers() | st.text())
def test_a_row_comes_back_from_its_materialized_form(fields: JsonObject, own: object) -> None:
    row = {**fields, "responses_create_params": {"input": "hi"}, "id": own}
    made = materialized_row(row, "t", 5)
    number = own if isinstance(own, int) else 5
    assert made["task_id"] == {"taskset": "t", "task_id": str(number)}
    assert flat_row(made) == {**row, "task_id": made["task_id"], "id": number}
