"""Drawn pairs: none of different values is called equal, and nearly all of equal ones are."""

from __future__ import annotations

import itertools
from typing import Final

import pytest

from sallyport.verifiers.boxed_answer import compare
from tests.verifiers.boxed_answer.drawn import INTEGER_STYLES, STYLES, in_words, pairs

DRAWN: Final = 1500
"""Of each seed: a sample that is drawn and compared within seconds."""

LEAST_FOUND: Final = 0.99


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_no_pair_of_different_values_is_equal_and_of_equal_ones_nearly_all_are(seed: int) -> None:
    equal = found = 0
    for pair in itertools.islice(pairs(seed), DRAWN):
        verdict = compare(pair.expected, pair.answer).equal
        if pair.equal:
            equal += 1
            found += verdict is True
        else:
            assert verdict is not True, pair
    assert equal > DRAWN / 3, "both kinds are drawn"
    assert found / equal >= LEAST_FOUND


def test_twenty_styles_are_drawn() -> None:
    assert len(STYLES) + len(INTEGER_STYLES) >= 20
    seen = {style for pair in itertools.islice(pairs(3), 1500) for style in pair.styles}
    assert seen >= {*STYLES, *INTEGER_STYLES, "words", "length"}


def test_the_same_seed_draws_the_same_pairs() -> None:
    first, again = (list(itertools.islice(pairs(4), 50)) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (40, "forty"),
        (99, "ninety-nine"),
        (205, "two hundred and five"),
    ],
)
def test_numbers_are_put_in_words(number: int, words: str) -> None:
    assert in_words(number) == words
