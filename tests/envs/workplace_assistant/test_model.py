"""The tools against a model of plain lists and dicts: same answers, same exported differences.

The model knows nothing of SQL: rows are dicts in a list, ids are the highest number + 1, searching
is `in`, and the differences are found by comparing rows with the company they came from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from sallyport.core.types import ToolCall
from sallyport.envs.workplace_assistant.environment import WorkplaceAssistant, WorkplaceOptions
from sallyport.envs.workplace_assistant.schema import CUSTOMERS, EMAILS, EVENTS, PLOTS, TASKS, Table
from sallyport.envs.workplace_assistant.template import template_of

if TYPE_CHECKING:
    from pathlib import Path

WORDS = st.sampled_from(["gravel", "Roof", "100%", "É", "(", "a b", "ida", "x_y", "'", "İ"])
TEXTS = st.text(alphabet="aBé%_('\" \\", min_size=1, max_size=6) | WORDS
ADDRESSES = st.sampled_from(["Ida@Larkfield.org", "omar@larkfield.org", "new@x.y"])
TIMES = st.sampled_from(
    ["2023-12-01 10:00:00", "2023-12-01", "2023-12-04T09:30", "2023-11-30 08:00"]
)
LISTS = st.sampled_from(["Backlog", "In Progress", "In Review", "Completed"])
INDEX = st.integers(min_value=0, max_value=30)


class Model:
    """Tables as lists of rows; a row remembers which row of the company it was, if any."""

    def __init__(self, company: dict[str, list[dict[str, Any]]]) -> None:
        self.company = company
        self.rows = {
            name: [{**row, "origin": place} for place, row in enumerate(rows)]
            for name, rows in company.items()
        }

    def add(self, table: Table, row: dict[str, Any]) -> str:
        highest = (
            max((int(each[table.key]) for each in self.rows[table.name]), default=0)
            if table.key
            else 0
        )
        new_id = f"{highest + 1:08}"
        key = {table.key: new_id} if table.key else {}
        self.rows[table.name].append({**key, **row, "origin": None})
        return new_id

    def pick(self, table: Table, index: int) -> dict[str, Any]:
        rows = self.rows[table.name]
        return rows[index % len(rows)]

    def differences(self, table: Table) -> dict[str, Any]:
        now = {
            row["origin"]: plain(row) for row in self.rows[table.name] if row["origin"] is not None
        }
        before = self.company[table.name]
        changes = {
            "deleted": [
                {"position": p, "row": row} for p, row in enumerate(before) if p not in now
            ],
            "updated": [
                {"position": p, "before": row, "after": now[p]}
                for p, row in enumerate(before)
                if p in now and now[p] != row
            ],
            "inserted": [plain(row) for row in self.rows[table.name] if row["origin"] is None],
        }
        return (
            {"key": table.key, "rows_before": len(before), **changes}
            if any(changes.values())
            else {}
        )


def plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "origin"}


class Company:
    """The environment under test, made once: opening a world of it is what each example does."""

    workplace: WorkplaceAssistant
    rows: dict[str, list[dict[str, Any]]]


class WorkplaceMachine(RuleBasedStateMachine):
    """Random sessions, a call at a time."""

    @initialize()
    def open_world(self) -> None:
        self.world = Company.workplace.open(None)  # type: ignore[arg-type]  # it needs no context
        self.model = Model(Company.rows)
        self.calls: list[ToolCall | None] = []

    def teardown(self) -> None:
        if hasattr(self, "world"):
            assert Company.workplace.replay(self.calls) == self.world.export()
            self.world.close()

    def call(self, name: str, /, **arguments: Any) -> Any:
        call = ToolCall(name, arguments)
        self.calls.append(call)
        observation = self.world.call(call)
        return observation.body["output"] if observation.status == "ok" else None

    def has(self, table: Table) -> bool:
        return bool(self.model.rows[table.name])

    # ── mail ──

    def model_send(self, recipient: str, subject: str, body: str | None) -> None:
        row = {"inbox/outbox": "outbox", "sender/recipient": recipient.lower(), "subject": subject}
        self.model.add(EMAILS, {**row, "sent_datetime": "2023-11-30 23:59:00", "body": body})

    @rule(recipient=ADDRESSES, subject=TEXTS, body=TEXTS)
    def send(self, recipient: str, subject: str, body: str) -> None:
        assert self.call("email_send_email", recipient=recipient, subject=subject, body=body)
        self.model_send(recipient, subject, body)

    @precondition(lambda self: self.has(EMAILS))
    @rule(index=INDEX, body=TEXTS, bare=st.booleans())
    def reply(self, index: int, body: str, bare: bool) -> None:
        mail = self.model.pick(EMAILS, index)
        email_id = mail["email_id"].lstrip("0") if bare else mail["email_id"]
        assert self.call("email_reply_email", email_id=email_id, body=body)
        self.model_send(mail["sender/recipient"], f"RE: {mail['subject']}", body)

    @precondition(lambda self: self.has(EMAILS))
    @rule(index=INDEX, recipient=ADDRESSES)
    def forward(self, index: int, recipient: str) -> None:
        mail = self.model.pick(EMAILS, index)
        assert self.call("email_forward_email", email_id=mail["email_id"], recipient=recipient)
        self.model_send(recipient, f"FW: {mail['subject']}", mail["body"])

    @rule(
        query=st.lists(WORDS, max_size=2).map(" ".join),
        page=st.integers(-1, 4),
        size=st.integers(1, 3),
    )
    def search_mail(self, query: str, page: int, size: int) -> None:
        def holds(mail: dict[str, Any], word: str) -> bool:
            return any(
                word in mail[field].lower() for field in ("subject", "body", "sender/recipient")
            )

        fitting = [
            plain(mail)
            for mail in self.model.rows[EMAILS.name]
            if all(holds(mail, word.lower()) for word in query.split())
        ]
        fitting.sort(key=lambda mail: mail["sent_datetime"], reverse=True)
        found = self.call("email_search_emails", query=query, page=page, page_size=size)
        self.check_page(found, "emails", fitting, page, size)

    def check_page(self, found: Any, noun: str, fitting: list[Any], page: int, size: int) -> None:
        if not fitting:
            assert found is None
            return
        last = (len(fitting) + size - 1) // size
        page = max(1, min(page, last))
        assert found[noun] == fitting[(page - 1) * size : page * size]
        total = {
            f"total_{noun}": len(fitting),
            "page": page,
            "page_size": size,
            "total_pages": last,
        }
        assert found["pagination"] == total

    # ── calendar ──

    @rule(name=TEXTS, address=ADDRESSES, start=TIMES, minutes=st.integers(-1, 90))
    def create_event(self, name: str, address: str, start: str, minutes: int) -> None:
        arguments = {"event_name": name, "event_start": start, "participant_email": address}
        event_id = self.call("calendar_create_event", **arguments, duration=minutes)
        if minutes <= 0:
            assert event_id is None
            return
        row = {"event_name": name, "participant_email": address.lower(), "event_start": start}
        assert event_id == self.model.add(EVENTS, {**row, "duration": str(minutes)})

    @precondition(lambda self: self.has(EVENTS))
    @rule(
        index=INDEX, field=st.sampled_from(["event_name", "event_start", "event_id"]), start=TIMES
    )
    def update_event(self, index: int, field: str, start: str) -> None:
        event = self.model.pick(EVENTS, index)
        arguments = {"event_id": event["event_id"], "field": field, "new_value": start}
        done = self.call("calendar_update_event", **arguments)
        assert (done is None) == (field == "event_id")
        if done:
            event[field] = start

    @rule(query=WORDS, size=st.integers(1, 9))
    def search_events(self, query: str, size: int) -> None:
        fitting = [
            plain(event)
            for event in self.model.rows[EVENTS.name]
            if query.lower() in event["event_name"].lower()
            or query.lower() in event["participant_email"]
        ]
        fitting.sort(key=lambda event: moment(event["event_start"]), reverse=True)
        found = self.call("calendar_search_events", query=query, page_size=size)
        self.check_page(found, "events", fitting, 1, size)

    # ── tasks, customers, plots ──

    @rule(name=TEXTS, address=ADDRESSES, list_name=LISTS)
    def create_task(self, name: str, address: str, list_name: str) -> None:
        row = {"task_name": name, "assigned_to_email": address.lower(), "list_name": list_name}
        row |= {"due_date": "2023-12-31", "board": "Design"}
        known = any(
            task["assigned_to_email"] == address.lower() for task in self.model.rows[TASKS.name]
        )
        task_id = self.call(
            "project_management_create_task", **{**row, "assigned_to_email": address}
        )
        assert task_id == (self.model.add(TASKS, row) if known else None)

    @rule(text=TEXTS)
    def search_tasks(self, text: str) -> None:
        found = self.call("project_management_search_tasks", task_name=text)
        tasks = self.model.rows[TASKS.name]
        assert found == [plain(task) for task in tasks if text.lower() in task["task_name"].lower()]

    @rule(name=TEXTS, address=ADDRESSES, status=st.sampled_from(["Lead", "Won", "lead"]))
    def add_customer(self, name: str, address: str, status: str) -> None:
        arguments = {"customer_name": name, "assigned_to_email": address, "status": status}
        customer_id = self.call("customer_relationship_manager_add_customer", **arguments)
        if status == "lead":
            assert customer_id is None
            return
        empty = dict.fromkeys(CUSTOMERS.columns[1:])
        row = {**empty, **arguments, "assigned_to_email": address.lower(), "notes": ""}
        assert customer_id == self.model.add(CUSTOMERS, row)

    @precondition(lambda self: self.has(CUSTOMERS))
    @rule(
        index=INDEX,
        value=TEXTS,
        field=st.sampled_from(["customer_name", "notes", "customer_email"]),
    )
    def update_customer(self, index: int, value: str, field: str) -> None:
        customer = self.model.pick(CUSTOMERS, index)
        arguments = {"customer_id": customer["customer_id"], "field": field, "new_value": value}
        assert self.call("customer_relationship_manager_update_customer", **arguments)
        customer[field] = value.lower() if field == "customer_email" else value

    @rule(kind=st.sampled_from(["bar", "pie"]))
    def plot(self, kind: str) -> None:
        arguments = {
            "time_min": "2023-11-28",
            "time_max": "2023-11-29",
            "value_to_plot": "user_engaged",
        }
        path = self.call("analytics_create_plot", **arguments, plot_type=kind)
        if kind == "bar":
            self.model.add(PLOTS, {"file_path": path})
        assert (path is None) == (kind == "pie")

    @rule(
        index=INDEX,
        deletion=st.sampled_from(
            [
                (EMAILS, "email_delete_email"),
                (EVENTS, "calendar_delete_event"),
                (TASKS, "project_management_delete_task"),
                (CUSTOMERS, "customer_relationship_manager_delete_customer"),
            ]
        ),
    )
    def delete(self, index: int, deletion: tuple[Table, str]) -> None:
        table, tool = deletion
        if not self.has(table):
            assert self.call(tool, **{str(table.key): "00000001"}) is None
            return
        row = self.model.pick(table, index)
        assert self.call(tool, **{str(table.key): row[str(table.key)]})
        self.model.rows[table.name].remove(row)

    @invariant()
    def exported_differences_are_the_models(self) -> None:
        if not hasattr(self, "world"):
            return
        expected = {
            table.name: changes
            for table in (EMAILS, EVENTS, PLOTS, TASKS, CUSTOMERS)
            if (changes := self.model.differences(table))
        }
        assert self.world.export()["tables"] == expected


def moment(text: str) -> str:
    """Write the forms of TIMES out in full, so that they sort."""
    return (
        (text.replace("T", " ") + " 00:00:00")[:16]
        if len(text) == 10
        else text.replace("T", " ")[:16]
    )


@pytest.mark.slow
def test_tools_agree_with_the_model(data_dir: Path) -> None:
    Company.workplace = WorkplaceAssistant(WorkplaceOptions(data_dir=str(data_dir)))
    Company.rows = {
        name: [dict(row) for row in rows] for name, rows in template_of(str(data_dir)).rows.items()
    }
    machine = WorkplaceMachine.TestCase
    machine.settings = settings(
        max_examples=40,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    machine().runTest()
