"""Who plays: policies that need no model.

play(job) ── Call ──▶ the server's tool
          ◀─ Reply ──
          ── Say ───▶ a message of the assistant; the last one is the final answer
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

import msgspec

from ..transcript import transcript_of
from .jsonl import decode

if TYPE_CHECKING:
    from ...envs.environment import Environment
    from ..types import JsonObject
    from .job import Job


class Call(msgspec.Struct, frozen=True):
    """Call a tool; `arguments` is JSON text, sent as it is. `call_id` None: a fresh one."""

    name: str
    arguments: str
    call_id: str | None = None


class Say(msgspec.Struct, frozen=True):
    """Say something to the user."""

    text: str


class Reply(msgspec.Struct, frozen=True):
    """What the server answered to a call: HTTP status, body and `Retry-After`, as sent."""

    status: int
    text: str
    retry_after: str | None = None

    def json(self) -> JsonObject:
        """Return the body as a JSON object; anything else is an empty one."""
        try:
            value = decode(self.text)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


Step: TypeAlias = Call | Say

Play: TypeAlias = AsyncGenerator[Step, Reply | None]
"""Sent the Reply after each Call, None after each Say."""


class Policy(Protocol):
    """Plays rollouts; one object plays many at once."""

    @property
    def name(self) -> str:
        """How it is called on the command line and in the response's `model`."""
        ...

    def play(self, job: Job) -> Play:
        """Play one rollout. Raises InvalidTaskError when the task cannot be solved at all."""
        ...


class Oracle:
    """Plays the ground truth or the reference program through the real tools."""

    name = "oracle"

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    async def play(self, job: Job) -> Play:
        """Make the calls of the solution, then conclude from what they returned."""
        calls, message = self._environment.solution(job.row)
        seen: list[JsonObject] = []
        for call in calls:
            reply = yield Call(call.name, msgspec.json.encode(call.arguments).decode())
            seen.append(reply.json() if reply is not None else {})
        yield Say(self._environment.conclude(job.row, message, seen))


class Noop:
    """Answers at once, without a call and without an answer."""

    name = "noop"

    async def play(self, job: Job) -> Play:
        """Say that nothing was done."""
        yield Say("I did nothing.")


class Replay:
    """Plays recorded responses again: their calls through the real tools, and their messages."""

    name = "replay"

    async def play(self, job: Job) -> Play:
        """Go through the recorded items in order; recorded outputs are left out."""
        for step in _recorded_steps(job.recording.response or {}):
            yield step


def _recorded_steps(response: JsonObject) -> Sequence[Step]:
    steps: list[Step] = []
    for item in transcript_of(response).items:
        # A transcript of one item reads that item as the verifiers would.
        alone = transcript_of({"output": [item]})
        steps.extend(
            Call(str(item.get("name")), call.arguments, call.call_id or None)
            for call in alone.calls()
        )
        steps.extend(Say(text) for text in alone.assistant_texts())
    return steps
