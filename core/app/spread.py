"""How numbers spread: mean, quartiles, standard deviation, standard error, 95 % interval.

The names are those that NeMo Gym's reports use (nemo_gym/metrics_config.py of 0.7).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Final

CONFIDENCE: Final = 0.95


def summary(values: Sequence[float]) -> dict[str, float]:
    """Mean, max, min, median and sample standard deviation (0.0 for one value) of some numbers."""
    return {
        "mean": statistics.fmean(values),
        "max": max(values),
        "min": min(values),
        "median": statistics.median(values),
        "std": deviation(values),
    }


def deviation(values: Sequence[float]) -> float:
    """The sample standard deviation; 0.0 for one value."""
    if len(values) < 2:
        return 0.0
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a `share` (0 to 1) of the numbers lies, between two linearly."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def interval(values: Sequence[float]) -> dict[str, float]:
    """Standard error of the mean and, from two values on, its 95 % interval by Student's t.

    Each value must be a measurement of its own: of the rollouts of one task it is their mean.
    """
    error = deviation(values) / math.sqrt(len(values))
    if len(values) < 2:
        return {"sem": error}
    # Here, not above: only this needs a library of 20 MB, and few servers are ever asked.
    from scipy.special import stdtrit  # type: ignore[import-untyped]  # it ships no types

    mean = statistics.fmean(values)
    half = float(stdtrit(len(values) - 1, (1 + CONFIDENCE) / 2)) * error
    return {"sem": error, "ci_low_95": mean - half, "ci_high_95": mean + half}
