"""Playing one rollout, from seed to verdict; what comes out is always one row.

seed ─▶ Call ⇄ Reply ... Say ─▶ verify ─▶ row: task, response, reward, valid, verdict, timings
   └─ fault anywhere ─▶ row with `valid: false`, its reason, and no reward
"""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import TYPE_CHECKING

import msgspec

from ..errors import SallyportError
from .conversation import Conversation, Fault
from .job import ROLLOUT_INDEX, TASK_INDEX, Job
from .policy import Policy, Reply, Say, Step
from .response import ResponseBuilder

if TYPE_CHECKING:
    import httpx

    from ..types import JsonObject


class Outcome(msgspec.Struct, frozen=True):
    """One rollout's row; `cause` is the short name of what went wrong, None when it is valid."""

    row: JsonObject
    cause: str | None = None


class Timings(msgspec.Struct):
    """Wall time of a rollout's parts in seconds; `calls` counts tool calls, `calls_s` sums them."""

    seed_s: float = 0.0
    calls: int = 0
    calls_s: float = 0.0
    verify_s: float = 0.0
    total_s: float = 0.0


async def play(http: httpx.AsyncClient, base: str, policy: Policy, job: Job) -> Outcome:
    """Play one rollout and return its row. Only cancellation is raised."""
    rollout = _Rollout(Conversation(http, base), policy, job)
    started = time.perf_counter()
    cause: str | None
    try:
        judged = await rollout.run()
        cause = _cause(judged)
    except Fault as fault:
        judged, cause = _failed(fault.message), fault.cause
    except SallyportError as error:
        judged, cause = _failed(error.message), error.type
    # An environment of the operator's own may raise anything from its solution; the run goes on,
    # and the row says that nothing was judged.
    except Exception as error:  # noqa: BLE001
        judged, cause = _failed(f"{type(error).__name__}: {error}"), "policy_error"
    rollout.timings.total_s = time.perf_counter() - started
    return Outcome(rollout.row(judged), cause)


class _Rollout:
    """A rollout in progress."""

    def __init__(self, conversation: Conversation, policy: Policy, job: Job) -> None:
        self._conversation = conversation
        self._policy = policy
        self._job = job
        parameters = job.row.get("responses_create_params")
        self._response = ResponseBuilder(parameters, f"sallyport/{policy.name}")
        self._end_failure: str | None = None
        self.timings = Timings()

    async def run(self) -> JsonObject:
        """Return the verdict's reply. Raises Fault or SallyportError."""
        problem = self._job.recording.problem
        if problem is not None:
            raise Fault("invalid_recording", problem)
        started = time.perf_counter()
        try:
            await self._conversation.seed(self._job.row)
            self.timings.seed_s = time.perf_counter() - started
            await self._act()
            started = time.perf_counter()
            judged = await self._conversation.verify(self._task(), self._response.build())
            self.timings.verify_s = time.perf_counter() - started
            return judged
        finally:
            await self._end()

    async def _act(self) -> None:
        async with aclosing(self._policy.play(self._job)) as steps:
            reply = None
            while True:
                try:
                    step = await steps.asend(reply)
                except StopAsyncIteration:
                    return
                reply = await self._take(step)

    async def _take(self, step: Step) -> Reply | None:
        if isinstance(step, Say):
            self._response.say(step.text)
            return None
        call_id = self._response.call(step.name, step.arguments, step.call_id)
        started = time.perf_counter()
        reply = await self._conversation.call(step.name, step.arguments)
        self.timings.calls += 1
        self.timings.calls_s += time.perf_counter() - started
        self._response.output(call_id, reply.text)
        return reply

    async def _end(self) -> None:
        if not self._conversation.seeded:
            return
        try:
            await self._conversation.end()
        except Fault as fault:
            # The verdict stands without it, so the row is told and the rollout is not failed.
            self._end_failure = fault.message

    def _task(self) -> JsonObject:
        indices = {TASK_INDEX: self._job.task_index, ROLLOUT_INDEX: self._job.rollout_index}
        return {"responses_create_params": {}, **self._job.row, **indices}

    def row(self, judged: JsonObject) -> JsonObject:
        """Return the row of this rollout: its task, the verdict's reply over it, and ours."""
        row = {
            **self._task(),
            "response": self._response.build(),
            "valid": True,
            "failure_reason": None,
            **judged,
            "timings": msgspec.to_builtins(self.timings),
        }
        return row if self._end_failure is None else {**row, "end_failure": self._end_failure}


def _failed(reason: str) -> JsonObject:
    return {"reward": None, "valid": False, "failure_reason": reason, "verdict": None}


def _cause(judged: JsonObject) -> str | None:
    """Why the server's reply is no reward to train on, if it is none."""
    if judged.get("valid", True) is not True:
        name = str(judged.get("failure_reason")).partition(":")[0]
        return name if name.isidentifier() and name != "None" else "not_judged"
    reward = judged.get("reward")
    if not isinstance(reward, int | float) or isinstance(reward, bool):
        judged |= _failed("the server's verdict has no reward")
        return "protocol"
    return None
