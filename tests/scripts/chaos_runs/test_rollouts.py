"""Which rollouts are drawn, and what each has to earn."""

from __future__ import annotations

import ast
from itertools import islice

import pytest

from scripts.chaos_runs.rollouts import MATH, SERVED, WILD, WORKPLACE, Plan, Planned
from scripts.chaos_runs.tally import Tally
from scripts.chaos_runs.troubles import STATUSES, TROUBLES, Trouble


def drawn(seed: int, count: int = 300) -> list[Planned]:
    return list(islice(Plan(seed, Tally()), count))


def shown(planned: Planned) -> tuple[str, object, float, bool]:
    return planned.served, planned.job.row["id"], planned.expected, planned.heavy


@pytest.mark.slow
def test_the_same_seed_draws_the_same_rollouts() -> None:
    assert [*map(shown, drawn(3))] == [*map(shown, drawn(3))]
    assert [*map(shown, drawn(3))] != [*map(shown, drawn(4))]


@pytest.mark.slow
def test_every_environment_and_both_rewards_are_drawn() -> None:
    found = drawn(1)
    assert {planned.served for planned in found} == set(SERVED)
    assert {(planned.served, planned.expected) for planned in found} >= {
        (MATH, 0.0),
        (MATH, 1.0),
        (WORKPLACE, 0.0),
        (WORKPLACE, 1.0),
        (WILD, 1.0),
    }


@pytest.mark.slow
def test_idleness_is_paid_only_where_nothing_is_to_be_done() -> None:
    plan = Plan(2, Tally())
    for _ in range(300):
        planned = plan.planned(WORKPLACE, "noop")
        assert planned.expected == float(planned.job.row.get("do_nothing", False))
        assert plan.planned(MATH, "mistaken").expected == 0.0


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda each: each.name)
def test_a_trouble_is_a_program_that_may_not_be_told_as_if_it_were_none(trouble: Trouble) -> None:
    ast.parse(trouble.code)
    assert trouble.never <= STATUSES
    assert not all(trouble.is_told(status) for status in STATUSES)
    assert not trouble.is_told("some other word")
    assert trouble.is_told("worker_died")
