"""One tool call of a session: dispatched, bounded in time from outside, journaled.

    turn ─▶ dispatch ─▶ reply                                               ─▶ observation
               │ deadline ─▶ interrupt ─▶ reply within the grace            ─▶ observation (timeout)
               │                └─ grace over ─▶ SIGKILL ─┐
               └ its process dies ────────────────────────┴▶ recover ─┬─ restored ─▶ observation
                                                                      └─ lost ─────▶ and next: 410

The clock starts when the call is dispatched, not when it queued. What is restored is the state from
before the call: a checkpoint's, or a fresh world's when the call was the first.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

import msgspec

from ...envs.environment import Environment
from ...sandbox.frames import Done, Failed, Reply
from ...sandbox.process import WorkerProcess
from ..errors import (
    DeadlineExceededError,
    InternalError,
    InvalidArgumentsError,
    ProtocolError,
    SallyportError,
    UnknownToolError,
    WorkerDiedError,
    error_of,
)
from ..types import ExecutionStatus, JsonObject
from .session import Session

_WORKERS_ERRORS: Final = frozenset({UnknownToolError.type, InvalidArgumentsError.type})
"""What a worker may call its refusals; every other word for one is `internal`, lest untrusted code
speak in the front door's name."""

_MAX_MESSAGE_CHARACTERS: Final = 4000
_MAX_DETAILS_BYTES: Final = 65_536
"""Of a worker's error that are passed on: many times what any of ours holds."""

Recover: TypeAlias = Callable[[Session, SallyportError], Awaitable[bool]]
"""Brings a session whose process died back to before the call; False when it is lost."""

_STATUS: Final[dict[str, ExecutionStatus]] = {
    "deadline_exceeded": "timeout",
    "memory_limit": "memory_limit",
}

_KILLED: Final = "ran over its time limit, did not stop when interrupted, and was killed"


class Answer(msgspec.Struct, frozen=True):
    """What a call gave: the observation's JSON, its status, and how long it waited and ran.

    `took_effect`: the session's state is from after the call; false when it was undone.
    """

    body: bytes
    status: str
    queued_s: float
    duration_s: float
    took_effect: bool = True


class ToolBytes(msgspec.Struct, frozen=True):
    """A call as it goes to the worker: `arguments` is a JSON object. `again`: the second try."""

    tool: str
    arguments: bytes
    again: bool = False


class Deadline:
    """Interrupts a worker after `limit_s` and gives it up `grace_s` later; `cancel` calls it off.

    `passed` says whether it came to the interrupt.
    """

    def __init__(self, worker: WorkerProcess, what: str, limit_s: float, grace_s: float) -> None:
        self._worker = worker
        self._what = what
        self._grace_s = grace_s
        self._limit_s = limit_s
        self.passed = False
        self._timer = asyncio.get_running_loop().call_later(limit_s, self._interrupt)

    def _interrupt(self) -> None:
        self.passed = True
        self._worker.interrupt()
        self._timer = asyncio.get_running_loop().call_later(self._grace_s, self._kill)

    def _kill(self) -> None:
        message = f"{self._what} {_KILLED} (limit {self._limit_s:g} s)."
        self._worker.abandon(DeadlineExceededError(message, limit_s=self._limit_s))

    def cancel(self) -> None:
        """Call the deadline off: the reply has come."""
        self._timer.cancel()


async def call_tool(
    session: Session,
    environment: Environment,
    tool: str,
    arguments: bytes,
    *,
    grace_s: float,
    refuse_busy: bool,
    recover: Recover,
) -> Answer:
    """Run one tool of a session and return what the agent sees.

    Raises UnknownToolError or InvalidArgumentsError (the model's mistake; the session is as
    before), SessionBusyError, the error of an ended session, WorkerDiedError, or
    DeadlineExceededError where the environment has no observation for it.
    """
    arrived = time.monotonic()
    limit_s = environment.call_deadline_s(tool)
    await session.take_turn(limit_s, refuse=refuse_busy)
    dispatched = time.monotonic()
    try:
        call = ToolBytes(tool, arguments)
        answer = await _dispatch(session, environment, call, grace_s, recover)
    finally:
        session.give_turn()
    queued_s = dispatched - arrived
    session.calls += 1
    entry = session.journal.record(
        tool, arguments, answer.body, answer.status, queued_s, answer.duration_s
    )
    if answer.took_effect:
        session.effective.append(entry)
    return Answer(answer.body, answer.status, queued_s, answer.duration_s, answer.took_effect)


async def _dispatch(
    session: Session, environment: Environment, call: ToolBytes, grace_s: float, recover: Recover
) -> Answer:
    await revive(session, recover)
    assert session.lease is not None, "a ready session has a lease"
    started = time.monotonic()
    limit_s = environment.call_deadline_s(call.tool)
    deadline = Deadline(session.lease.worker, f"The call of {call.tool}", limit_s, grace_s)
    try:
        done = done_or_raise(await session.lease.call(call.tool, call.arguments))
        check_json(session, done.body)
        if done.unrepeatable:
            session.rooted = False
    except (WorkerDiedError, DeadlineExceededError) as error:
        deadline.cancel()
        session.check_live()
        restored = await recover(session, error)
        if restored and not (environment.runs_untrusted_code or deadline.passed or call.again):
            # The worker died of another session's call, and this one has had no effect.
            again = ToolBytes(call.tool, call.arguments, again=True)
            return await _dispatch(session, environment, again, grace_s, recover)
        return _stopped(environment, error, time.monotonic() - started, restored=restored)
    finally:
        deadline.cancel()
    return Answer(done.body, done.status, 0.0, time.monotonic() - started)


async def revive(session: Session, recover: Recover) -> None:
    """Bring a session back whose process died between calls: with a shared worker, or of what an
    earlier call left running. Raises SessionLostError when that cannot be.
    """
    assert session.lease is not None, "a ready session has a lease"
    worker = session.lease.worker
    if worker.held or worker.ended is not None:
        await recover(session, worker.ended or WorkerDiedError("The process died between calls."))
        session.check_live()


def check_json(session: Session, body: bytes) -> None:
    """What is passed on as JSON must be JSON: the worker that sent it is not trusted."""
    try:
        msgspec.json.decode(body, type=JsonObject)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        assert session.lease is not None, "it has just answered"
        broken = ProtocolError(f"The worker's observation is not a JSON object: {error}")
        session.lease.worker.kill(broken)
        raise broken


def _stopped(
    environment: Environment, error: SallyportError, duration_s: float, *, restored: bool
) -> Answer:
    """What a call that took its process down is answered with.

    A timeout is the program's doing and an observation even when the state went with it. A death
    is one only when the session lives on; else it is our error, never the program's output.
    """
    status = _STATUS.get(error.type, "worker_died")
    fate = "as before this call" if restored else "lost"
    observation = None
    if restored or status == "timeout":
        message = f"{error.message} The session's state is {fate}."
        observation = environment.stopped(status, message, duration_s)
    if observation is None:
        raise error
    body = {**observation.body, "state": "restored" if restored else "lost"}
    return Answer(msgspec.json.encode(body), observation.status, 0.0, duration_s, False)


def done_or_raise(reply: Reply) -> Done:
    """Return a reply that carries a result; raise the error that it carries instead.

    That is UnknownToolError, InvalidArgumentsError or InternalError, or ProtocolError for a reply
    that carries neither.
    """
    if isinstance(reply, Done):
        return reply
    if isinstance(reply, Failed):
        kind = reply.kind if reply.kind in _WORKERS_ERRORS else InternalError.type
        raise error_of(kind, reply.message[:_MAX_MESSAGE_CHARACTERS], _details(reply.details))
    raise ProtocolError("The worker answered with a frame that answers nothing.")


def _details(encoded: bytes) -> JsonObject:
    if len(encoded) > _MAX_DETAILS_BYTES:
        return {}
    try:
        return msgspec.json.decode(encoded, type=JsonObject)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
