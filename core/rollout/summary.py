"""Summing up a run while it goes on: rewards, pass@k, failures by cause.

A task's rollouts are counted until all its repeats are in and then folded into sums, so that memory
follows the number of rollouts in flight, not the number of tasks.
"""

from __future__ import annotations

import time
from math import comb
from typing import TYPE_CHECKING

import msgspec

from .causes import Causes
from .job import TASK_INDEX

if TYPE_CHECKING:
    from ..types import JsonObject
    from .rollout import Outcome


class _Tally(msgspec.Struct):
    """One task's rollouts so far."""

    played: int = 0
    valid: int = 0
    passed: int = 0


def pass_at_k(valid: int, passed: int, k: int) -> float:
    """Estimate the chance that at least one of k rollouts passes, from `valid` of them.

    The unbiased estimator of Chen et al. 2021 ("Evaluating Large Language Models Trained on Code"):
    1 - C(valid - passed, k) / C(valid, k). Needs valid >= k.
    """
    return 1.0 - comb(valid - passed, k) / comb(valid, k)


class Summary:
    """What came of a run's rollouts. `repeats` is the k of pass@k."""

    def __init__(self, repeats: int = 1) -> None:
        self.repeats = repeats
        self.rollouts = 0
        self.valid = 0
        self.causes = Causes()
        self.not_ended = 0
        self.interrupted = False
        self._started = time.perf_counter()
        self._seconds: float | None = None
        self._reward = 0.0
        self._open: dict[int, _Tally] = {}
        self._tasks = 0
        self._pass_1 = 0.0
        self._complete = 0
        self._pass_k = 0.0

    def start(self) -> None:
        """Start the clock anew: what went before was preparation."""
        self._started = time.perf_counter()

    def add(self, outcome: Outcome) -> None:
        """Count one rollout; one that is not valid counts as a failure and nothing else."""
        row = outcome.row
        tally = self._open.setdefault(row[TASK_INDEX], _Tally())
        self.rollouts += 1
        self.not_ended += "end_failure" in row
        tally.played += 1
        if outcome.cause is not None:
            where = f"task {row[TASK_INDEX]}"
            self.causes.add(outcome.cause, where, row.get("failure_reason"))
        else:
            self.valid += 1
            self._reward += row["reward"]
            tally.valid += 1
            tally.passed += _passed(row)
        if tally.played == self.repeats:
            self._fold(self._open.pop(row[TASK_INDEX]))

    def finish(self, *, interrupted: bool = False) -> None:
        """Stop the clock and fold what is left."""
        self._seconds = time.perf_counter() - self._started
        self.interrupted = interrupted
        while self._open:
            self._fold(self._open.popitem()[1])

    def _fold(self, tally: _Tally) -> None:
        if tally.valid:
            self._tasks += 1
            self._pass_1 += tally.passed / tally.valid
        if tally.valid >= self.repeats:
            self._complete += 1
            self._pass_k += pass_at_k(tally.valid, tally.passed, self.repeats)

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
            "mean reward": self.mean_reward,
            "pass@1": self._pass_1 / self._tasks if self._tasks else None,
        }
        if self.repeats > 1:
            passed = self._pass_k / self._complete if self._complete else None
            figures[f"pass@{self.repeats}"] = passed
        figures["not valid"] = self.rollouts - self.valid
        figures |= self.causes.figures()
        if self.not_ended:
            figures["sessions not ended"] = self.not_ended
        figures["seconds"] = self.seconds
        figures["rollouts/s"] = self.rollouts / self.seconds if self.seconds > 0 else None
        return figures


def _passed(row: JsonObject) -> bool:
    verdict = row.get("verdict")
    passed = verdict.get("passed") if isinstance(verdict, dict) else None
    return passed if isinstance(passed, bool) else row["reward"] >= 1.0
