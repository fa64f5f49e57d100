"""The judging processes as the front door sees them: a rollout in, a verdict or a reason out.

    judge(rollout) ─▶ leased judge ─▶ Verdict ─ leaves questions open ─▶ symbolic judges ─┐
                          │    ▲                                                           │
                          │    └───────────── asked again, with the answers ───────────────┘
                          │ deadline ─▶ SIGKILL, a new one is made ─▶ failure "judge_timeout"
                          └ dies ─▶ another one is asked; again ─▶ failure "judge_died"

A judgement that could not be made is a Judgement without a verdict: never a reward. So is one of
a response that is no rollout, "no_rollout": a model server that fell over is not the policy.
"""

from __future__ import annotations

import asyncio

import msgspec
import structlog

from ..core.errors import (
    FaultyCodeError,
    FaultyVerifierError,
    InternalError,
    NoRolloutError,
    ProtocolError,
    WorkerDiedError,
    error_of,
)
from ..core.types import JsonObject, Verdict
from ..verifiers.boxed_answer.questions import Question, open_questions
from .frames import Done, Failed, Reply
from .pool import WorkerPool
from .symbolic import TRIES, NotSettledError, SymbolicJudges

log = structlog.get_logger("sallyport.judges")


class Judgement(msgspec.Struct, frozen=True):
    """A verdict, or (then `verdict` is None) why there is none."""

    verdict: Verdict | None
    failure_reason: str | None = None


class Judges:
    """Judges rollouts in the processes of `pool`, each within `deadline_s` seconds.

    What a verdict leaves open goes to `symbolic`; where there is none, such a judgement fails.
    """

    def __init__(
        self, pool: WorkerPool, deadline_s: float, symbolic: SymbolicJudges | None = None
    ) -> None:
        self._pool = pool
        self._deadline_s = deadline_s
        self._symbolic = symbolic

    async def judge(self, rollout: bytes) -> Judgement:
        """Judge a rollout, JSON of sandbox.judging.Rollout.

        Each deadline runs from the dispatch. Raises InvalidTaskError and kin for a task that cannot
        be judged, AtCapacityError when no judge became free in time.
        """
        judgement = await self._ask(rollout)
        questions = _open(judgement)
        if not questions:
            return judgement
        if self._symbolic is None:
            return failure("symbolic_off", "the verdict needs symbolic judges, and there are none")
        try:
            answers = {each.key: await self._symbolic.settle(each) for each in questions}
        except NotSettledError as error:
            return failure(error.cause, error.detail)
        judgement = await self._ask(rollout, msgspec.json.encode(answers))
        if _open(judgement):
            return failure(
                FaultyVerifierError.type, "the verifier takes no answers to its questions"
            )
        return judgement

    async def _ask(self, rollout: bytes, answers: bytes = b"{}") -> Judgement:
        died = ""
        for _ in range(TRIES):
            try:
                return await self._ask_one(rollout, answers)
            except WorkerDiedError as error:
                # Killed from outside, as like as not: judging is pure, so another is asked.
                log.warning("judge_died", detail=error.message)
                died = error.message
        return failure("judge_died", died)

    async def _ask_one(self, rollout: bytes, answers: bytes) -> Judgement:
        """Ask one judge. Raises WorkerDiedError when its process dies over it."""
        lease = await self._pool.lease()
        try:
            async with asyncio.timeout(self._deadline_s):
                reply = await lease.judge(rollout, answers)
            return Judgement(_verdict(reply))
        except TimeoutError:
            lease.worker.kill()
            return failure("judge_timeout", f"no verdict within {self._deadline_s:g} s")
        except FaultyCodeError as error:
            return failure(error.type, error.message)
        except InternalError as error:
            return failure("judge_error", error.message)
        except NoRolloutError as error:
            return failure(error.type, error.message)
        except WorkerDiedError:
            lease.worker.kill()
            raise
        except asyncio.CancelledError:
            # Nobody waits for this verdict any more, but the next judgement would.
            lease.worker.kill()
            raise
        finally:
            lease.retire()


def _open(judgement: Judgement) -> list[Question]:
    return [] if judgement.verdict is None else open_questions(judgement.verdict)


def _verdict(reply: Reply) -> Verdict:
    if isinstance(reply, Failed):
        raise error_of(
            reply.kind, reply.message, msgspec.json.decode(reply.details, type=JsonObject)
        )
    if not isinstance(reply, Done):
        raise ProtocolError("the judge answered with a frame that is no verdict")
    try:
        return msgspec.json.decode(reply.body, type=Verdict)
    except msgspec.DecodeError as error:
        raise ProtocolError(f"the judge's verdict does not decode: {error}")


def failure(cause: str, detail: str) -> Judgement:
    """Log why there is no verdict and return that; `cause` is for programs, `detail` for people."""
    log.error("judgement_failed", cause=cause, detail=detail)
    return Judgement(None, f"{cause}: {detail}")
