"""Words that say what mathematics has a sign for."""

from __future__ import annotations

import pytest

from sallyport.verifiers.boxed_answer import compare

WORDS = {
    r"\emptyset": ("no solution", "no solutions", "empty set", "the empty set"),
    r"\mathbb{R}": ("all real numbers", "all reals", "any real number", "reals"),
    r"\infty": ("infinity", "positive infinity"),
    r"-\infty": ("minus infinity", "negative infinity"),
    r"\text{does not exist}": ("dne", "DNE", "Does not exist."),
} | {
    str(number): (word,)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
}


@pytest.mark.parametrize(
    ("sign", "words"), [(sign, each) for sign, words in WORDS.items() for each in words]
)
def test_words_are_what_they_say_and_nothing_else_of_it(sign: str, words: str) -> None:
    text = rf"\text{{{words}}}"
    for other in WORDS:
        assert (compare(other, text).equal is True) is (other == sign), other
