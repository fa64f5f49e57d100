from __future__ import annotations

from collections import Counter

import pytest

from sallyport.envs.workplace_assistant.company.dice import dice, shuffled_ids, weighted


def test_same_purpose_gives_same_sequence() -> None:
    one, other = dice("a purpose"), dice("a purpose")
    assert [one.random() for _ in range(5)] == [other.random() for _ in range(5)]


def test_another_purpose_gives_another_sequence() -> None:
    assert dice("a purpose").random() != dice("another purpose").random()


def test_ids_are_all_the_numbers_eight_digits_each_out_of_order() -> None:
    ids = shuffled_ids(dice("test"), 50)
    assert sorted(ids) == [f"{number:08d}" for number in range(50)]
    assert ids != sorted(ids)


def test_weights_are_kept_to() -> None:
    rng = dice("test")
    drawn = Counter(weighted(rng, {"often": 9, "seldom": 1, "never": 0}) for _ in range(2000))
    assert drawn["never"] == 0
    assert drawn["often"] / 2000 == pytest.approx(0.9, abs=0.03)
