"""A tiny company of our own, and worlds opened on it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from sallyport.core.types import ToolCall
from sallyport.envs.workplace_assistant.environment import (
    WorkplaceAssistant,
    WorkplaceOptions,
    WorkplaceWorld,
)
from sallyport.envs.workplace_assistant.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path

Call: TypeAlias = Callable[..., Any]

COMPANY: dict[str, list[list[str]]] = {
    "emails": [
        [
            "00000004",
            "inbox",
            "ida@larkfield.org",
            "Roof repair",
            "2023-11-28 09:00:00",
            "The (roof) leaks.\\n\\nIda",
        ],
        [
            "00000002",
            "inbox",
            "omar@larkfield.org",
            "Lunch 100%",
            "2023-11-29 12:30:00",
            "Soup or salad?",
        ],
        [
            "00000009",
            "outbox",
            "ida@larkfield.org",
            "RE: Roof repair",
            "2023-11-29 12:30:00",
            "I called the roofer.",
        ],
        [
            "00000001",
            "inbox",
            "zoë@larkfield.org",
            "ÉCLAIRS",
            "2023-11-30 08:15:00",
            "Ready in the kitchen.",
        ],
    ],
    "calendar_events": [
        ["00000003", "Budget round", "omar@larkfield.org", "2023-12-01 10:00:00", "30"],
        ["00000001", "Weekly budget", "ida@larkfield.org", "2023-12-04 09:00:00", "60"],
        ["00000002", "Site walk", "zoë@larkfield.org", "2023-12-01 10:00:00", "45"],
    ],
    "analytics_data": [
        ["2023-11-28", "0007", "3", "10", "direct", "True"],
        ["2023-11-28", "0008", "1", "20", "referral", "False"],
        ["2023-11-29", "0007", "2", "5", "search engine", "False"],
        ["2023-11-30", "0009", "9", "40", "direct", "True"],
    ],
    "project_tasks": [
        ["00000005", "Fix the gate", "ida@larkfield.org", "Backlog", "2023-12-05", "Design"],
        [
            "00000003",
            "Paint the fence",
            "omar@larkfield.org",
            "In Progress",
            "2023-12-10",
            "Front end",
        ],
        ["00000008", "Order gravel", "omar@larkfield.org", "Completed", "2023-11-20", "Back end"],
    ],
    "customer_relationship_manager_data": [
        [
            "00000001",
            "ida@larkfield.org",
            "Hilltop Farm",
            "post@hilltop",
            "",
            "2023-11-20 23:59:00",
            "Hardware",
            "Lead",
            "2023-12-03 23:59:00",
            "",
        ],
        [
            "00000006",
            "omar@larkfield.org",
            "Mill Café",
            "",
            "555-1",
            "2023-11-25 23:59:00",
            "Software",
            "Won",
            "2023-12-09 23:59:00",
            "Likes tea. ",
        ],
    ],
    "email_addresses": [["ida@larkfield.org"], ["omar@larkfield.org"], ["zoë@larkfield.org"]],
}
"""Rows by file, in file order, which is neither the order of ids nor that of dates."""


def write_company(folder: Path, company: dict[str, list[list[str]]] = COMPANY) -> Path:
    for table in TABLES:
        if table.file is None:
            continue
        with (folder / f"{table.file}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            if table.file != "email_addresses":
                writer.writerow(table.columns)
            writer.writerows(company[table.file])
    return folder


class Context:
    """What a worker lends a world; the workplace needs nothing of it."""

    seed = 0

    def interpreter(self) -> Any:
        raise AssertionError("the workplace runs no code")


CONTEXT = Context()


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_company(tmp_path_factory.mktemp("larkfield"))


@pytest.fixture(scope="session")
def workplace(data_dir: Path) -> WorkplaceAssistant:
    return WorkplaceAssistant(WorkplaceOptions(data_dir=str(data_dir)))


@pytest.fixture
def world(workplace: WorkplaceAssistant) -> Iterator[WorkplaceWorld]:
    world = workplace.open(CONTEXT)
    yield world
    world.close()


@pytest.fixture
def call(world: WorkplaceWorld) -> Call:
    """Call a tool that does what was asked, and return its output."""

    def run(name: str, /, **arguments: Any) -> Any:
        observation = world.call(ToolCall(name, arguments))
        assert observation.status == "ok", observation
        return observation.body["output"]

    return run


@pytest.fixture
def declined(world: WorkplaceWorld) -> Call:
    """Call a tool that answers with a message instead, and return the message."""

    def run(name: str, /, **arguments: Any) -> str:
        observation = world.call(ToolCall(name, arguments))
        assert observation.status == "user_error", observation
        message = observation.body["output"]
        assert isinstance(message, str)
        return message

    return run
