"""The vocabulary that every layer shares: plain values, nothing that acts.

Task ──▶ Session: ToolCall ──▶ Observation  ... ──▶ State (exported)
└────────────────────▶ Verifier(Task, Transcript, State) ──▶ Verdict
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

JsonObject: TypeAlias = dict[str, Any]
"""A JSON object: text keys; values None, bool, int, finite float, str, list or JsonObject."""

State: TypeAlias = JsonObject
"""What a session exports for its verifier: plain JSON values, complete and self-contained."""

ExecutionStatus: TypeAlias = Literal[
    "ok",
    "error",
    "timeout",
    "cpu_limit",
    "memory_limit",
    "output_limit",
    "message_limit",
    "process_limit",
    "file_limit",
    "recursion_limit",
    "rejected",
    "worker_died",
]
"""How running a cell ended. `timeout` is the limit of wall time; `message_limit`: what it gave was
too large to be sent. `rejected`: refused before a line of it ran."""


class Task(msgspec.Struct, frozen=True):
    """One task of an environment.

    `row` is the whole task row as the trainer sent it (any extra keys are kept).
    """

    environment: str
    row: JsonObject


class ToolCall(msgspec.Struct, frozen=True):
    """One call of a tool by the agent: `arguments` is the decoded JSON object."""

    name: str
    arguments: JsonObject


class Observation(msgspec.Struct, frozen=True):
    """What the agent gets to see of one tool call.

    `body` is the JSON object that is sent as the reply. `status` is `ok`, or names how it failed
    (for the journal and the metrics; the agent reads `body`).
    """

    body: JsonObject
    status: str = "ok"


class Execution(msgspec.Struct, frozen=True):
    """The outcome of one cell, as a notebook would show it; see docs of `execute_python`.

    `duration_s` is wall time in seconds. `truncated`: part of stdout or stderr was cut out.
    """

    success: bool
    stdout: str
    stderr: str
    error_message: str | None
    result: str | None
    status: ExecutionStatus
    truncated: bool = False
    duration_s: float = 0.0


class Verdict(msgspec.Struct, frozen=True):
    """A verifier's judgement.

    `reward` is finite and within [0, 1]. `method` names the layer that decided, `reason` is one
    sentence for a person, `components` are partial rewards by name, `details` is JSON. Where the
    reward is a weighted sum, `shares` is what each part adds to it: they add up to the reward.
    """

    reward: float
    passed: bool
    method: str
    reason: str
    components: dict[str, float] = {}
    details: JsonObject = {}
    shares: dict[str, float] = {}
