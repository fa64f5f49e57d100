"""The environment: its tools, its tasks, and that a ground truth that cannot be judged is refused."""

from __future__ import annotations

import importlib
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from sallyport.core.errors import InvalidArgumentsError, InvalidTaskError, UnknownToolError
from sallyport.core.types import ToolCall
from sallyport.envs.workplace_assistant.environment import (
    TOOLS,
    WRITING_TOOLS,
    WorkplaceAssistant,
)
from sallyport.envs.workplace_assistant.template import template_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sallyport.envs.workplace_assistant.environment import WorkplaceWorld

    Call = Callable[..., Any]

DELETE = {"name": "email_delete_email", "arguments": '{"email_id": "00000002"}'}
SEND = {"recipient": "a@b.c", "subject": "s", "body": "b"}
DELETE_CALL = ToolCall("email_delete_email", {"email_id": "00000002"})


def refusal(workplace: WorkplaceAssistant, ground_truth: Any) -> InvalidTaskError:
    with pytest.raises(InvalidTaskError) as caught:
        workplace.check_task({"ground_truth": ground_truth})
    return caught.value


def test_there_are_27_tools_with_closed_schemas(workplace: WorkplaceAssistant) -> None:
    assert len(TOOLS) == len({tool.name for tool in TOOLS}) == 27
    assert tuple(workplace.tools) == TOOLS
    for tool in TOOLS:
        schema = tool.schema()
        assert json.loads(json.dumps(schema)) == schema
        parameters = schema["parameters"]
        assert parameters["additionalProperties"] is False
        assert set(parameters["required"]) <= set(parameters["properties"])
        assert all(each["description"] for each in parameters["properties"].values())


def test_only_page_arguments_are_numbers() -> None:
    for tool in TOOLS:
        for name, schema in tool.parameters["properties"].items():
            assert schema["type"] == ("integer" if name in {"page", "page_size"} else "string")


def test_observation_is_one_output(world: WorkplaceWorld) -> None:
    observation = world.call(ToolCall("company_directory_find_email_address", {"name": "ida"}))
    assert (observation.body, observation.status) == ({"output": ["ida@larkfield.org"]}, "ok")
    declined = world.call(ToolCall("company_directory_find_email_address", {}))
    assert declined.status == "user_error"
    assert list(declined.body) == ["output"]


@pytest.mark.parametrize(
    "name", ["email_search", "EMAIL_SEND_EMAIL", "email_send_email ", "__class__", "", "x" * 10_000]
)
def test_unknown_tool_is_an_error_with_the_closest(world: WorkplaceWorld, name: str) -> None:
    with pytest.raises(UnknownToolError) as caught:
        world.call(ToolCall(name, {}))
    assert isinstance(caught.value.details["closest"], list)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"email_id": None}, {"id": "1"}, {"email_id": ["2"]}, {"email_id": {}}, {"email_id": float("nan")},
     {"email_id": "\ud800"}, {"email_id": "a\0b"}, {"email_id": "2", "extra": 1}, {"email_id": "2", "self": 1}],
)  # fmt: skip
def test_arguments_that_do_not_fit_change_nothing(
    world: WorkplaceWorld, arguments: dict[str, Any]
) -> None:
    with pytest.raises(InvalidArgumentsError):
        world.call(ToolCall("email_delete_email", arguments))
    assert world.export()["tables"] == {}
    assert world.call(DELETE_CALL).status == "ok"


def test_messages_stay_small_whatever_was_sent(world: WorkplaceWorld) -> None:
    huge = "9" * 1_000_000
    for name, arguments in (
        ("email_delete_email", {"email_id": huge}),
        ("email_send_email", {**SEND, "recipient": huge}),
        ("analytics_get_visitor_information_by_id", {"visitor_id": huge}),
        ("calendar_delete_event", {"event_id": huge + "x"}),
        ("project_management_get_task_information_by_id", {"task_id": "1", "field": huge}),
    ):
        observation = world.call(ToolCall(name, arguments))
        assert observation.status == "user_error"
        assert len(observation.body["output"]) < 500


def test_only_writing_tools_write(world: WorkplaceWorld) -> None:
    reading = {
        "company_directory_find_email_address": {"name": "ida"},
        "email_get_email_information_by_id": {"email_id": "2", "field": "body"},
        "email_search_emails": {},
        "calendar_get_event_information_by_id": {"event_id": "00000001", "field": "duration"},
        "calendar_search_events": {},
        "analytics_get_visitor_information_by_id": {"visitor_id": "0007"},
        "analytics_total_visits_count": {},
        "analytics_engaged_users_count": {},
        "analytics_traffic_source_count": {},
        "analytics_get_average_session_duration": {},
        "project_management_get_task_information_by_id": {"task_id": "00000003", "field": "board"},
        "project_management_search_tasks": {"board": "end"},
        "customer_relationship_manager_search_customers": {"status": "Won"},
    }
    assert set(reading) == {tool.name for tool in TOOLS} - WRITING_TOOLS
    for name, arguments in reading.items():
        assert world.call(ToolCall(name, arguments)).status == "ok"
    assert world.export()["tables"] == {}


# ── tasks ────────────────────────────────────────────────────────────────────────────────────────


def test_a_playable_ground_truth_makes_a_task_of_the_whole_row(
    workplace: WorkplaceAssistant,
) -> None:
    row = {
        "ground_truth": [DELETE, {**DELETE, "arguments": {"email_id": 2}}],
        "anything": {"else": 1},
    }
    task = workplace.check_task(row)
    assert (task.environment, task.row) == ("workplace_assistant", row)
    calls, text = workplace.solution(row)
    assert [call.arguments for call in calls] == [{"email_id": "00000002"}, {"email_id": 2}]
    assert text == ""


def test_an_empty_ground_truth_is_legitimate(workplace: WorkplaceAssistant) -> None:
    workplace.check_task({"ground_truth": []})


def test_names_of_mcp_clients_are_known(workplace: WorkplaceAssistant) -> None:
    row = {"ground_truth": [{**DELETE, "name": "mcp__office__email_delete_email"}]}
    assert workplace.solution(row)[0][0] == DELETE_CALL


@pytest.mark.parametrize(
    "ground_truth", [None, "", "[]", "abc", json.dumps([DELETE]), {}, DELETE, 5]
)
def test_a_ground_truth_that_is_no_list_is_refused(
    workplace: WorkplaceAssistant, ground_truth: Any
) -> None:
    assert "ground_truth" in refusal(workplace, ground_truth).message


def test_a_row_without_ground_truth_is_refused(workplace: WorkplaceAssistant) -> None:
    with pytest.raises(InvalidTaskError, match="missing"):
        workplace.check_task({})


@pytest.mark.parametrize(
    "entry",
    [
        "email_delete_email",
        None,
        {},
        {"name": "email_delete_email"},
        {"arguments": "{}"},
        {"name": 5, "arguments": "{}"},
        {"tool": "email_delete_email", "arguments": "{}"},
        {**DELETE, "name": "email_remove"},
        {**DELETE, "name": "email_delete_email "},
        {**DELETE, "arguments": ""},
        {**DELETE, "arguments": "{"},
        {**DELETE, "arguments": "{'email_id': '2'}"},
        {**DELETE, "arguments": "null"},
        {**DELETE, "arguments": "[]"},
        {**DELETE, "arguments": None},
        {**DELETE, "arguments": '{"email_id": NaN}'},
        {**DELETE, "arguments": '{"id": "2"}'},
        {**DELETE, "arguments": '{"email_id": ["2"]}'},
        {**DELETE, "arguments": '{"email_id": null}'},
        {"name": "calendar_update_event", "arguments": {"event_id": "00000001", "field": "event_start", "new_value": "nan"}},
        {"name": "email_search_emails", "arguments": {"page_size": 0}},
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_played_is_refused_by_its_index(
    workplace: WorkplaceAssistant, entry: Any
) -> None:
    error = refusal(workplace, [DELETE, entry])
    assert error.details["index"] == 1
    assert "ground_truth[1]" in error.message


def test_preloading_builds_our_own_companys_template() -> None:
    for module in WorkplaceAssistant.preload:
        importlib.import_module(module)
    built = template_of.cache_info()
    template_of("")
    assert template_of.cache_info().misses == built.misses


def test_tasks_are_our_own_companys_only(workplace: WorkplaceAssistant) -> None:
    assert list(workplace.tasks()) == []


# ── replay ───────────────────────────────────────────────────────────────────────────────────────


def test_replay_gives_what_a_session_would_export(
    workplace: WorkplaceAssistant, world: WorkplaceWorld
) -> None:
    calls = [
        ToolCall("email_send_email", SEND),
        ToolCall("email_reply_email", {"email_id": "10", "body": "again"}),
        DELETE_CALL,
        ToolCall("email_search_emails", {"query": "s"}),
        ToolCall(
            "calendar_update_event", {"event_id": "00000003", "field": "duration", "new_value": 31}
        ),
    ]
    for each in calls:
        world.call(each)
    assert workplace.replay(calls) == world.export()


def test_replay_skips_what_fails_and_goes_on_in_silence(
    workplace: WorkplaceAssistant, capfd: pytest.CaptureFixture[str]
) -> None:
    state = workplace.replay(
        [
            None,
            ToolCall("no_such_tool", {}),
            ToolCall("email_delete_email", {"email_id": ["2"]}),
            ToolCall("email_delete_email", {"email_id": "77"}),
            DELETE_CALL,
        ]
    )
    assert capfd.readouterr() == ("", "")
    assert state == workplace.replay([DELETE_CALL])
    assert len(state["tables"]["email.emails"]["deleted"]) == 1


def test_replay_leaves_no_trace_for_the_next(workplace: WorkplaceAssistant) -> None:
    empty = workplace.replay([])
    first = workplace.replay([DELETE_CALL, ToolCall("email_send_email", SEND)])
    assert workplace.replay([DELETE_CALL, ToolCall("email_send_email", SEND)]) == first
    assert workplace.replay([]) == empty
    assert empty["tables"] == {}


def test_replays_on_several_threads_do_not_mix(workplace: WorkplaceAssistant) -> None:
    expected = workplace.replay([DELETE_CALL])
    found: list[Any] = []

    def work(calls: list[ToolCall | None]) -> None:
        found.extend((len(calls), workplace.replay(calls)) for _ in range(50))

    threads = [threading.Thread(target=work, args=([DELETE_CALL] * count,)) for count in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 100
    assert all(state == (expected if count else workplace.replay([])) for count, state in found)


def test_a_non_text_argument_is_compared_by_its_text(workplace: WorkplaceAssistant) -> None:
    def update(value: Any) -> Any:
        arguments = {"event_id": "00000003", "field": "duration", "new_value": value}
        return workplace.replay([ToolCall("calendar_update_event", arguments)])

    assert update(31) == update("31")
    assert update(31) != update(30)
