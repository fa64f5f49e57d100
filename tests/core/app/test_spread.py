from __future__ import annotations

import numpy as np
import pytest
import scipy.stats  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.app.spread import deviation, interval, percentile, summary

numbers = st.lists(st.integers(-1000, 1000).map(float), min_size=1, max_size=30)


@given(numbers, st.floats(0, 1))
def test_a_percentile_is_numpys(values: list[float], share: float) -> None:
    assert percentile(values, share) == pytest.approx(np.percentile(values, 100 * share))


@given(numbers)
def test_a_deviation_is_that_of_a_sample(values: list[float]) -> None:
    expected = np.std(values, ddof=1) if len(values) > 1 else 0.0
    assert deviation(values) == pytest.approx(expected)
    assert summary(values)["std"] == deviation(values)


def test_one_value_has_no_interval() -> None:
    assert interval([0.5]) == {"sem": 0.0}


def test_values_that_agree_have_an_interval_of_no_width() -> None:
    assert interval([1.0, 1.0, 1.0]) == {"sem": 0.0, "ci_low_95": 1.0, "ci_high_95": 1.0}


def test_an_interval_is_students() -> None:
    values = [0.0, 1.0, 1.0, 0.5]
    low, high = scipy.stats.t.interval(
        0.95, df=3, loc=np.mean(values), scale=scipy.stats.sem(values)
    )
    assert interval(values)["ci_low_95"] == pytest.approx(low)
    assert interval(values)["ci_high_95"] == pytest.approx(high)
