"""Counting how many rollouts of each task pass, for pass@k."""

from __future__ import annotations

from collections import Counter
from math import comb
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

    from ..types import JsonObject


def pass_at_k(valid: int, passed: int, k: int) -> float:
    """Estimate the chance that at least one of k rollouts passes, from `valid` of them.

    The unbiased estimator of Chen et al. 2021 ("Evaluating Large Language Models Trained on Code"):
    1 - C(valid - passed, k) / C(valid, k). Needs valid >= k.
    """
    return 1.0 - comb(valid - passed, k) / comb(valid, k)


class PassCounts:
    """Rollouts, those with a reward and those that pass, by task."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, tuple[int, int, int]] = {}

    def add(self, task: Hashable, *, valid: bool, passed: bool) -> None:
        """Count one rollout of a task."""
        played, before, passing = self._tasks.get(task, (0, 0, 0))
        self._tasks[task] = played + 1, before + valid, passing + (valid and passed)

    def figures(self, k: int | None = None) -> JsonObject:
        """Return pass@1 and pass@k by name, over tasks with so many valid rollouts; None for none.

        Without `k`: as many as most tasks have. Where fewer tasks have k valid rollouts than there
        are, it is said of how many.
        """
        played = Counter(all_ for all_, _, _ in self._tasks.values())
        if k is None:
            k = max(played, key=lambda each: (played[each], each), default=1)
        figures: JsonObject = {}
        for each in sorted({1, k}):
            rates = [
                pass_at_k(valid, passed, each)
                for _, valid, passed in self._tasks.values()
                if valid >= each
            ]
            of = f" (of {len(rates)} of {len(self._tasks)} tasks)"
            name = f"pass@{each}{of if 0 < len(rates) < len(self._tasks) else ''}"
            figures[name] = sum(rates) / len(rates) if rates else None
        return figures


def passes(row: JsonObject) -> bool:
    """Whether a judged row passes: its verdict says so, or else its reward is full."""
    verdict = row.get("verdict")
    passed = verdict.get("passed") if isinstance(verdict, dict) else None
    return passed if isinstance(passed, bool) else row["reward"] >= 1.0
