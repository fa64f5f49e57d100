from __future__ import annotations

from typing import Any

from sallyport.core.app.aggregate import aggregate_metrics


def summarised(*records: Any) -> Any:
    rows = [{"reward": 1.0, "ng_perf": record} for record in records]
    return aggregate_metrics({"verify_responses": rows})["perf_summary"]


def test_no_records_give_no_summary() -> None:
    assert summarised(None, "fast", 3) is None


def test_each_figure_is_over_the_rollouts_that_report_it() -> None:
    summary = summarised(
        {"completion_tokens": 100, "num_turns": 4, "total_latency_ms": 900.0},
        {"completion_tokens": 300, "num_turns": 0, "token_observability_coverage": 1.0},
        None,
        {"prompt_tokens": "many"},
    )
    assert summary["overall_observability_coverage"] == 0.75
    assert summary["token_observability_coverage"] == 0.25
    assert (summary["mean_completion_tokens"], summary["total_completion_tokens"]) == (200, 400)
    assert (summary["max_num_turns"], summary["p90_num_turns"]) == (4, 3.6)
    assert summary["total_latency_p99_ms"] == 900.0
    assert summary["mean_tokens_per_turn"] == 25.0
    assert not any("prompt_tokens" in key for key in summary)


def test_a_masked_rollout_ran_and_counts() -> None:
    row = {"reward": 0.0, "mask_sample": True, "ng_perf": {"num_turns": 3}}
    summary = aggregate_metrics({"verify_responses": [row]})["perf_summary"]
    assert summary["mean_num_turns"] == 3
