"""What is counted: rewards against what they have to be, causes of failures, faults survived.

Outcome ─▶ right | wrong | failed by a named cause | without a name | without an answer
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from scripts.benchmarks.figures import Figure
from scripts.watched.report import none_of, told

if TYPE_CHECKING:
    from sallyport.core.rollout.rollout import Outcome

    from .troubles import Trouble

Verdict: TypeAlias = Literal["right", "wrong", "failed", "unnamed", "unanswered"]

_UNANSWERED: Final = frozenset({"transport", "request_timeout", "hung"})
"""Causes that say that no HTTP answer came."""

_UNNAMED: Final = frozenset({"internal", "not_judged", "policy_error", "protocol", "refused"})
"""Causes that name nothing: a bug of the server's, or of this program."""

_MAX_EXAMPLES: Final = 20

STILL_KEPT: Final = "42"
"""What `kept + 1` is in a session that still has `kept = 41`."""


class Tally:
    """Counts of one run. `kills`, `leaves` are by kind and outcome; `trouble` by name and word."""

    def __init__(self) -> None:
        self.started = 0
        self.verdicts: Counter[Verdict] = Counter()
        self.rewards: Counter[str] = Counter()
        self.causes: Counter[str] = Counter()
        self.trouble: Counter[tuple[str, str]] = Counter()
        self.statuses: Counter[tuple[str, str]] = Counter()
        self.kills: Counter[str] = Counter()
        self.leaves: Counter[str] = Counter()
        self.lies = 0
        self.broken_states = 0
        self.health: Counter[bool] = Counter()
        self.zygote_s: list[float] = []
        self.slowest_s = 0.0
        self.examples: list[dict[str, Any]] = []

    # ── rollouts ─────────────────────────────────────────────────────────────────────────────────

    def judge(self, expected: float, outcome: Outcome, took_s: float) -> Verdict:
        """Count a rollout's outcome, whose reward has to be `expected` if there is one."""
        self.slowest_s = max(self.slowest_s, took_s)
        verdict = verdict_of(expected, outcome)
        self.verdicts[verdict] += 1
        if verdict == "right":
            self.rewards[f"{expected:g}"] += 1
        if outcome.cause is not None:
            self.causes[outcome.cause] += 1
        if verdict in {"wrong", "unnamed", "unanswered"}:
            self.note(verdict, outcome.row)
        return verdict

    def unanswered(self, cause: str) -> None:
        """Count a rollout that never came to an end."""
        self.verdicts["unanswered"] += 1
        self.causes[cause] += 1

    def note(self, what: str, row: dict[str, Any]) -> None:
        """Keep the first few rows that must not be, for whoever looks into them."""
        if len(self.examples) < _MAX_EXAMPLES:
            self.examples.append({"what": what, "row": row})

    # ── troubles ─────────────────────────────────────────────────────────────────────────────────

    def trouble_begins(self, trouble: Trouble) -> None:
        """Count a cell that makes trouble."""
        self.trouble[trouble.name, "made"] += 1

    def trouble_told(self, trouble: Trouble, status: str) -> None:
        """Count what such a cell was answered with."""
        self.statuses[trouble.name, status] += 1
        if not trouble.is_told(status):
            self.lies += 1
            self.note(f"{trouble.name} told as {status}", {})

    def trouble_survived(self, trouble: Trouble, kept: object) -> None:
        """Count a session that goes on after it; `kept` is what it shows of its state."""
        if kept == STILL_KEPT:
            self.trouble[trouble.name, "survived"] += 1
        else:
            self.broken_states += 1
            self.note(f"state after {trouble.name}: {kept!r}", {})

    # ── all of it ────────────────────────────────────────────────────────────────────────────────

    def figures(self) -> list[Figure]:
        """Return what has to hold, and how much it was held against."""
        answered = sum(self.verdicts.values())
        return [
            told("rollouts", "played, 64 at once", self.started),
            *(told("rollouts", f"right, reward {n}", c) for n, c in sorted(self.rewards.items())),
            told("rollouts", "failed by a named cause, no reward", self.verdicts["failed"]),
            told("rollouts", "the longest", self.slowest_s, "s"),
            none_of("rollouts", "wrong rewards", self.verdicts["wrong"]),
            none_of("rollouts", "failed without a name", self.verdicts["unnamed"]),
            none_of(
                "rollouts",
                "without an answer",
                self.verdicts["unanswered"] + max(0, self.started - answered),
            ),
            none_of("sessions", "cells whose status was a lie", self.lies),
            none_of("sessions", "states that were not as they were told to be", self._unsound()),
            none_of("sessions", "clients that came back and had no answer", self._unheard()),
            none_of("server", "looks at /healthz without an answer", self.health[False]),
        ]

    def _unheard(self) -> int:
        return sum(n for cause, n in self.leaves.items() if cause.startswith("unanswered"))

    def _unsound(self) -> int:
        return self.broken_states + self.leaves["unsound"]

    def survived(self) -> list[tuple[str, int, int]]:
        """Return (fault, how many, how many of their sessions went on with their state)."""
        names = sorted({name for name, _ in self.trouble})
        left = sum(self.leaves.values())
        return [
            *((name, self.trouble[name, "made"], self.trouble[name, "survived"]) for name in names),
            ("client gone in the middle of a call", left, self.leaves["sound"]),
        ]


def verdict_of(expected: float, outcome: Outcome) -> Verdict:
    """Judge an outcome: a fault may cost the reward, and may never be one."""
    reward = outcome.row.get("reward")
    if outcome.cause is None:
        return "right" if reward == expected else "wrong"
    if reward is not None:
        return "wrong"
    if outcome.cause in _UNANSWERED:
        return "unanswered"
    unnamed = outcome.cause in _UNNAMED or outcome.cause.startswith("http_")
    return "unnamed" if unnamed else "failed"
