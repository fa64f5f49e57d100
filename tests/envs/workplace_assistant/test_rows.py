"""The tasks that ship: whole rows whose ground truth can be played on our own company."""

from __future__ import annotations

import json

import pytest

from sallyport.envs.workplace_assistant.environment import TOOLS, WorkplaceAssistant
from sallyport.envs.workplace_assistant.rows import SYSTEM_PROMPT


@pytest.mark.slow
def test_every_task_is_a_whole_row_that_can_be_judged() -> None:
    workplace = WorkplaceAssistant()
    rows = workplace.tasks()
    assert len({row["id"] for row in rows}) == len(rows) >= 600
    for row in rows:
        assert workplace.check_task(row).row is row
        assert {"id", "category", "environment_name", "ground_truth"} <= set(row)
        parameters = row["responses_create_params"]
        system, user = parameters["input"]
        assert (system["role"], system["content"]) == ("system", SYSTEM_PROMPT)
        assert user["role"] == "user"
        assert user["content"].strip()
        assert [tool["name"] for tool in parameters["tools"]] == [tool.name for tool in TOOLS]
        assert all(isinstance(json.loads(call["arguments"]), dict) for call in row["ground_truth"])


@pytest.mark.slow
def test_every_ground_truth_does_what_it_says() -> None:
    """Playing it changes the company exactly when the row has calls; no call is declined."""
    workplace = WorkplaceAssistant()
    for row in workplace.tasks():
        calls, _ = workplace.solution(row)
        assert bool(workplace.replay(calls)["tables"]) == bool(calls), row["id"]
