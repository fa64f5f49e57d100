"""The symbolic layer as the front door sees it: a question in, an answer out, or a failure.

    settle(question) ─▶ remembered?
            │ no
            ▼
    one of `at_once` turns ─▶ leased judge ─▶ equal or not
                                 │ after DEMOTED_AFTER_S of a core: only what others leave
                                 │ deadline, from the dispatch ─▶ SIGKILL
                                 │    ├ it has had OWN_SHARE of a core: the answer is too much
                                 │    └ it has not: the machine is full    ─▶ "symbolic_timeout"
                                 ├ memory used up, nested too deep: the answer is too much
                                 ├ another error                           ─▶ "symbolic_error"
                                 └ dies                                    ─▶ "symbolic_died"
                                   └ another is asked; it dies too: the answer is too much

An answer may be made to compute for ever. So these judges are others than those of rollouts, which
never wait for them; and one that failed, or thought for long and keeps who knows what in memory, is
replaced. An answer that is too much for a judge which had all that it was meant to have is not
right, and the reason says why: whoever writes answers must not be able to choose not to be judged.
A failure on our side is never "not equal": then nothing is known of the answer.
"""

from __future__ import annotations

import asyncio
import weakref
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import msgspec
import structlog

from ..core.errors import (
    InternalError,
    OutOfMemoryError,
    ProtocolError,
    SallyportError,
    WorkerDiedError,
)
from ..verifiers.boxed_answer.questions import TooMuch
from .frames import Done, Failed, Reply
from .jail.cpu_time import cpu_seconds
from .restraint import LOWEST, lower_priority

if TYPE_CHECKING:
    from ..core.settings import JudgeSettings
    from ..verifiers.boxed_answer.questions import Answer, Question
    from .pool import WorkerPool
    from .process import WorkerProcess

log = structlog.get_logger("sallyport.judges")

DEMOTED_AFTER_S: Final = 0.25
"""Processor time; most comparisons take less, and those that do not must not slow others down."""

OWN_SHARE: Final = 0.5
"""Part of the deadline that a judge must have computed, in time of a processor, before it is the
answer's doing that none was found: less may be the doing of a machine that others keep busy."""

TRIES: Final = 3
"""Judges of a kind asked in turn when one is killed. What kills one from outside often kills others
at the same time, which are then asked before their death is known."""

_DIED: Final = "symbolic_died"
_TOO_MUCH: Final = ("MemoryError", "RecursionError")
"""What Python raises in a judge, which has the memory and stack that it was given to itself."""

_OUTSIDE: Final = (None, "SIGKILL")
"""Signals of a death from outside; None: nothing of the worker was left to tell."""

_LOOK_S: Final = 0.1
"""How often that is looked at."""

_NICE: Final = 5
"""Before that they have a third of the weight of others."""

MAX_REMEMBERED: Final = 4096
"""Answers kept by their question: a group of rollouts shares one task, and often an answer."""

MAX_REMEMBERED_CHARS: Final = 1024
"""Characters of a question that is kept; with the number of them, a few megabytes."""


class NotSettledError(Exception):
    """A question has no answer: `cause` names why, for programs, `detail` tells it.

    `by_chance`: the judge was killed, and not for what it did; another may well answer. One that
    died of the question itself would die of it again. `by_answer`: the question is too much for a
    judge that lacked nothing.
    """

    def __init__(
        self, cause: str, detail: str, *, by_chance: bool = False, by_answer: bool = False
    ) -> None:
        super().__init__(f"{cause}: {detail}")
        self.cause = cause
        self.detail = detail
        self.by_chance = by_chance
        self.by_answer = by_answer


class SymbolicJudges:
    """Settles questions in the processes of `pool`, several at once, each within its deadline."""

    def __init__(self, pool: WorkerPool, settings: JudgeSettings) -> None:
        self._pool = pool
        self._deadline_s = settings.symbolic_deadline_s
        self._turns = asyncio.Semaphore(settings.symbolic_at_once)
        self._held: weakref.WeakSet[WorkerProcess] = weakref.WeakSet()
        self._known: OrderedDict[str, Answer] = OrderedDict()

    async def settle(self, question: Question) -> Answer:
        """Return whether the two answers are equal, or why the one found is too much to tell.

        The deadline runs from the dispatch. Raises NotSettledError, and AtCapacityError when no
        judge became free in time.
        """
        key = question.key
        equal = self._known.get(key)
        if equal is not None:
            self._known.move_to_end(key)
            return equal
        async with self._turns:
            try:
                equal = await self._settled(msgspec.json.encode(question))
            except NotSettledError as error:
                if not error.by_answer:
                    raise
                log.warning("not_settled", cause=error.cause, detail=error.detail)
                equal = TooMuch(str(error))
        if len(key) <= MAX_REMEMBERED_CHARS:
            self._known[key] = equal
            if len(self._known) > MAX_REMEMBERED:
                self._known.popitem(last=False)
        return equal

    async def _settled(self, question: bytes) -> bool:
        """Ask, and again when the judge dies; a question that kills a second one is too much."""
        killed = 0
        for _ in range(TRIES - 1):
            try:
                return await self._ask(question)
            except NotSettledError as error:
                if error.cause != _DIED:
                    raise
                killed += not error.by_chance
                if killed > 1:
                    raise NotSettledError(_DIED, error.detail, by_answer=True)
                log.warning("judge_died", detail=error.detail)
        return await self._ask(question)

    async def _ask(self, question: bytes) -> bool:
        lease = await self._pool.lease()
        self._hold_back(lease.worker)
        watch = _Watch(lease.worker.pid)
        try:
            async with asyncio.timeout(self._deadline_s):
                equal = _equal(await lease.settle(question))
            if watch.demoted:
                lease.worker.kill()
            return equal
        except BaseException as error:
            used_s = watch.used_s
            # Whatever it was: the next question gets a judge that knows nothing of this one.
            lease.worker.kill()
            if isinstance(error, TimeoutError | InternalError | WorkerDiedError):
                raise self._failure(error, used_s)
            raise
        finally:
            watch.end()
            lease.retire()

    def _failure(self, error: TimeoutError | SallyportError, used_s: float) -> NotSettledError:
        """Say what failed; `used_s` is the processor time that the judge had."""
        if isinstance(error, TimeoutError):
            detail = f"no answer within {self._deadline_s:g} s"
            own = used_s >= OWN_SHARE * self._deadline_s
            return NotSettledError("symbolic_timeout", detail, by_answer=own)
        if isinstance(error, OutOfMemoryError):
            return NotSettledError("symbolic_memory_limit", error.message, by_answer=True)
        if not isinstance(error, WorkerDiedError):
            own = error.message.startswith(_TOO_MUCH)
            return NotSettledError("symbolic_error", error.message, by_answer=own)
        outside = error.details.get("exit_code") is None and error.details.get("signal") in _OUTSIDE
        return NotSettledError(_DIED, error.message, by_chance=outside)

    def _hold_back(self, worker: WorkerProcess) -> None:
        if worker not in self._held:
            self._held.add(worker)
            lower_priority(worker.pid, _NICE)


class _Watch:
    """Looks at what a judge has computed for, and demotes it when that is much.

    By processor time: one that is merely kept waiting by a busy machine must not wait longer yet.
    """

    def __init__(self, warden: int) -> None:
        self.demoted = False
        self._warden = warden
        self._start_s = cpu_seconds(warden)
        self._timer = asyncio.get_running_loop().call_later(_LOOK_S, self._look)

    @property
    def used_s(self) -> float:
        """Processor time since the watch began; 0 when the judge is gone."""
        return cpu_seconds(self._warden) - self._start_s

    def _look(self) -> None:
        if self.used_s > DEMOTED_AFTER_S:
            self.demoted = True
            lower_priority(self._warden, LOWEST)
        else:
            self._timer = asyncio.get_running_loop().call_later(_LOOK_S, self._look)

    def end(self) -> None:
        """Look no more."""
        self._timer.cancel()


def _equal(reply: Reply) -> bool:
    if isinstance(reply, Failed):
        raise InternalError(reply.message)
    if not isinstance(reply, Done) or reply.body not in _ANSWERS:
        raise ProtocolError("the judge answered with a frame that is no answer")
    return _ANSWERS[reply.body]


_ANSWERS: Final = {b"true": True, b"false": False}
