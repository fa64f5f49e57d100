"""What is to be played: one rollout of one task."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..types import JsonObject

TASK_INDEX: Final = "_ng_task_index"
ROLLOUT_INDEX: Final = "_ng_rollout_index"

VERDICT_KEYS: Final = frozenset(
    {"reward", "valid", "failure_reason", "verdict", "extracted_answer", "accuracy"}
    | {"reward_components", "mask_sample", "failure_kind", "instance_config", "_ng_failure_class"}
)
"""What a verdict's reply may say; of an older verdict nothing stays."""

RESULT_KEYS: Final = VERDICT_KEYS | {"response", "timings", "end_failure", "compared"}
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

    A row that carries a task index of its own keeps it, and, played once, its rollout index.
    """
    for index, recording in enumerate(islice(recordings, limit)):
        yield from _repeated(recording, index, range(repeats))


def recorded_jobs(
    recordings: Iterable[Recording],
    key: Callable[[JsonObject], bytes],
    *,
    repeats: int = 1,
    limit: int | None = None,
) -> Iterator[Job]:
    """Yield the rollouts of a stored file: rows of one task, by `key`, are its repeats.

    Each is played `repeats` times. Of a file with more than `limit` tasks, the first ones' rows.
    """
    tasks: dict[bytes, list[int]] = {}
    for recording in recordings:
        known = tasks.setdefault(key(recording.row), [len(tasks), 0])
        index, played = known
        if limit is None or index < limit:
            known[1] += repeats
            yield from _repeated(recording, index, range(played, played + repeats))


def _repeated(recording: Recording, index: int, repeats: range) -> Iterator[Job]:
    own_task, own_rollout = (recording.row.get(key) for key in (TASK_INDEX, ROLLOUT_INDEX))
    task_index = own_task if type(own_task) is int else index
    for rollout_index in repeats:
        if len(repeats) == 1 and type(own_rollout) is int:
            rollout_index = own_rollout
        yield Job(task_index, rollout_index, recording)


def task_part(row: JsonObject) -> JsonObject:
    """Return a stored rollout's row without what the rollout added."""
    return {key: value for key, value in row.items() if key not in RESULT_KEYS}
