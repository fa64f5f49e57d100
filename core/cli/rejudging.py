"""Judging stored rollouts by judges of the command's own, and comparing what comes of it.

    recorded rows ─▶ as many at once as the judges can take ─▶ in the order of the file ─▶ rows
                        │ is it a task row itself? else its prompt names one: once more with that
                        │ each within its deadline; who hangs or dies is replaced
                        └ with --compare: once more under the other configuration

Rows are read when there is room for them, so that memory does not follow the length of the file.
What is the environment's, the check of a task too, runs in judges only.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import deque
from collections.abc import Callable  # msgspec reads the hints
from typing import TYPE_CHECKING, Final

import msgspec

from ...sandbox.judges import Judgement
from ...sandbox.judging import Rollout
from ..app.verdicts import judged
from ..errors import InvalidTaskError, SallyportError
from ..judge_model import ModelJudging  # msgspec reads the hints
from ..rollout.job import VERDICT_KEYS, Recording, task_part
from ..rollout.recordings import recording_of
from ..task_row import flat_row
from ..types import JsonObject  # msgspec reads the hints

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterator

    from ..rollout.jsonl import Line

_AHEAD: Final = 4
"""Rollouts under way for each core: enough that no judge waits for the next to be read."""

OTHER: Final = "compared"
"""Under this name a row holds what the other configuration says of it."""


UNREADABLE: Final = "unreadable_row"
"""The cause of a line that is no row."""

LINE: Final = "line"
"""Of an unreadable row: its number in the file, from 1."""


class Rejudged(msgspec.Struct, frozen=True):
    """A rollout's row with its new verdict, and the reward it carried.

    `cause` names why it has no verdict now; `other_cause` the same of the other configuration.
    """

    row: JsonObject
    recorded_reward: object = None
    cause: str | None = None
    other_cause: str | None = None


class Rejudging(msgspec.Struct, frozen=True):
    """How rows are judged: by whom, as rollouts of which environment, and of which other one.

    `tasks` finds the task of a recorded row by its prompt; where they are `given`, always. A
    rollout of more than `max_bytes` is not judged.
    """

    judges: ModelJudging
    environment: str
    other: str | None
    tasks: Callable[[JsonObject], JsonObject | None]
    given: bool
    max_bytes: int

    async def rows(self, recorded: Iterator[Line]) -> AsyncGenerator[Rejudged, None]:
        """Judge each recorded row, as `/verify` would; in their order."""
        loop = asyncio.get_running_loop()
        under_way: deque[asyncio.Task[Rejudged]] = deque()
        at_once = max(_AHEAD * (os.cpu_count() or 1), self.judges.calls_at_once)
        try:
            for line in recorded:
                under_way.append(loop.create_task(self._rejudged(line)))
                if len(under_way) >= at_once:
                    yield await under_way.popleft()
            while under_way:
                yield await under_way.popleft()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _rejudged(self, line: Line) -> Rejudged:
        cause: str | None
        if line.row is None:
            reply, cause = _not_judged(UNREADABLE, line.problem)
            text = line.text.decode(errors="backslashreplace").rstrip("\r\n")
            both = {} if self.other is None else {OTHER: reply}
            return Rejudged({LINE: line.number, "text": text, **reply, **both}, None, cause, cause)
        recorded = flat_row(line.row)
        own = None if self.given else recording_of(task_part(recorded), recorded)
        recording = own or self._joined(recorded)
        reply, cause = await self._judged(self.environment, recording)
        if own is not None and cause == InvalidTaskError.type:
            joined = self._joined(recorded)
            # Where no task has its prompt either, what is wrong with the row itself says more.
            if joined.problem is None:
                recording, own = joined, None
                reply, cause = await self._judged(self.environment, recording)
        row = {key: value for key, value in line.row.items() if key not in VERDICT_KEYS}
        if own is None:
            indices = {key: value for key, value in row.items() if key.startswith("_ng_")}
            row |= task_part(recording.row) | indices
        row |= reply
        if self.other is None:
            return Rejudged(row, recording.reward, cause)
        other, other_cause = await self._judged(self.other, recording)
        return Rejudged({**row, OTHER: other}, recording.reward, cause, other_cause)

    def _joined(self, recorded: JsonObject) -> Recording:
        return recording_of(self.tasks(recorded), recorded)

    async def _judged(self, name: str, recording: Recording) -> tuple[JsonObject, str | None]:
        if recording.response is None:
            return _not_judged("invalid_recording", recording.problem or "no response")
        rollout = _encoded(Rollout(name, task_part(recording.row), recording.response))
        if len(rollout) > self.max_bytes:
            limit = "calls.max_frame_bytes"
            return _not_judged("too_large", f"{len(rollout):,} bytes; see {limit}")
        try:
            judgement = await self.judges.judge(rollout)
        except SallyportError as error:
            return _not_judged(error.type, error.message)
        if judgement.verdict is None:
            cause, _, detail = (judgement.failure_reason or "").partition(": ")
            return _not_judged(cause, detail)
        return judged(judgement), None


def _encoded(rollout: Rollout) -> bytes:
    """Encode a rollout; of letters that no UTF-8 has, half of a pair of surrogates, become `?`."""
    try:
        return msgspec.json.encode(rollout)
    except UnicodeEncodeError:
        fields = msgspec.structs.asdict(rollout)
        return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")


def _not_judged(cause: str, message: str) -> tuple[JsonObject, str]:
    return judged(Judgement(None, f"{cause}: {message}")), cause
