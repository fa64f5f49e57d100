"""What the tools take as the same day, moment, number or text is the same outcome, and no more."""

from __future__ import annotations

import contextlib
import json
from typing import Any, Final

import pytest

from sallyport.core.errors import InvalidTaskError, NoRolloutError
from sallyport.envs.workplace_assistant.environment import WorkplaceAssistant
from sallyport.sandbox.judging import Rollout, judge_in

ENVIRONMENT: Final = WorkplaceAssistant()

MAIL: Final = ("email_send_email", {"recipient": "ida@x.org", "subject": "S", "body": "a\nb"})
EVENT: Final = (
    "calendar_create_event",
    {
        "event_name": "Sync",
        "participant_email": "ida@x.org",
        "event_start": "2023-12-05 09:30:00",
        "duration": "45",
    },
)
TASK: Final = (
    "project_management_create_task",
    {
        "task_name": "Sort",
        "assigned_to_email": "soyeon.baek@kestrelloom.example",
        "list_name": "Backlog",
        "due_date": "2023-12-07",
        "board": "Design",
    },
)
CUSTOMER: Final = (
    "customer_relationship_manager_add_customer",
    {
        "customer_name": "Ida Frost",
        "assigned_to_email": "soyeon.baek@kestrelloom.example",
        "status": "Lead",
        "follow_up_by": "2023-12-07",
        "customer_phone": "555-0100",
    },
)
PLOT: Final = (
    "analytics_create_plot",
    {
        "time_min": "2023-11-06",
        "time_max": "2023-11-20",
        "value_to_plot": "total_visits",
        "plot_type": "line",
    },
)

SAME: Final[list[tuple[Any, str, Any]]] = [
    (PLOT, "time_max", "20231120"),
    (PLOT, "time_max", "2023-11-20 00:00:00"),
    (PLOT, "time_max", "2023-11-20T00:00"),
    (PLOT, "time_max", "2023-11-20 0:00"),
    (PLOT, "time_max", "  2023-11-20"),
    (PLOT, "time_min", "2023-11-6"),
    (PLOT, "time_min", "20231106 00:00:00.0"),
    (PLOT, "time_min", "2023-11-06t00:00:00"),
    (EVENT, "event_start", "20231205 09:30:00"),
    (EVENT, "event_start", "20231205T9:30"),
    (EVENT, "event_start", "2023-12-5 9:30"),
    (EVENT, "event_start", " 2023-12-05 09:30:00.000 "),
    (EVENT, "duration", "045"),
    (EVENT, "duration", "+45"),
    (EVENT, "duration", " 45 "),
    (EVENT, "duration", 45),
    (EVENT, "duration", "\uff14\uff15"),
    (EVENT, "event_name", "SYNC"),
    (TASK, "due_date", "20231207"),
    (TASK, "due_date", "2023-12-07 00:00:00"),
    (TASK, "due_date", "2023-12-7"),
    (CUSTOMER, "follow_up_by", "20231207"),
    (CUSTOMER, "follow_up_by", "2023-12-07T00:00:00"),
    (CUSTOMER, "notes", ""),
    (CUSTOMER, "notes", None),
    (MAIL, "body", "a\r\nb"),
    (MAIL, "body", "a\rb"),
    (MAIL, "body", "a\nb\n"),
    (MAIL, "subject", "s"),
]

OTHER: Final[list[tuple[Any, str, Any]]] = [
    (PLOT, "time_max", "20231121"),
    (PLOT, "time_max", "2023-11-20 00:00:01"),
    (PLOT, "plot_type", "bar"),
    (EVENT, "event_start", "20231205 09:31:00"),
    (EVENT, "event_start", "2023-12-05 21:30"),
    (EVENT, "event_start", "20231205"),
    (EVENT, "event_start", "2023-12-05 09:30:00Z"),
    (EVENT, "duration", "450"),
    (EVENT, "duration", "45.0"),
    (EVENT, "event_name", "Sync 45"),
    (TASK, "due_date", "2023-07-12"),
    (TASK, "due_date", "20231208"),
    (TASK, "list_name", "In Progress"),
    (CUSTOMER, "customer_phone", "5550100"),
    (CUSTOMER, "customer_phone", "555 0100"),
    (CUSTOMER, "status", "lead"),
    (MAIL, "body", "a b"),
    (MAIL, "body", "a\n\nb"),
    (MAIL, "body", "a\tb"),
    (MAIL, "body", "&#97;\nb"),
]


def judged(call: Any, key: str, value: Any) -> float:
    name, arguments = call
    row = {"id": 0, "ground_truth": [{"name": name, "arguments": json.dumps(arguments)}]}
    sent = json.dumps({**arguments, key: value})
    item = {"type": "function_call", "name": name, "arguments": sent, "call_id": "c"}
    verdict = judge_in(ENVIRONMENT, Rollout("w", row, {"output": [item]}))
    assert not verdict.details["ground_truth_changes_nothing"]
    rewards = {verdict.reward}
    truth = {**row, "ground_truth": [{"name": name, "arguments": sent}]}
    other = {**item, "arguments": json.dumps(arguments)}
    with contextlib.suppress(InvalidTaskError):  # the other way round, where it can be the truth
        rewards.add(judge_in(ENVIRONMENT, Rollout("w", truth, {"output": [other]})).reward)
    assert len(rewards) == 1
    return rewards.pop()


@pytest.mark.parametrize(("call", "key", "value"), SAME)
def test_another_spelling_of_the_same_is_paid(call: Any, key: str, value: Any) -> None:
    assert judged(call, key, value) == 1.0


@pytest.mark.parametrize(("call", "key", "value"), OTHER)
def test_anything_else_is_not(call: Any, key: str, value: Any) -> None:
    assert judged(call, key, value) == 0.0


TYPESET: Final = [
    ('It\'s "so" - now...', "It\u2019s \u201cso\u201d \u2013 now\u2026"),
    ("at 9 am", "at 9\u00a0am"),
]


@pytest.mark.parametrize(("plain", "typeset"), TYPESET)
def test_signs_of_typesetting_are_those_of_a_keyboard(plain: str, typeset: str) -> None:
    call = (MAIL[0], {**MAIL[1], "body": plain})
    assert judged(call, "body", typeset) == 1.0


def test_the_tasks_that_ask_for_nothing_do_not_pay_a_model_server_that_fell_over() -> None:
    idle = [row for row in ENVIRONMENT.tasks() if not row["ground_truth"]]
    assert idle
    for row in idle:
        for response in ({}, {"error": {"message": "x"}}, {"status": "failed", "output": []}):
            with pytest.raises(NoRolloutError):
                judge_in(ENVIRONMENT, Rollout("w", row, response))
