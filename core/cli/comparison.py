"""Counting verdicts while they come in: against recorded rewards, and between configurations."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from ..rollout.causes import Causes
from ..rollout.pass_counts import PassCounts, passes
from ..rollout.recordings import task_key
from ..rollout.summary import mean_label
from ..task_row import flat_row
from .rejudging import LINE, OTHER, UNREADABLE

if TYPE_CHECKING:
    from ..types import JsonObject
    from .rejudging import Rejudged

MAX_SHOWN: Final = 20
"""Changed verdicts that are shown; all are counted, and all are in the output."""

_RELATIONS: Final = ("as recorded", "higher", "lower")


class Comparison:
    """Counts verdicts, how they compare with the recorded rewards, and which of them change."""

    def __init__(self, *, compared: bool = False) -> None:
        self.rollouts = 0
        self.causes = Causes()
        self.changed: list[str] = []
        self._compared = compared
        self._changes: Counter[str] = Counter()
        self._reward = 0.0
        self._passes = PassCounts()
        self._relations: Counter[str] = Counter()

    @property
    def valid(self) -> int:
        """How many have a verdict."""
        return self.rollouts - self.causes.total

    @property
    def mean_reward(self) -> float | None:
        """The mean over those; None without one."""
        return self._reward / self.valid if self.valid else None

    def add(self, row: Rejudged) -> None:
        """Count one row."""
        self.rollouts += 1
        if self._compared:
            self._compare(row)
        if row.cause is not None:
            if row.cause != UNREADABLE:
                self._passes.add(task_key(flat_row(row.row)), valid=False, passed=False)
            where = f"line {row.row[LINE]}" if row.cause == UNREADABLE else f"row {self.rollouts}"
            self.causes.add(row.cause, where, row.row["failure_reason"])
            return
        reward: float = row.row["reward"]
        self._passes.add(task_key(flat_row(row.row)), valid=True, passed=passes(row.row))
        self._reward += reward
        recorded = row.recorded_reward
        if isinstance(recorded, int | float):
            sign = (reward > recorded) - (reward < recorded)
            self._relations[_RELATIONS[sign]] += 1

    def _compare(self, row: Rejudged) -> None:
        before, after = row.row, row.row[OTHER]
        if (before["reward"], row.cause) == (after["reward"], row.other_cause):
            self._changes["the same"] += 1
            return
        change = f"{_told(before)} to {_told(after)}"
        self._changes[change] += 1
        if len(self.changed) < MAX_SHOWN:
            self.changed.append(f"row {self.rollouts}: {change}: {_reason(after)}")

    def figures(self) -> JsonObject:
        """Return every figure by name, in the order it is shown."""
        changes = {f"  {change}": count for change, count in self._changes.most_common()}
        return {
            "rollouts": self.rollouts,
            mean_label(self.valid, self.rollouts): self.mean_reward,
            **self._passes.figures(),
            **{name: self._relations[name] for name in _RELATIONS},
            "not valid": self.causes.total,
            **self.causes.figures(),
            **({"changed": self.rollouts - self._changes["the same"]} if self._compared else {}),
            **changes,
        }


def _told(reply: JsonObject) -> str:
    return "not valid" if reply["reward"] is None else f"{reply['reward']:g}"


def _reason(reply: JsonObject) -> str:
    verdict = reply["verdict"]
    return str(reply["failure_reason"] if verdict is None else verdict["reason"])
