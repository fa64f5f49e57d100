from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from sallyport.envs.workplace_assistant.company import company_tables, company_tasks
from sallyport.envs.workplace_assistant.company.dice import dice
from sallyport.envs.workplace_assistant.company.people import BUILDERS, PEOPLE, SALES
from sallyport.envs.workplace_assistant.company.tables import company_office
from sallyport.envs.workplace_assistant.company.template import Draft, Template
from sallyport.envs.workplace_assistant.company.templates import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sallyport.envs.workplace_assistant.company.calls import Call

TASKS = company_tasks()
DOMAINS = {
    "email",
    "calendar",
    "analytics",
    "project_management",
    "customer_relationship_manager",
    "multi",
}
ALLOWED = {
    "list_name": {"Backlog", "In Progress", "In Review", "Completed"},
    "board": {"Back end", "Front end", "Design"},
    "status": {"Qualified", "Won", "Lost", "Lead", "Proposal"},
    "product_interest": {"Software", "Hardware", "Services", "Consulting", "Training"},
    "plot_type": {"bar", "line", "scatter", "histogram"},
    "value_to_plot": {
        "total_visits",
        "session_duration_seconds",
        "user_engaged",
        "visits_direct",
        "visits_referral",
        "visits_search_engine",
        "visits_social_media",
    },
}
KEYS = {
    "email_id": "emails",
    "event_id": "calendar_events",
    "task_id": "project_tasks",
    "customer_id": "customer_relationship_manager_data",
}
ASSIGNEES = {"project_management": BUILDERS, "customer_relationship_manager": SALES}


def _calls() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every call of every ground truth, an update's field and value as if an argument."""
    for task in TASKS:
        for call in task["ground_truth"]:
            arguments = json.loads(call["arguments"])
            if "field" in arguments:
                arguments[arguments.pop("field")] = arguments.pop("new_value")
            yield call["name"], arguments


def _said(template: Template, number: int) -> list[tuple[str, tuple[Call, ...]]]:
    """Draw cases and say each in every wording: what is asked, and what is right."""
    draft = Draft(company_office(), dice("test of the same words"))
    cases = [found for _ in range(number) if (found := template.draw(draft)) is not None]
    return [(w.format_map(c.slots), c.calls) for c in cases for w in template.wordings]


def test_there_are_enough_tasks_from_enough_templates() -> None:
    assert len(TASKS) >= 650
    assert len(TEMPLATES) >= 65
    assert len({template.name for template in TEMPLATES}) == len(TEMPLATES)


def test_every_template_gives_at_least_seven_tasks_with_something_to_do() -> None:
    acting = Counter(task["template"] for task in TASKS if not task["do_nothing"])
    assert {template.name for template in TEMPLATES} == set(acting)
    assert min(acting.values()) >= 7


def test_every_domain_has_templates() -> None:
    per_domain = Counter(template.domain for template in TEMPLATES)
    assert set(per_domain) == DOMAINS
    assert min(per_domain.values()) >= 10


def test_rows_have_the_promised_keys_and_ids_in_order() -> None:
    assert [task["id"] for task in TASKS] == list(range(len(TASKS)))
    keys = {"id", "category", "environment_name", "template", "question", "ground_truth"}
    for task in TASKS:
        assert set(task) == keys | {"do_nothing"}
        assert task["category"].removeprefix("workplace_assistant_") in DOMAINS
        assert task["environment_name"] == "workplace_assistant"


def test_questions_are_distinct() -> None:
    assert max(Counter(task["question"] for task in TASKS).values()) == 1


def test_questions_are_finished_sentences() -> None:
    for task in TASKS:
        question = task["question"]
        assert not re.search(r"[{}]|  |\bNone\b|\ba an\b|\.\.|\.'\.", question), question
        assert question[0].isupper() or question[0] in "'2", question


def test_every_wording_of_every_template_is_used() -> None:
    for template in TEMPLATES:
        assert len(set(template.wordings)) == len(template.wordings) >= 3
        questions = [task["question"] for task in TASKS if task["template"] == template.name]
        for wording in template.wordings:
            parts = [part.strip("'. ") for part in re.split(r"\{\w+\}", wording)]
            longest = max(parts, key=len)
            assert any(longest in question for question in questions), wording


def test_some_tasks_ask_for_nothing_and_are_marked_so() -> None:
    idle = [task for task in TASKS if task["do_nothing"]]
    assert 0.05 <= len(idle) / len(TASKS) <= 0.12
    assert len({task["template"] for task in idle}) >= 20
    for task in TASKS:
        assert task["do_nothing"] is (task["ground_truth"] == [])


def test_questions_without_anything_to_do_state_a_condition() -> None:
    words = (
        "if",
        "only",
        "unless",
        "provided",
        "condition",
        "otherwise",
        "else",
        "should",
        "in case",
    )
    for task in TASKS:
        if task["do_nothing"]:
            assert any(word in task["question"].lower() for word in words), task["question"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_the_same_words_always_have_the_same_answer(template: Template) -> None:
    answers: dict[str, tuple[Call, ...]] = {}
    said = _said(template, 60)
    assert said
    for question, calls in said:
        assert answers.setdefault(question, calls) == calls, question


def test_no_call_of_a_task_is_made_twice() -> None:
    for task in TASKS:
        calls = [(call["name"], call["arguments"]) for call in task["ground_truth"]]
        assert len(set(calls)) == len(calls)


def test_ids_in_calls_exist() -> None:
    tables = company_tables()
    known = {key: {row[key] for row in tables[table]} for key, table in KEYS.items()}
    named = [(k, v) for _, arguments in _calls() for k, v in arguments.items() if k in KEYS]
    assert {key for key, _ in named} == set(KEYS)
    assert all(value in known[key] for key, value in named)


def test_choices_in_calls_are_allowed() -> None:
    chosen = [(k, v) for _, arguments in _calls() for k, v in arguments.items() if k in ALLOWED]
    assert {key for key, _ in chosen} == set(ALLOWED)
    assert all(value in ALLOWED[key] for key, value in chosen)


def test_colleagues_in_calls_are_the_right_ones() -> None:
    everybody = {person.address for person in PEOPLE}
    customers = {c.email for c in company_office().customers}
    for name, arguments in _calls():
        assert arguments.get("participant_email", PEOPLE[0].address) in everybody
        assert arguments.get("recipient", PEOPLE[0].address) in everybody | customers
        for domain, group in ASSIGNEES.items():
            if name.startswith(domain) and "assigned_to_email" in arguments:
                assert arguments["assigned_to_email"] in {person.address for person in group}


def test_times_in_calls_are_written_as_the_tables_write_them() -> None:
    for _, arguments in _calls():
        for key in arguments.keys() & {"due_date", "time_min", "time_max"}:
            assert date.fromisoformat(arguments[key]).isoformat() == arguments[key]
        for key in arguments.keys() & {"event_start", "last_contact_date", "follow_up_by"}:
            assert str(datetime.fromisoformat(arguments[key])) == arguments[key]
        assert arguments.get("time_min", "") <= arguments.get("time_max", "")


def test_booked_and_moved_meetings_keep_the_opening_hours() -> None:
    for name, arguments in _calls():
        if name == "calendar_create_event":
            start = datetime.fromisoformat(arguments["event_start"])
            minutes = start.hour * 60 + start.minute
            assert minutes >= 9 * 60
            assert minutes + int(arguments["duration"]) <= 18 * 60
            assert start > datetime.fromisoformat("2023-11-30 23:59:00")
