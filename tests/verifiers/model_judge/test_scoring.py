"""What opinions come to: rewards to the last digit, and in words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.judge_settings import Criterion, JudgeModelSettings, VerdictLabel
from sallyport.verifiers.model_judge import Opinion, Score, score

LABELS = (VerdictLabel("GOOD", 1.0), VerdictLabel("FAIR", 0.5), VerdictLabel("BAD", 0.0))
SETTINGS = JudgeModelSettings(model="m", labels=LABELS, reward_if_unclear=0.25)


def scored(*labels: str | None, weights: tuple[float, ...] = ()) -> Score:
    rubric = [Criterion(f"c{at}", weight=weight) for at, weight in enumerate(weights)]
    return score(SETTINGS, rubric, [Opinion(label) for label in labels])


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        (("GOOD",), "The judge model says GOOD."),
        ((None,), "The judge model's reply names no verdict."),
        ((None, None), "The judge model's reply names no verdict."),
        (
            ("GOOD", None),
            "The judge model says GOOD, nothing clear; of two orders of the answers the lower counts.",
        ),
    ],
)
def test_the_reason_tells_every_verdict_in_order(
    labels: tuple[str | None, ...], reason: str
) -> None:
    assert scored(*labels).reason == reason


def test_criteria_are_no_two_orders() -> None:
    result = scored("GOOD", "BAD", weights=(1.0, 1.0))
    assert result.reason == "The judge model says GOOD, BAD."


def test_the_mean_is_by_weight_whichever_criterion_is_met() -> None:
    assert scored("GOOD", "BAD", weights=(1.0, 3.0)).reward == 0.25
    assert scored("BAD", "GOOD", weights=(1.0, 3.0)).reward == 0.75
    assert scored("FAIR", "GOOD", weights=(1.0, 3.0)).reward == 0.875


def test_the_lower_of_two_orders_counts_for_each_criterion() -> None:
    result = scored("GOOD", "FAIR", "BAD", "GOOD", weights=(1.0, 1.0))
    assert result.components == {"rubric.1": 0.5, "rubric.2": 0.0}
    assert result.reward == 0.25


def test_what_is_unclear_is_counted_and_earns_what_is_set() -> None:
    result = scored("GOOD", None, "EXCELLENT", weights=(1.0, 1.0, 2.0))
    assert (result.unclear, result.passed, result.reward) == (2, False, 0.4375)


def test_only_the_best_label_passes_and_not_where_it_earns_nothing() -> None:
    assert scored("GOOD").passed is True
    assert scored("FAIR").passed is False
    labels = (VerdictLabel("A", 0.0), VerdictLabel("B", 0.0))
    idle = JudgeModelSettings(model="m", labels=labels)
    assert score(idle, (), [Opinion("A")]).passed is False


WEIGHTS = st.lists(st.floats(0.001, 1000), min_size=1, max_size=8).map(tuple)


@given(WEIGHTS)
def test_who_meets_every_criterion_earns_exactly_all_and_who_meets_none_nothing(
    weights: tuple[float, ...],
) -> None:
    assert scored(*["GOOD"] * len(weights), weights=weights).reward == 1.0
    assert scored(*["BAD"] * len(weights), weights=weights).reward == 0.0


@given(WEIGHTS, st.data())
def test_a_reward_is_a_mean(weights: tuple[float, ...], data: st.DataObject) -> None:
    labels = [data.draw(st.sampled_from(["GOOD", "FAIR", "BAD"])) for _ in weights]
    result = scored(*labels, weights=weights)
    earned = list(result.components.values())
    mean = sum(e * w for e, w in zip(earned, weights, strict=True)) / sum(weights)
    assert math.isclose(result.reward, mean, abs_tol=1e-12)
    assert math.isclose(sum(result.shares.values()), result.reward, abs_tol=1e-12)
    assert min(earned) <= result.reward <= max(earned)
