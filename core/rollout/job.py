"""What is to be played: one rollout of one task."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..types import JsonObject

TASK_INDEX: Final = "_ng_task_index"
ROLLOUT_INDEX: Final = "_ng_rollout_index"

RESULT_KEYS: Final = frozenset(
    {"response", "reward", "valid", "failure_reason", "verdict", "timings", "end_failure"}
    | {"extracted_answer", "accuracy", ROLLOUT_INDEX}
)
"""What a rollout adds to its task's row; a stored rollout without these is a task row again."""


class Recording(msgspec.Struct, frozen=True):
    """A task's row and, where it was played before, the response and the reward it was given.

    `problem` says why a stored rollout can be neither played nor judged.
    """

    row: JsonObject
    response: JsonObject | None = None
    reward: object = None
    problem: str | None = None


class Job(msgspec.Struct, frozen=True):
    """One rollout to play: which task of the run, which of its repeats, and the task itself."""

    task_index: int
    rollout_index: int
    recording: Recording

    @property
    def row(self) -> JsonObject:
        """The task's row."""
        return self.recording.row


def jobs_of(
    recordings: Iterable[Recording], *, repeats: int = 1, limit: int | None = None
) -> Iterator[Job]:
    """Yield every rollout of the first `limit` tasks, the repeats of a task one after another.

    A row that carries a task index of its own keeps it.
    """
    for index, recording in enumerate(islice(recordings, limit)):
        own = recording.row.get(TASK_INDEX)
        task_index = own if isinstance(own, int) and not isinstance(own, bool) else index
        for rollout_index in range(repeats):
            yield Job(task_index, rollout_index, recording)


def task_part(row: JsonObject) -> JsonObject:
    """Return a stored rollout's row without what the rollout added."""
    return {key: value for key, value in row.items() if key not in RESULT_KEYS}
