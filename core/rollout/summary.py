"""Summing up a run while it goes on: rewards, pass@k, failures by cause."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from .causes import Causes
from .job import ROLLOUT_INDEX, TASK_INDEX
from .pass_counts import PassCounts, passes

if TYPE_CHECKING:
    from ..types import JsonObject
    from .rollout import Outcome


class Summary:
    """What came of a run's rollouts.

    `repeats` is the k of pass@k; None: as many as most tasks have.
    """

    def __init__(self, repeats: int | None = 1) -> None:
        self.repeats = repeats
        self.rollouts = 0
        self.valid = 0
        self.earlier = 0
        self.causes = Causes()
        self.not_ended = 0
        self.interrupted = False
        self._started = time.perf_counter()
        self._seconds: float | None = None
        self._reward = 0.0
        self._passes = PassCounts()

    def start(self) -> None:
        """Start the clock anew: what went before was preparation."""
        self._started = time.perf_counter()

    def add(self, outcome: Outcome) -> None:
        """Count one rollout; one that is not valid counts as a failure and nothing else."""
        row = outcome.row
        self.rollouts += 1
        self.not_ended += "end_failure" in row
        valid = outcome.cause is None
        self._passes.add(row[TASK_INDEX], valid=valid, passed=valid and passes(row))
        if outcome.cause is not None:
            where = f"task {row[TASK_INDEX]}"
            self.causes.add(outcome.cause, where, row.get("failure_reason"))
        else:
            self.valid += 1
            self._reward += row["reward"]

    def add_earlier(self, row: JsonObject) -> tuple[object, object]:
        """Count a valid rollout of an earlier run; return which of its task's it is.

        Raises ConfigurationError for a row that is no rollout's.
        """
        place = row.get(TASK_INDEX), row.get(ROLLOUT_INDEX)
        if None in place or not isinstance(row.get("reward"), int | float):
            raise ConfigurationError(
                f"--resume: the output holds a row without {TASK_INDEX}, {ROLLOUT_INDEX} and"
                " reward; it goes on with what `sallyport rollout` wrote"
            )
        self.earlier += 1
        self.rollouts += 1
        self.valid += 1
        self._reward += row["reward"]
        self._passes.add(row[TASK_INDEX], valid=True, passed=passes(row))
        return place

    def finish(self, *, interrupted: bool = False) -> None:
        """Stop the clock."""
        self._seconds = time.perf_counter() - self._started
        self.interrupted = interrupted

    @property
    def seconds(self) -> float:
        """Wall time of the run."""
        return time.perf_counter() - self._started if self._seconds is None else self._seconds

    @property
    def mean_reward(self) -> float | None:
        """The mean over valid rollouts; None without one."""
        return self._reward / self.valid if self.valid else None

    def figures(self) -> JsonObject:
        """Return every figure by name, in the order it is shown; what has no value is None."""
        figures: JsonObject = {
            "rollouts": self.rollouts,
            mean_label(self.valid, self.rollouts): self.mean_reward,
            **self._passes.figures(self.repeats),
        }
        figures["not valid"] = self.rollouts - self.valid
        figures |= self.causes.figures()
        if self.not_ended:
            figures["sessions not ended"] = self.not_ended
        if self.earlier:
            figures["of an earlier run"] = self.earlier
        figures["seconds"] = self.seconds
        figures["rollouts/s"] = (
            (self.rollouts - self.earlier) / self.seconds if self.seconds > 0 else None
        )
        return figures


def mean_label(valid: int, rollouts: int) -> str:
    """Name the mean reward, and of how many it is when that is not all of them."""
    return "mean reward" if valid in {0, rollouts} else f"mean reward of the {valid:,} valid"
