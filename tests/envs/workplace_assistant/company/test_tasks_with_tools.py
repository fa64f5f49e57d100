"""The tasks held against the real tools: they can be done, and the tools show the same truth."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from sallyport.core.types import ToolCall
from sallyport.envs.workplace_assistant.company import company_tasks
from sallyport.envs.workplace_assistant.company.dice import dice
from sallyport.envs.workplace_assistant.company.tables import company_office
from sallyport.envs.workplace_assistant.company.template import Case, Draft
from sallyport.envs.workplace_assistant.company.templates import TEMPLATES
from sallyport.envs.workplace_assistant.environment import WorkplaceAssistant

if TYPE_CHECKING:
    from collections.abc import Iterator

ENVIRONMENT = WorkplaceAssistant()
BY_NAME = {template.name: template for template in TEMPLATES}


class Context:
    """The workplace needs neither chance nor an interpreter."""

    seed = 0

    def interpreter(self) -> Any:
        raise AssertionError("the workplace runs no code")


class Desk:
    """An assistant who knows nothing but what the tools say."""

    def __init__(self) -> None:
        self.world = ENVIRONMENT.open(Context())

    def use(self, name: str, /, **arguments: Any) -> Any:
        observation = self.world.call(ToolCall(name, arguments))
        assert observation.status == "ok", (name, arguments, observation.body)
        return observation.body["output"]

    def every(self, name: str, what: str, /, **arguments: Any) -> list[dict[str, str]]:
        """Turn all pages of a search."""
        found: list[dict[str, str]] = []
        page = 1
        while True:
            output = self.use(name, page=page, page_size=20, **arguments)
            found += output[what]
            if page >= output["pagination"]["total_pages"]:
                return found
            page += 1

    def address(self, said: str) -> str:
        found = self.use("company_directory_find_email_address", name=said.split()[-1])
        assert len(found) == 1
        return str(found[0])


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.world.close()


def _cases(name: str) -> list[Case]:
    draft = Draft(company_office(), dice(f"tools {name}"))
    drawn = [BY_NAME[name].draw(draft) for _ in range(40)]
    cases = [found for found in drawn if found is not None]
    assert len(cases) >= 3
    return cases[:12]


def _argument(case: Case, key: str) -> list[str]:
    return sorted(json.loads(call.arguments)[key] for call in case.calls)


@pytest.mark.slow
def test_every_ground_truth_is_accepted_and_changes_the_world() -> None:
    for task in company_tasks():
        desk = Desk()
        for call in task["ground_truth"]:
            desk.use(call["name"], **json.loads(call["arguments"]))
        changed = bool(desk.world.export()["tables"])
        desk.world.close()
        assert changed is not task["do_nothing"], task["question"]


@pytest.mark.slow
def test_every_call_of_a_ground_truth_matters() -> None:
    for task in company_tasks():
        calls = ENVIRONMENT.solution(task)[0]
        whole = ENVIRONMENT.replay(calls)["tables"]
        for index in range(len(calls) if len(calls) < 4 else 1):
            rest = [*calls[:index], *calls[index + 1 :]]
            assert ENVIRONMENT.replay(rest)["tables"] != whole, task["question"]


def test_the_search_finds_the_last_mail_on_a_topic(desk: Desk) -> None:
    for case in _cases("mail_reply_last_on_topic"):
        query = f"{case.slots['topic']} {desk.address(case.slots['person'])}"
        mails = desk.every("email_search_emails", "emails", query=query)
        inbox = [mail for mail in mails if mail["inbox/outbox"] == "inbox"]
        assert _argument(case, "email_id") == [inbox[0]["email_id"]]


def test_the_search_finds_one_mail_by_its_filing_number(desk: Desk) -> None:
    for case in _cases("mail_reply_to_code"):
        found = desk.every("email_search_emails", "emails", query=case.slots["code"])
        assert [mail["email_id"] for mail in found] == _argument(case, "email_id")


def test_the_search_finds_the_next_meeting_of_a_name(desk: Desk) -> None:
    for case in _cases("event_cancel_next_named"):
        found = desk.every(
            "calendar_search_events",
            "events",
            query=case.slots["name"],
            time_min="2023-11-30 23:59:00",
        )
        assert _argument(case, "event_id") == [found[-1]["event_id"]]


def test_the_search_finds_who_is_late_on_a_board(desk: Desk) -> None:
    for case in _cases("items_overdue_to_backlog"):
        found = desk.use(
            "project_management_search_tasks",
            assigned_to_email=desk.address(case.slots["person"]),
            board=case.slots["board"],
        )
        late = [
            item["task_id"]
            for item in found
            if item["due_date"] < "2023-11-30" and item["list_name"] in {"In Progress", "In Review"}
        ]
        assert _argument(case, "task_id") == sorted(late)


def test_the_search_finds_the_customers_to_hand_over(desk: Desk) -> None:
    for case in _cases("customers_hand_over"):
        found = desk.every(
            "customer_relationship_manager_search_customers",
            "customers",
            assigned_to_email=desk.address(case.slots["person"]),
            status=case.slots["status"],
            product_interest=case.slots["product"],
        )
        assert _argument(case, "customer_id") == sorted(row["customer_id"] for row in found)


def test_the_figures_name_the_strongest_source(desk: Desk) -> None:
    for case in _cases("plot_best_source"):
        plotted = json.loads(case.calls[0].arguments)
        bounds = {key: plotted[key] for key in ("time_min", "time_max")}
        visits = {
            source: sum(
                desk.use("analytics_traffic_source_count", traffic_source=source, **bounds).values()
            )
            for source in ("direct", "referral", "search engine", "social media")
        }
        best = max(visits, key=lambda source: visits[source])
        assert plotted["value_to_plot"] == f"visits_{best.replace(' ', '_')}"


def test_the_figures_agree_with_the_counts_to_be_mailed(desk: Desk) -> None:
    days = desk.use("analytics_engaged_users_count")
    office = company_office()
    assert sum(days.values()) == sum(visit.engaged for visit in office.visits)
    totals = desk.use("analytics_total_visits_count")
    assert totals == {day: len(office.visits_on(_day(day))) for day in totals}
    means = desk.use("analytics_get_average_session_duration")
    for day, mean in means.items():
        visits = office.visits_on(_day(day))
        assert mean == pytest.approx(sum(v.duration for v in visits) / len(visits), abs=0.01)


def _day(text: str) -> date:
    return date.fromisoformat(text)
