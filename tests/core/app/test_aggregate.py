from __future__ import annotations

import itertools
import math
import statistics
from typing import Any

import msgspec
import numpy as np
import pytest
import scipy.stats  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.app.aggregate import aggregate_metrics, pass_at
from sallyport.core.errors import InvalidRequestError

scores = st.sampled_from([0.0, 0.25, 0.5, 1.0])
rows = st.lists(
    st.fixed_dictionaries(
        {"_ng_task_index": st.integers(0, 3), "reward": scores | st.none()},
        optional={
            "_ng_rollout_index": st.integers(0, 8),
            "valid": st.booleans(),
            "mask_sample": st.booleans(),
            "accuracy": st.booleans(),
            "turns": st.integers(),
            "note": st.text(max_size=3),
        },
    ),
    max_size=20,
)


def aggregated(*replies: dict[str, Any]) -> dict[str, Any]:
    return aggregate_metrics({"verify_responses": list(replies)})


def row(task: int, reward: Any, **more: Any) -> dict[str, Any]:
    return {"_ng_task_index": task, "_ng_rollout_index": 0, "reward": reward, **more}


def test_numbers_are_summarised_by_task_and_over_all() -> None:
    result = aggregated(row(7, 1.0, turns=2), row(7, 0.0, turns=4), row(5, 1.0, turns=3))
    seven, five = result["group_level_metrics"]
    assert (seven["_ng_task_index"], five["_ng_task_index"]) == (7, 5)
    assert seven["mean/reward"] == 0.5
    assert seven["std/reward"] == pytest.approx(math.sqrt(0.5))
    assert (seven["max/turns"], seven["min/turns"], seven["median/turns"]) == (4.0, 2.0, 3.0)
    assert five["std/turns"] == 0.0
    agent = result["agent_metrics"]
    assert agent["mean/turns"] == 3.0
    assert agent["pass@1"] == 0.75, "the mean over tasks, not over rollouts"
    assert (agent["rollouts"], agent["invalid_rollouts"], agent["num_repeats"]) == (3, 0, 1)
    assert not any(key.startswith("coverage/") for key in agent), "nothing was masked"
    assert result["key_metrics"] == {"mean/reward": agent["mean/reward"], "pass@1": 0.75}


def test_pass_at_k_is_for_the_fewest_rollouts_of_a_task() -> None:
    result = aggregated(*(row(0, r) for r in (1.0, 0.0, 0.0)), *(row(1, r) for r in (0.0, 0.0)))
    assert result["agent_metrics"]["pass@2"] == pytest.approx((2 / 3 + 0) / 2)
    assert result["group_level_metrics"][0]["pass@3"] == 1.0


@pytest.mark.parametrize(
    "failed",
    [
        {"reward": None, "valid": False},
        {"reward": 0.0, "valid": False},
        {"reward": None},
        {},
        {"reward": "1.0"},
        {"reward": 0.0, "mask_sample": True, "failure_kind": "judge_failed"},
    ],
)
def test_a_row_that_was_not_judged_is_counted_and_left_out(failed: dict[str, Any]) -> None:
    result = aggregated(row(0, 1.0), {"_ng_task_index": 0, **failed})
    assert result["agent_metrics"]["mean/reward"] == 1.0
    assert result["agent_metrics"]["invalid_rollouts"] == 1


def test_nothing_to_aggregate_gives_no_means() -> None:
    assert aggregated() == {
        "group_level_metrics": [],
        "repeat_level_metrics": [],
        "agent_metrics": {"rollouts": 0, "invalid_rollouts": 0},
        "key_metrics": {},
        "perf_summary": None,
    }


def test_masked_rows_are_told_as_coverage_and_in_no_figure() -> None:
    measured = [row(0, 1.0, turns=2, mask_sample=False), row(1, 0.0, turns=4)]
    masked = [row(0, 0.0, turns=90, mask_sample=True), row(2, 0.0, turns=90, mask_sample=True)]
    alone, mixed = aggregated(*measured), aggregated(*measured, *masked)
    coverage = {
        "coverage/measured_rollouts": 2,
        "coverage/masked_rollouts": 2,
        "coverage/measured_tasks": 2,
        "coverage/fully_masked_tasks": 1,
    }
    same = {k: v for k, v in mixed["agent_metrics"].items() if k not in coverage}
    assert same == alone["agent_metrics"] | {"rollouts": 4, "invalid_rollouts": 2}
    assert {key: mixed["agent_metrics"][key] for key in coverage} == coverage
    assert mixed["key_metrics"] == alone["key_metrics"] | coverage
    assert "mean/mask_sample" not in mixed["agent_metrics"]


def test_a_run_that_was_masked_whole_has_no_means() -> None:
    result = aggregated(row(0, 0.0, mask_sample=True))
    assert result["group_level_metrics"] == []
    assert "mean/reward" not in result["agent_metrics"]
    assert result["key_metrics"]["coverage/fully_masked_tasks"] == 1


def test_the_error_of_a_mean_is_over_tasks_with_a_t_interval() -> None:
    # Four rollouts of each of three tasks: means 0.25, 0.5 and 0.75.
    rows = [row(task, float(n <= task)) for task in range(3) for n in range(4)]
    agent = aggregated(*rows)["agent_metrics"]
    means = [0.25, 0.5, 0.75]
    expected = scipy.stats.ttest_1samp(means, 0.0).confidence_interval(0.95)
    assert agent["sem/reward"] == pytest.approx(scipy.stats.sem(means))
    assert agent["ci_low_95/reward"] == pytest.approx(expected.low)
    assert agent["ci_high_95/reward"] == pytest.approx(expected.high)


def repeated(task: int, index: Any, reward: float) -> dict[str, Any]:
    return row(task, reward, _ng_rollout_index=index)


def test_each_repeat_is_told_with_its_spread_and_the_spread_across_them() -> None:
    result = aggregated(
        *(repeated(task, 10, float(task > 0)) for task in range(4)),
        *(repeated(task, 2, float(task > 1)) for task in range(3)),
    )
    two, ten = result["repeat_level_metrics"]
    assert (two["_ng_rollout_index"], ten["_ng_rollout_index"]) == (2, 10)
    assert (two["sample_count"], two["missing_count"], ten["missing_count"]) == (3, 1, 0)
    assert (two["mean/reward"], ten["mean/reward"]) == (pytest.approx(1 / 3), 0.75)
    assert ten["p25/reward"] == np.percentile([0, 1, 1, 1], 25)
    assert ten["sem/reward"] == pytest.approx(scipy.stats.sem([0, 1, 1, 1]))
    agent = result["agent_metrics"]
    assert agent["num_repeats"] == 2
    assert agent["mean_across_repeats/mean/reward"] == pytest.approx((1 / 3 + 0.75) / 2)
    assert agent["se_across_repeats/mean/reward"] == pytest.approx(scipy.stats.sem([1 / 3, 0.75]))
    assert agent["ci_low_95_across_repeats/mean/reward"] < agent["mean/reward"]


def test_one_repeat_is_nothing_to_compare() -> None:
    assert aggregated(repeated(0, 3, 1.0), repeated(1, 3, 0.0))["repeat_level_metrics"] == []


def test_the_usage_of_responses_is_a_figure() -> None:
    usage = {"usage": {"input_tokens": 10, "output_tokens": 5, "details": {}}}
    agent = aggregated(row(0, 1.0, response=usage))["agent_metrics"]
    assert (agent["mean/input_tokens"], agent["mean/output_tokens"]) == (10.0, 5.0)
    assert aggregated(row(0, 1.0, response=None))["agent_metrics"]["mean/reward"] == 1.0


@pytest.mark.parametrize("body", [{}, {"verify_responses": {}}, {"verify_responses": [1]}])
def test_rows_of_another_shape_are_the_clients_mistake(body: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError, match="list of verify replies"):
        aggregate_metrics(body)


@pytest.mark.parametrize("task", [[], {}, [1]])
def test_a_task_index_must_be_a_plain_value(task: Any) -> None:
    with pytest.raises(InvalidRequestError, match="_ng_task_index"):
        aggregated({"_ng_task_index": task, "reward": 1.0})


@pytest.mark.parametrize("number", [10**400, -(10**400), 1e308, -1e308, 1e151])
def test_numbers_beyond_any_measurement_are_left_out(number: float) -> None:
    result = aggregated(row(0, 1.0, huge=number), row(0, 1.0, huge=number))
    assert "mean/huge" not in result["agent_metrics"]
    assert aggregated(row(0, number))["agent_metrics"]["invalid_rollouts"] == 1


@given(rows)
def test_any_rows_give_finite_json_within_bounds(replies: list[dict[str, Any]]) -> None:
    result = aggregated(*replies)
    agent = result["agent_metrics"]
    assert msgspec.json.decode(msgspec.json.encode(result)) == result
    assert agent["rollouts"] == len(replies)
    judged = [
        each
        for each in replies
        if each.get("valid", True) and not each.get("mask_sample") and each["reward"] is not None
    ]
    assert agent["invalid_rollouts"] == len(replies) - len(judged)
    if judged:
        rewards = [each["reward"] for each in judged]
        assert agent["mean/reward"] == pytest.approx(statistics.fmean(rewards))
        assert agent["min/reward"] <= agent["median/reward"] <= agent["max/reward"]
        assert all(0 <= value <= 1 for key, value in agent.items() if key.startswith("pass@"))
    assert sum(group["rollouts"] for group in result["group_level_metrics"]) == len(judged)


@given(
    st.integers(1, 8).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n), st.integers(0, n)))
)
def test_pass_at_k_is_the_share_of_choices_that_hold_a_pass(numbers: tuple[int, int, int]) -> None:
    k, total, passed = numbers
    choices = list(itertools.combinations(range(total), k))
    share = sum(min(choice) < passed for choice in choices) / len(choices)
    assert pass_at(k, total, passed) == pytest.approx(share)
