"""Which rollouts are played: tasks that ship, policies whose reward is known beforehand.

oracle ── the solution ──────────────▶ 1.0
mistaken ── an answer that is none ──▶ 0.0
noop ── nothing ─────────────────────▶ 0.0, or 1.0 for tasks where nothing is right
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from sallyport.core.rollout.job import Job, Recording
from sallyport.core.rollout.policy import Call
from sallyport.envs.registry import environment_of

from .persistent import Persistent
from .troubles import TROUBLES, Trouble

if TYPE_CHECKING:
    from sallyport.core.types import JsonObject
    from sallyport.envs.environment import Environment

    from .tally import Tally

MATH: Final = "math_with_code"
WILD: Final = "wild_math"
WORKPLACE: Final = "workplace_assistant"

SERVED: Final = {MATH: "math_with_code", WILD: "math_with_code", WORKPLACE: "workplace_assistant"}
"""Environments by the names that they are served under; WILD has no language policy."""

_SHARES: Final = {MATH: 45, WORKPLACE: 35, WILD: 20}
_POLICIES: Final = {"oracle": 8, "noop": 1, "mistaken": 1}

_TROUBLED: Final = 0.4
"""Share of the oracle's rollouts in a notebook with trouble before the solution."""

_NONSENSE: Final = "It is \\boxed{\\text{no answer at all}}."


class Planned(NamedTuple):
    """A rollout to play: where, what, who, and the reward that it has to earn."""

    served: str
    job: Job
    policy: Persistent
    expected: float
    heavy: bool = False


class Plan:
    """Draws rollouts for ever; the same seed draws the same ones."""

    def __init__(self, seed: int, tally: Tally) -> None:
        self._random = random.Random(seed)
        self._tally = tally
        self._environments = {name: environment_of(own, {}) for name, own in SERVED.items()}
        self._rows = {name: each.tasks() for name, each in self._environments.items()}
        self._number = 0

    def __iter__(self) -> Iterator[Planned]:
        return self

    def __next__(self) -> Planned:
        served = self._random.choices(list(_SHARES), list(_SHARES.values()))[0]
        return self.planned(
            served, self._random.choices(("oracle", "noop", "mistaken"), (8, 1, 1))[0]
        )

    def planned(self, served: str, who: str, *, calm: bool = False) -> Planned:
        """Plan a rollout of one policy in one environment; `calm`: without trouble."""
        row = self._random.choice(self._rows[served])
        self._number += 1
        job = Job(self._number, 0, Recording(row))
        idle = float(bool(row.get("do_nothing", False)))
        if who == "noop" or (who == "mistaken" and served == WORKPLACE):
            return Planned(served, job, self._saying("I did nothing."), idle)
        if who == "mistaken":
            return Planned(served, job, self._saying(_NONSENSE), 0.0)
        trouble = None if calm else self._trouble(served)
        policy = _oracle(self._environments[served], row, self._tally, trouble)
        return Planned(served, job, policy, 1.0, trouble is not None and trouble.heavy)

    def _saying(self, text: str) -> Persistent:
        return Persistent((), lambda _: text, self._tally)

    def _trouble(self, served: str) -> Trouble | None:
        if served == WORKPLACE or self._random.random() > _TROUBLED:
            return None
        return self._random.choice([each for each in TROUBLES if served == WILD or not each.wild])


def _oracle(
    environment: Environment, row: JsonObject, tally: Tally, trouble: Trouble | None
) -> Persistent:
    calls, message = environment.solution(row)
    wanted = [Call(each.name, msgspec.json.encode(each.arguments).decode()) for each in calls]

    def conclude(seen: Sequence[JsonObject]) -> str:
        return environment.conclude(row, message, seen)

    return Persistent(wanted, conclude, tally, trouble)
