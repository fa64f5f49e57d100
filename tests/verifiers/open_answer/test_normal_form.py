"""Which short answers are the same, by family of what differs, and which are not."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.verifiers.open_answer import normal_form
from sallyport.verifiers.open_answer.normal_form import MAX_CHARS, only_number

SAME: Final = {
    "case": ("paris", "PARIS"),
    "article": ("The Nile", "Nile"),
    "full stop": ("Paris.", "Paris"),
    "quotes": ("\u201cParis\u201d", '"Paris"'),
    "markdown": ("**Paris**", "Paris"),
    "spaces": ("Mount\u00a0  Everest\n", "Mount Everest"),
    "accents": ("S\u00e3o Paulo", "Sao Paulo"),
    "composition": ("Re\u0301union", "R\u00e9union"),
    "apostrophe": ("Newton\u2019s law", "Newton's law"),
    "subscript": ("H\u2082O", "H2O"),
    "superscript": ("10\u00b2", "10^2"),
    "thousands": ("1,000,000", "1000000"),
    "trailing zeros": ("0.50", "0.5"),
    "fraction": ("3/4", "0.75"),
    "fraction slash": ("3\u20444", "3/4"),
    "word": ("seven", "7"),
    "compound word": ("twenty-four hours", "24 hours"),
    "hundred": ("two hundred and six", "206"),
    "hundreds": ("3 hundred", "300"),
    "bare hundred": ("hundred", "100"),
    "hundred alone": ("two hundred", "200"),
    "thousand": ("one million two hundred thousand and five", "1200005"),
    "scaled digits": ("1.5 million", "1,500,000"),
    "minus": ("minus five", "-5"),
    "negative": ("negative 5", "\u22125"),
    "negative fraction": ("-3/4", "-0.75"),
    "negative zero": ("-0", "0"),
    "percent": ("five percent", "5%"),
    "per cent": ("5 per cent", "5 %"),
    "ampersand": ("salt & pepper", "salt and pepper"),
    "unit attached": ("24h", "24 h"),
}

DIFFERENT: Final = {
    "digit": ("1234567", "1234568"),
    "sign": ("5", "-5"),
    "percent": ("5", "5%"),
    "degree": ("5", "5\u00b0"),
    "power": ("10\u00b2", "102"),
    "mixed number": ("1\u00bd", "11/2"),
    "unit": ("5 km", "5 m"),
    "letter": ("vitamin A", "vitamin"),
    "negation": ("not Paris", "Paris"),
    "order": ("cat and dog", "dog and cat"),
    "scale": ("5 million", "5 billion"),
    "years in words": ("nineteen forty-five", "1945"),
    "two numbers": ("two thousand three million", "5000000"),
    "lists": ("7 and 8", "78"),
    "date": ("3/4/2020", "0.75/2020"),
    "division by zero": ("1/0", "1"),
    "other digits": ("\u0663", "3"),
    "double minus": ("minus minus five", "5"),
    "currency": ("$5", "5"),
    "ratio": ("3:1", "31"),
    "falling scales": ("one thousand two thousand", "3000"),
}


@pytest.mark.parametrize("family", SAME)
def test_answers_that_differ_in_writing_only_are_the_same(family: str) -> None:
    left, right = SAME[family]
    assert normal_form(left) == normal_form(right)


@pytest.mark.parametrize("family", DIFFERENT)
def test_answers_that_differ_in_what_they_say_are_not(family: str) -> None:
    left, right = DIFFERENT[family]
    assert normal_form(left) != normal_form(right)


def test_nothing_but_signs_of_writing_is_nothing() -> None:
    assert normal_form(" ... ") == normal_form("") == ()


def test_a_text_that_is_too_long_to_read_is_its_own_form() -> None:
    text = "7 " * MAX_CHARS
    assert normal_form(text) == (text,)


def test_a_number_is_one_only_if_there_is_nothing_beside_it() -> None:
    assert only_number(normal_form("forty-two.")) == 42
    assert only_number(normal_form("1/3")) == Fraction(1, 3)
    for text in ("42 bones", "bones", "", "4 2", "9" * 100):
        assert only_number(normal_form(text)) is None


@given(st.integers(0, 999_999_999))
def test_every_number_in_words_is_that_number(number: int) -> None:
    assert normal_form(in_words(number)) == (Fraction(number),)


@given(st.text(max_size=60))
def test_any_text_has_a_form_and_case_does_not_matter_to_it(text: str) -> None:
    assert normal_form(text) == normal_form(f" {text}\n")


def in_words(number: int) -> str:
    """A number below a billion in English words, written by another rule than they are read by."""
    words = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
        "eighty ninety"
    )
    ones: list[str] = re.findall(r"\w+", words)
    for scale, word in ((10**6, "million"), (10**3, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = f" {in_words(number % scale)}" if number % scale else ""
            return f"{in_words(number // scale)} {word}{rest}"
    if number < 20:
        return ones[number]
    return ones[18 + number // 10] + (f"-{ones[number % 10]}" if number % 10 else "")
