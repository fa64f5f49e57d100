"""From opinions to a reward: the lower of two orders, the weighted mean of criteria.

criterion ─▶ label, label of the swapped pass ─▶ rewards ─ min ─▶ ┐
criterion ─▶ ...                                                  ├─ mean by weight ─▶ reward
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...core.judge_settings import Criterion, JudgeModelSettings
    from .questions import Opinion


class Score(msgspec.Struct, frozen=True):
    """What opinions come to. `unclear`: how many of them name no verdict.

    `shares`: what each criterion adds to the reward; empty without a rubric.
    """

    reward: float
    passed: bool
    unclear: int
    components: dict[str, float]
    shares: dict[str, float]
    reason: str


def score(
    settings: JudgeModelSettings, rubric: Sequence[Criterion], opinions: Sequence[Opinion]
) -> Score:
    """Add up the opinions of a question's asks, which are of `rubric` and in its order.

    It is passed when every opinion is clear and earns what the best label does. A label that the
    settings do not have is an unclear one.
    """
    rewards = {each.label: each.reward for each in settings.labels}
    passes = len(opinions) // max(len(rubric), 1)
    earned = [rewards.get(each.label or "", settings.reward_if_unclear) for each in opinions]
    lowest = [min(earned[at : at + passes]) for at in range(0, len(earned), passes)]
    weights = [each.weight for each in rubric] or [1.0]
    total = math.fsum(weights)
    # Divided last, so that whoever earns all of it earns it to the last digit.
    mean = math.fsum(each * weight for each, weight in zip(lowest, weights, strict=True)) / total
    names = [f"rubric.{each.name or at}" for at, each in enumerate(rubric, 1)]
    shares: dict[str, float] = {}
    for name, each, weight in zip(names, lowest, weights, strict=False):
        shares[name] = shares.get(name, 0.0) + each * weight / total  # two may have one name
    unclear = sum(each.label not in rewards for each in opinions)
    best = max(rewards.values())
    return Score(
        reward=min(max(mean, 0.0), 1.0),
        passed=not unclear and best > 0 and all(each == best for each in earned),
        unclear=unclear,
        components=dict(zip(names, lowest, strict=False)),  # without a rubric there are no parts
        shares=shares,
        reason=_reason(opinions, unclear, passes),
    )


def _reason(opinions: Sequence[Opinion], unclear: int, passes: int) -> str:
    if unclear == len(opinions):
        return "The judge model's reply names no verdict."
    said = ", ".join(each.label or "nothing clear" for each in opinions)
    swapped = "; of two orders of the answers the lower counts" if passes > 1 else ""
    return f"The judge model says {said}{swapped}."
