from __future__ import annotations

import pytest

from scripts.benchmarks.figures import Figure


def figure(
    value: float, limit: float | None, *, goal: float | None = None, at_least: bool = False
) -> Figure:
    return Figure(
        section="s", what="w", value=value, unit="ms", limit=limit, goal=goal, at_least=at_least
    )


@pytest.mark.parametrize(
    ("value", "limit", "at_least", "judgement"),
    [
        (1.0, 2.0, False, "ok"),
        (2.0, 2.0, False, "ok"),
        (2.1, 2.0, False, "over"),
        (0.95, 0.95, True, "ok"),
        (0.94, 0.95, True, "over"),
        (0.0, 0.0, False, "ok"),
        (1.0, 0.0, False, "over"),
        (1.0, None, False, ""),
    ],
)
def test_a_limit_is_kept_or_not(
    value: float, limit: float | None, at_least: bool, judgement: str
) -> None:
    assert figure(value, limit, at_least=at_least).judgement == judgement


def test_a_goal_is_judged_apart_from_the_limit() -> None:
    assert figure(1.4, 2.0, goal=1.5).at_goal
    assert not figure(1.6, 2.0, goal=1.5).at_goal
    assert not figure(0.1, 2.0).at_goal


def test_the_ratio_is_to_the_limit_where_there_is_one_to_divide_by() -> None:
    assert figure(3.0, 2.0).ratio == 1.5
    assert figure(3.0, None).ratio is None
    assert figure(3.0, 0.0).ratio is None
