"""Aggregating verify replies: a pure function from rows to means.

    rows ─▶ judged ones only ─▶ by task ─▶ mean max min median std of every number, pass@k
                                  └──────▶ over all ─▶ agent_metrics ─▶ key_metrics

A row that is not valid, or has no reward, is counted and left out: our failures are no zeros.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ..errors import InvalidRequestError
from ..types import JsonObject

_TASK: Final = "_ng_task_index"
_ROLLOUT: Final = "_ng_rollout_index"

PASSES: Final = 1.0
"""The reward from which on a rollout counts as passed, for pass@k."""


def aggregate_metrics(body: JsonObject) -> JsonObject:
    """Aggregate `{"verify_responses": [row, ...]}`.

    Returns `group_level_metrics` (one object a task, in order of first appearance),
    `agent_metrics` (over all rows) and `key_metrics` (the few to watch). pass@k is the unbiased
    estimate of Chen et al. 2021 (arXiv 2107.03374), averaged over tasks, for k up to the fewest
    rollouts that any task has. Raises InvalidRequestError for rows of another shape.
    """
    rows = _rows(body)
    valid = [row for row in rows if _is_judged(row)]
    groups: dict[Any, list[JsonObject]] = {}
    for row in valid:
        groups.setdefault(row.get(_TASK), []).append(row)
    overall = _statistics(valid) | _passes(list(groups.values()))
    agent = {**overall, "rollouts": len(rows), "invalid_rollouts": len(rows) - len(valid)}
    keys = [key for key in agent if key.startswith("pass@") or key == "mean/reward"]
    return {
        "group_level_metrics": [
            {_TASK: task, "rollouts": len(group), **_statistics(group), **_passes([group])}
            for task, group in groups.items()
        ],
        "agent_metrics": agent,
        "key_metrics": {key: agent[key] for key in keys},
    }


def _rows(body: JsonObject) -> list[JsonObject]:
    rows = body.get("verify_responses")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InvalidRequestError(
            "`verify_responses` must be a list of verify replies.", field="verify_responses"
        )
    for row in rows:
        if isinstance(row.get(_TASK), list | dict):
            raise InvalidRequestError(f"`{_TASK}` must be a number or text.", field=_TASK)
    return rows


def _is_judged(row: Mapping[str, Any]) -> bool:
    return row.get("valid", True) is not False and _is_number(row.get("reward"))


MAX_NUMBER: Final = 1e150
"""Larger ones are no measurements, and their squares no longer fit a double."""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and -MAX_NUMBER <= value <= MAX_NUMBER


def _statistics(rows: Sequence[JsonObject]) -> JsonObject:
    columns: dict[str, list[float]] = {}
    for row in rows:
        for key, value in row.items():
            if key not in {_TASK, _ROLLOUT, "valid"} and _is_number(value):
                columns.setdefault(key, []).append(float(value))
    return {
        f"{name}/{key}": value
        for key, values in columns.items()
        for name, value in _summary(values).items()
    }


def _summary(values: list[float]) -> dict[str, float]:
    return {
        "mean": statistics.fmean(values),
        "max": max(values),
        "min": min(values),
        "median": statistics.median(values),
        "std": statistics.stdev(values) if len(values) > 1 else 0.0,
    }


def _passes(groups: Sequence[Sequence[JsonObject]]) -> JsonObject:
    if not groups:
        return {}
    tries = [(len(group), sum(row["reward"] >= PASSES for row in group)) for group in groups]
    fewest = min(total for total, _ in tries)
    ks: Iterable[int] = sorted({1, fewest})
    return {f"pass@{k}": statistics.fmean(pass_at(k, *each) for each in tries) for k in ks}


def pass_at(k: int, total: int, passed: int) -> float:
    """Return the chance that one of `k` of `total` rollouts, `passed` of which did, passes.

    >>> pass_at(1, 4, 1)
    0.25
    """
    if total - passed < k:
        return 1.0
    return 1.0 - math.comb(total - passed, k) / math.comb(total, k)
