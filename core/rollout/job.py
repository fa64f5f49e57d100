"""What is to be played: one rollout of one task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import msgspec

from ..types import JsonObject

TASK_INDEX: Final = "_ng_task_index"
ROLLOUT_INDEX: Final = "_ng_rollout_index"

RESULT_KEYS: Final = frozenset(
    {"response", "reward", "valid", "failure_reason", "verdict", "timings", "end_failure"}
    | {"extracted_answer", "accuracy", ROLLOUT_INDEX}
)
"""What a rollout adds to its task's row; a stored rollout without these is a task row again."""


class Job(msgspec.Struct, frozen=True):
    """One rollout to play: the task's row, which task of the run, and which of its repeats.

    `recorded` is the response to play again, for policies that play recordings; `problem` says why
    the job cannot be played at all.
    """

    task_index: int
    rollout_index: int
    row: JsonObject
    recorded: JsonObject | None = None
    problem: str | None = None


def jobs_of(
    rows: Iterable[tuple[JsonObject, JsonObject | None, str | None]],
    *,
    repeats: int = 1,
    limit: int | None = None,
) -> Iterator[Job]:
    """Yield every rollout of the first `limit` rows, the repeats of a task one after another.

    A row that carries a task index of its own keeps it.
    """
    for index, (row, recorded, problem) in enumerate(islice(rows, limit)):
        own = row.get(TASK_INDEX)
        task_index = own if isinstance(own, int) and not isinstance(own, bool) else index
        for rollout_index in range(repeats):
            yield Job(task_index, rollout_index, row, recorded, problem)


def task_part(row: JsonObject) -> JsonObject:
    """Return a stored rollout's row without what the rollout added."""
    return {key: value for key, value in row.items() if key not in RESULT_KEYS}
