"""One tool call of a session: dispatched, bounded in time from outside, journaled.

    turn ─▶ dispatch ─▶ reply                                              ─▶ observation
               │ deadline ─▶ interrupt ─▶ reply within the grace           ─▶ observation (timeout)
               │                └─ grace over ─▶ SIGKILL ─▶ session lost   ─▶ observation (timeout)
               └ worker dies ────────────────────────────▶ session lost   ─▶ WorkerDiedError

The clock starts when the call is dispatched, not when it queued.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

import msgspec

from ...envs.environment import Environment
from ...sandbox.frames import Done, Failed, Reply
from ...sandbox.process import WorkerProcess
from ..errors import DeadlineExceededError, ProtocolError, SallyportError, error_of
from ..types import JsonObject
from .session import Session, ended_error

_KILLED: Final = "ran over its time limit, did not stop when interrupted, and was killed"


class Answer(msgspec.Struct, frozen=True):
    """What a call gave: the observation's JSON, its status, and how long it waited and ran."""

    body: bytes
    status: str
    queued_s: float
    duration_s: float


class Deadline:
    """Interrupts a worker after `limit_s` and kills it `grace_s` later; `cancel` calls it off."""

    def __init__(self, worker: WorkerProcess, what: str, limit_s: float, grace_s: float) -> None:
        self._worker = worker
        self._what = what
        self._grace_s = grace_s
        self._limit_s = limit_s
        self._timer = asyncio.get_running_loop().call_later(limit_s, self._interrupt)

    def _interrupt(self) -> None:
        self._worker.interrupt()
        self._timer = asyncio.get_running_loop().call_later(self._grace_s, self._kill)

    def _kill(self) -> None:
        message = f"{self._what} {_KILLED} (limit {self._limit_s:g} s)."
        self._worker.kill(DeadlineExceededError(message, limit_s=self._limit_s))

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
        answer = await _dispatch(session, environment, tool, arguments, limit_s, grace_s)
    finally:
        session.give_turn()
    queued_s = dispatched - arrived
    session.calls += 1
    session.journal.record(tool, arguments, answer.body, answer.status, queued_s, answer.duration_s)
    return Answer(answer.body, answer.status, queued_s, answer.duration_s)


async def _dispatch(
    session: Session,
    environment: Environment,
    tool: str,
    arguments: bytes,
    limit_s: float,
    grace_s: float,
) -> Answer:
    assert session.lease is not None, "a ready session has a lease"
    started = time.monotonic()
    deadline = Deadline(session.lease.worker, f"The call of {tool}", limit_s, grace_s)
    try:
        reply = await asyncio.shield(session.lease.call(tool, arguments))
        done = done_or_raise(reply)
        _check_json(session, done.body)
    except DeadlineExceededError as error:
        end_lost(session, error)
        return _stopped(environment, error, time.monotonic() - started)
    except SallyportError as error:
        end_lost(session, error)
        raise
    finally:
        deadline.cancel()
    return Answer(done.body, done.status, 0.0, time.monotonic() - started)


def _check_json(session: Session, body: bytes) -> None:
    """What is passed on as JSON must be JSON: the worker that sent it is not trusted."""
    try:
        msgspec.json.decode(body, type=JsonObject)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        assert session.lease is not None, "it has just answered"
        broken = ProtocolError(f"The worker's observation is not a JSON object: {error}")
        session.lease.worker.kill(broken)
        raise broken


def _stopped(environment: Environment, error: SallyportError, duration_s: float) -> Answer:
    message = f"{error.message} The session's state is lost."
    observation = environment.stopped("timeout", message, duration_s)
    if observation is None:
        raise error
    return Answer(msgspec.json.encode(observation.body), observation.status, 0.0, duration_s)


def done_or_raise(reply: Reply) -> Done:
    """Return a reply that carries a result; raise the error that it carries instead."""
    if isinstance(reply, Done):
        return reply
    if isinstance(reply, Failed):
        raise error_of(reply.kind, reply.message, _details(reply.details))
    raise ProtocolError("The worker answered with a frame that answers nothing.")


def _details(encoded: bytes) -> JsonObject:
    try:
        return msgspec.json.decode(encoded, type=JsonObject)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def end_lost(session: Session, error: SallyportError) -> None:
    """End the session as lost if its worker has gone; raise why, if it was ended otherwise."""
    assert session.lease is not None, "a session with calls has a lease"
    ended = session.lease.worker.ended
    if ended is None:
        return
    if not session.end("lost", error.message) and session.state in {"closed", "expired"}:
        # Closed by its client in the middle of the call: the worker's death is not the news.
        raise ended_error(session.state, session.id, session.reason)
