"""The workplace: mail, calendar, site analytics, project board and customers of a small company.

Environment ── template (one per process) ──▶ World: a private copy ──▶ tools ──▶ changes
     └── replay(calls): the same tools on a scratch copy, undone afterwards ──────▶ changes
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from ...core.errors import (
    InvalidArgumentsError,
    InvalidTaskError,
    NotCopyableError,
    SallyportError,
)
from ...core.transcript import bare_tool_name, decode_call
from ...core.types import JsonObject, Observation, State, Task, ToolCall
from ..environment import Environment, World, WorldContext
from ..tool import Tool, unknown_tool
from . import analytics, calendar, customers, directory, mail, projects
from .changes import export_changes
from .database import Database
from .replies import Declined
from .template import template_of

if TYPE_CHECKING:
    from collections.abc import Sequence

TOOLS: tuple[Tool, ...] = (
    *directory.TOOLS,
    *mail.TOOLS,
    *calendar.TOOLS,
    *analytics.TOOLS,
    *projects.TOOLS,
    *customers.TOOLS,
)
_BY_NAME = {tool.name: tool for tool in TOOLS}

WRITING_TOOLS = frozenset(
    {
        "email_send_email",
        "email_delete_email",
        "email_forward_email",
        "email_reply_email",
        "calendar_create_event",
        "calendar_delete_event",
        "calendar_update_event",
        "analytics_create_plot",
        "project_management_create_task",
        "project_management_delete_task",
        "project_management_update_task",
        "customer_relationship_manager_update_customer",
        "customer_relationship_manager_add_customer",
        "customer_relationship_manager_delete_customer",
    }
)
"""Tools that can change a database; a replay leaves the others out, since only the end counts."""


class WorkplaceOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`data_dir`: a folder of CSV files to serve, "" for our own company.

    `match` says which of the two comparisons is the reward; both are always computed.
    """

    data_dir: str = ""
    match: Literal["outcome", "strict"] = "outcome"


class WorkplaceWorld(World):
    """One session's company."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def call(self, call: ToolCall) -> Observation:
        """Run one tool; the observation is `{"output": result or message}`.

        `status` is `user_error` when the tool answered with a message instead of doing it. Raises
        UnknownToolError and InvalidArgumentsError.
        """
        tool = _BY_NAME.get(call.name)
        if tool is None:
            raise unknown_tool(call.name, _BY_NAME)
        arguments = tool.bind(call.arguments)
        try:
            output = tool.function(self._database, **arguments)
        except Declined as declined:
            return Observation({"output": declined.message}, "user_error")
        return Observation({"output": output})

    def snapshot(self, limit_bytes: int) -> tuple[bytes, dict[str, str]]:
        """Return the databases as bytes; all of them can be carried. Raises NotCopyableError."""
        data = self._database.image()
        if len(data) > limit_bytes:
            raise NotCopyableError(
                f"The databases take {len(data):,} bytes; at most {limit_bytes:,} are carried."
            )
        return data, {}

    def restore(self, data: bytes) -> None:
        """Go on with the databases of a snapshot. Raises NotCopyableError for another company's."""
        self._database.replace(data)

    def export(self) -> State:
        """Return what differs from the template; see changes.export_changes."""
        return export_changes(self._database)

    def close(self) -> None:
        """Free the session's databases."""
        self._database.close()


class WorkplaceAssistant(Environment):
    """Tasks of an office assistant over five databases and a directory, judged by their state."""

    name: ClassVar[str] = "workplace_assistant"
    Options: ClassVar[type[msgspec.Struct]] = WorkplaceOptions
    domain: ClassVar[str] = "agent"
    description: ClassVar[str] = "Office tasks over mail, calendar, analytics, projects and CRM"
    value: ClassVar[str] = "Multi-step tool calling with an end state that can be checked"
    reseeds: ClassVar[bool] = True
    replays: ClassVar[bool] = True
    preload: ClassVar[tuple[str, ...]] = ("sallyport.envs.workplace_assistant.warm",)
    verifier: ClassVar[str] = "state_match"

    def __init__(self, options: msgspec.Struct | None = None) -> None:
        super().__init__(options)
        self._scratch = threading.local()
        if self._data_dir:
            template_of(self._data_dir)  # the operator learns of wrong files now, not by a session

    @property
    def tools(self) -> Sequence[Tool]:
        """The 27 tools, by database."""
        return TOOLS

    def tasks(self) -> Sequence[JsonObject]:
        """Our own company's tasks; none for other data, about which they would say nothing."""
        if self._data_dir:
            return ()
        from .rows import task_rows  # late: the tasks are computed from the company's data

        return task_rows()

    def check_task(self, row: JsonObject) -> Task:
        """Return the row as a task whose ground truth can be played.

        Raises InvalidTaskError, naming the entry, unless `ground_truth` is a list of calls of known
        tools with arguments that fit. It may be empty: then doing nothing is right.
        """
        self._ground_truth(row)
        return Task(self.name, row)

    def open(self, context: WorldContext) -> WorkplaceWorld:
        """Open a private copy of the company."""
        return WorkplaceWorld(self._fresh())

    def solution(self, row: JsonObject) -> tuple[Sequence[ToolCall], str]:
        """Return the ground truth's calls; nothing need be said."""
        return self._ground_truth(row), ""

    def replay(self, calls: Sequence[ToolCall | None]) -> State:
        """Play calls in a fresh world and export its state; what fails is skipped."""
        database = self._scratch_database()
        world = WorkplaceWorld(database)
        with database.undone():
            for call in calls:
                if call is not None and call.name in WRITING_TOOLS:
                    _play(world, call)
            return world.export()

    @property
    def _data_dir(self) -> str:
        assert isinstance(self.options, WorkplaceOptions)
        return self.options.data_dir

    def _fresh(self) -> Database:
        return Database(template_of(self._data_dir))

    def _scratch_database(self) -> Database:
        """One copy per thread, since replays may run side by side; every replay undoes its own."""
        database: Database | None = getattr(self._scratch, "database", None)
        if database is None:
            database = self._scratch.database = self._fresh().close_when_dropped()
        return database

    def _ground_truth(self, row: JsonObject) -> list[ToolCall]:
        entries = row.get("ground_truth")
        if not isinstance(entries, list):
            raise InvalidTaskError(
                "ground_truth must be a list of calls, each with a name and arguments; it is "
                + ("missing." if entries is None else f"a {type(entries).__name__}."),
                field="ground_truth",
            )
        return [_ground_truth_call(index, entry) for index, entry in enumerate(entries)]


def _ground_truth_call(index: int, entry: Any) -> ToolCall:
    """Decode one entry and hold it to its tool's schema, as a call of the agent's would be."""
    where = f"ground_truth[{index}]"
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise InvalidTaskError(f"{where} must be an object with a tool's name.", index=index)
    if "arguments" not in entry:
        raise InvalidTaskError(f"{where} has no arguments; give a JSON object.", index=index)
    name = bare_tool_name(entry["name"])
    try:
        if name not in _BY_NAME:
            raise unknown_tool(name, _BY_NAME)
        call = decode_call(name, entry["arguments"])
        _BY_NAME[name].bind(call.arguments)
    except SallyportError as error:
        raise InvalidTaskError(f"{where}: {error.message}", index=index, cause=error.type)
    return call


def _play(world: WorkplaceWorld, call: ToolCall) -> None:
    try:
        world.call(call)
    except InvalidArgumentsError:
        return  # the session that is replayed got this error as its observation and went on
