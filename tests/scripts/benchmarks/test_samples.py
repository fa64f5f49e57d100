from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.benchmarks.samples import Effort, in_turns, quantile, typical, typical_ratio

times = st.lists(st.floats(1e-6, 10), min_size=1, max_size=50)


@given(times, st.floats(0, 1))
def test_a_quantile_is_a_sample_that_the_share_is_not_above(
    samples: list[float], share: float
) -> None:
    value = quantile(samples, share)
    assert value in samples
    assert sum(sample <= value for sample in samples) >= share * len(samples) - 1e-9
    assert sum(sample < value for sample in samples) <= share * len(samples)


def test_there_is_no_quantile_of_nothing() -> None:
    with pytest.raises(ValueError, match="no samples"):
        quantile([], 0.5)


def test_one_disturbed_round_changes_nothing() -> None:
    quiet = [[1.0, 1.0, 9.0], [1.0, 1.0, 1.0], [1.0, 2.0, 1.0]]
    assert typical(quiet) == 1.0
    assert typical([*quiet, [50.0, 50.0, 50.0]]) == 1.0


def test_a_ratio_is_of_the_same_round() -> None:
    assert typical_ratio([[2.0], [20.0], [2.0]], [[1.0], [10.0], [1.0]]) == 2.0


def test_actions_take_turns_and_the_first_round_is_not_kept() -> None:
    done: list[str] = []
    rounds = in_turns(
        {"a": lambda: done.append("a"), "b": lambda: done.append("b")}, Effort(rounds=2, samples=3)
    )
    assert "".join(done) == "aaabbb" * 3
    assert {name: [len(samples) for samples in each] for name, each in rounds.items()} == {
        "a": [3, 3],
        "b": [3, 3],
    }
