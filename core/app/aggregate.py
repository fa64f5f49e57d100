"""Aggregating verify replies: a pure function from rows to figures.

    rows ─┬─ measured ─┬─ by task ────▶ group_level_metrics: mean max min median std, pass@k
          │            ├─ by repeat ──▶ repeat_level_metrics: the same, sem, 95 % interval
          │            └─ over all ───▶ agent_metrics ─▶ key_metrics
          ├─ masked ───────────────────▶ coverage/...
          └─ all ──────────────────────▶ perf_summary

A row that is masked, not valid or without a reward is counted and left out of every figure that
speaks of quality: our failures are no zeros. Names are those of NeMo Gym 0.7.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ..errors import InvalidRequestError
from ..types import JsonObject
from .perf_summary import perf_summary
from .spread import interval, percentile, summary

_TASK: Final = "_ng_task_index"
_ROLLOUT: Final = "_ng_rollout_index"

_NO_FIGURES: Final = frozenset({"valid", "mask_sample"})
"""Flags of a row: they say whether it is measured, and are no measurements."""

PASSES: Final = 1.0
"""The reward from which on a rollout counts as passed, for pass@k."""

_COMPARED: Final = "mean/"
"""Figures of a repeat whose spread across repeats is told; the others describe spread already."""


def aggregate_metrics(body: JsonObject) -> JsonObject:
    """Aggregate `{"verify_responses": [row, ...]}`.

    Gives `group_level_metrics` (one object a task, in order of first appearance),
    `repeat_level_metrics` (one a rollout index, where there are several), `agent_metrics` (over all
    rows), `key_metrics` (the few to watch) and `perf_summary`. pass@k is the unbiased estimate of
    Chen et al. 2021 (arXiv 2107.03374), averaged over tasks, for k up to the fewest rollouts that
    any task has. `sem/` and `ci_..._95/` of `agent_metrics` are over the means of tasks: rollouts
    of one task are no independent measurements. Raises InvalidRequestError for rows of another
    shape.
    """
    rows = _rows(body)
    measured = [row for row in rows if _is_measured(row)]
    groups: dict[Any, list[JsonObject]] = {}
    for row in measured:
        groups.setdefault(row.get(_TASK), []).append(row)
    repeats = _repeats(measured, len(groups))
    agent: JsonObject = {
        **_statistics(measured),
        **_errors(list(groups.values())),
        **_passes(list(groups.values())),
        **_across(repeats),
        "rollouts": len(rows),
        "invalid_rollouts": len(rows) - len(measured),
    }
    coverage: JsonObject = {}
    if rows:
        agent["num_repeats"] = len({_plain(row.get(_ROLLOUT)) for row in rows})
    if len(measured) < len(rows):
        coverage = {
            "coverage/measured_rollouts": len(measured),
            "coverage/masked_rollouts": len(rows) - len(measured),
            "coverage/measured_tasks": len(groups),
            "coverage/fully_masked_tasks": len({row.get(_TASK) for row in rows} - set(groups)),
        }
    keys = [key for key in agent if key.startswith("pass@") or key == "mean/reward"]
    return {
        "group_level_metrics": [
            {
                _TASK: task,
                "rollouts": len(group),
                "num_rollouts": len(group),
                **_statistics(group),
                **_passes([group]),
            }
            for task, group in groups.items()
        ],
        "repeat_level_metrics": repeats,
        "agent_metrics": {**agent, **coverage},
        "key_metrics": {**{key: agent[key] for key in keys}, **coverage},
        "perf_summary": perf_summary(rows, _is_number),
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


def _is_measured(row: Mapping[str, Any]) -> bool:
    if row.get("mask_sample") or row.get("valid", True) is False:
        return False
    return _is_number(row.get("reward"))


MAX_NUMBER: Final = 1e150
"""Larger ones are no measurements, and their squares no longer fit a double."""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and -MAX_NUMBER <= value <= MAX_NUMBER


def _plain(value: Any) -> Any:
    return None if isinstance(value, list | dict) else value


def _columns(rows: Sequence[JsonObject]) -> dict[str, list[float]]:
    """Every number of the rows by its key, the usage of their responses included."""
    columns: dict[str, list[float]] = {}
    for row in rows:
        response = row.get("response")
        usage = response.get("usage") if isinstance(response, dict) else None
        for key, value in {**row, **(usage if isinstance(usage, dict) else {})}.items():
            if key not in _NO_FIGURES and not key.startswith("_") and _is_number(value):
                columns.setdefault(key, []).append(float(value))
    return columns


def _statistics(rows: Sequence[JsonObject]) -> JsonObject:
    return {
        f"{name}/{key}": value
        for key, values in _columns(rows).items()
        for name, value in summary(values).items()
    }


def _errors(groups: Sequence[Sequence[JsonObject]]) -> JsonObject:
    means: dict[str, list[float]] = {}
    for group in groups:
        for key, values in _columns(group).items():
            means.setdefault(key, []).append(statistics.fmean(values))
    return {
        f"{name}/{key}": value
        for key, values in means.items()
        for name, value in interval(values).items()
    }


def _repeats(rows: Sequence[JsonObject], tasks: int) -> list[JsonObject]:
    """Figures of each rollout index over all tasks; none where there is only one index."""
    by_index: dict[Any, list[JsonObject]] = {}
    for row in rows:
        by_index.setdefault(_plain(row.get(_ROLLOUT)), []).append(row)
    if len(by_index) < 2:
        return []
    repeats = []
    # Numbers in their order, then whatever else a runner may have put there.
    order = sorted(
        by_index, key=lambda each: (0, each, "") if _is_number(each) else (1, 0, str(each))
    )
    for index in order:
        found = by_index[index]
        present = len({row.get(_TASK) for row in found})
        repeat: JsonObject = {
            _ROLLOUT: index,
            "sample_count": present,
            "missing_count": tasks - present,
            **_statistics(found),
        }
        for key, values in _columns(found).items():
            repeat |= {f"p25/{key}": percentile(values, 0.25)}
            repeat |= {f"p75/{key}": percentile(values, 0.75)}
            repeat |= {f"{name}/{key}": value for name, value in interval(values).items()}
        repeats.append(repeat)
    return repeats


def _across(repeats: Sequence[JsonObject]) -> JsonObject:
    """The spread of each repeat's figures, every repeat one observation."""
    figures: dict[str, list[float]] = {}
    for repeat in repeats:
        for key, value in repeat.items():
            if key.startswith(_COMPARED):
                figures.setdefault(key, []).append(value)
    across: JsonObject = {}
    for key, values in figures.items():
        spread = interval(values)
        spread["se"] = spread.pop("sem")
        across |= {f"{n}_across_repeats/{key}": v for n, v in (summary(values) | spread).items()}
    return across


def _passes(groups: Sequence[Sequence[JsonObject]]) -> JsonObject:
    if not groups:
        return {}
    tries = [(len(group), sum(row["reward"] >= PASSES for row in group)) for group in groups]
    fewest = min(total for total, _ in tries)
    ks: Iterable[int] = sorted({1, fewest})
    return {f"pass@{k}": statistics.fmean(pass_at(k, *each) for each in tries) for k in ks}


def pass_at(k: int, total: int, passed: int) -> float:
    """The chance that one of `k` of `total` rollouts, `passed` of which did, passes.

    >>> pass_at(1, 4, 1)
    0.25
    """
    if total - passed < k:
        return 1.0
    return 1.0 - math.comb(total - passed, k) / math.comb(total, k)
