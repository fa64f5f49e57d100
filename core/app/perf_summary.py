"""What rollouts cost, over all of them: tokens, turns and latency as the runner recorded them.

    row["ng_perf"] {prompt_tokens, completion_tokens, num_turns, total_latency_ms, ...} ─▶ summary

The runner of NeMo Gym writes `ng_perf`; the names of the summary are its own (reward_profile.py of
0.7). Masked rollouts count here: they ran, whatever became of their reward.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ..types import JsonObject
from .spread import percentile

_TOKENS: Final = ("prompt_tokens", "cached_prompt_tokens", "completion_tokens", "reasoning_tokens")

_STATISTICS: Final[Mapping[str, Callable[[Sequence[float]], float]]] = {
    "mean": statistics.fmean,
    "median": statistics.median,
    "total": sum,
    "std": statistics.pstdev,
    "min": min,
    "max": max,
    "p50": lambda values: percentile(values, 0.5),
    "p90": lambda values: percentile(values, 0.9),
    "p99": lambda values: percentile(values, 0.99),
}


def perf_summary(
    rows: Sequence[JsonObject], is_number: Callable[[Any], bool]
) -> dict[str, float] | None:
    """The summary of all rows that have `ng_perf`; None where none has.

    A figure is there when at least one rollout reported it.
    """
    records = [row["ng_perf"] for row in rows if isinstance(row.get("ng_perf"), dict)]
    if not records:
        return None

    def values(key: str) -> list[float]:
        return [float(record[key]) for record in records if is_number(record.get(key))]

    seen = [share for share in values("token_observability_coverage") if share > 0]
    summary = {
        "overall_observability_coverage": len(records) / len(rows),
        "token_observability_coverage": len(seen) / len(rows),
    }
    wanted: list[tuple[str, str, tuple[str, ...]]] = [
        (key, f"{{}}_{key}", ("mean", "median", "total")) for key in _TOKENS
    ]
    wanted += [
        ("num_turns", "{}_num_turns", ("mean", "median", "std", "min", "p90", "max")),
        ("total_latency_ms", "total_latency_{}_ms", ("p50", "p90", "p99", "mean")),
    ]
    for key, name, figures in wanted:
        if numbers := values(key):
            summary |= {name.format(each): _STATISTICS[each](numbers) for each in figures}
    per_turn = [
        record["completion_tokens"] / record["num_turns"]
        for record in records
        if is_number(record.get("completion_tokens"))
        and is_number(record.get("num_turns"))
        and record["num_turns"] > 0
    ]
    if per_turn:
        summary["mean_tokens_per_turn"] = statistics.fmean(per_turn)
        summary["median_tokens_per_turn"] = statistics.median(per_turn)
    return summary
