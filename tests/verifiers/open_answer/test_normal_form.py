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
    "no apostrophe": ("Newtons law", "Newton's law"),
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
    "hundreds of": ("3 hundred bones", "300 bones"),
    "bare hundred": ("hundred", "100"),
    "bare hundred of": ("hundred bones", "100 bones"),
    "hundred alone": ("two hundred", "200"),
    "thousand": ("one million two hundred thousand and five", "1200005"),
    "scaled digits": ("1.5 million", "1,500,000"),
    "minus": ("minus five", "-5"),
    "negative": ("negative 5", "\u22125"),
    "negative fraction": ("-3/4", "-0.75"),
    "negative zero": ("-0", "0"),
    "minus zero": ("minus zero", "0"),
    "percent": ("five percent", "5%"),
    "per cent": ("5 per cent", "5 %"),
    "ampersand": ("salt & pepper", "salt and pepper"),
    "unit attached": ("24h", "24 h"),
    "litre": ("5 mL", "5 ml"),
    "minus sign of a charge": ("Br\u2212", "Br-"),
    "raised minus of a charge": ("Br\u207b", "Br-"),
    "raised plus of a charge": ("K\u207a", "K+"),
    "hyphen of a word": ("well-being", "well being"),
    "hyphen of a letter and a word": ("y-axis", "y axis"),
    "hyphen of a word and a number": ("Apollo-11", "Apollo 11"),
    "hyphen of a letter and a number": ("B-52", "B 52"),
    "range": ("5-7", "5\u20137"),
    "range with spaces": ("5 - 7", "5\u20147"),
    "round brackets of a list": ("(4, 7)", "4, 7"),
    "exclamation": ("Paris!", "Paris"),
    "exclamation after a letter": ("B!", "B"),
    "bullet": ("- Paris", "Paris"),
    "star for a bullet": ("* Paris", "Paris"),
    "three stars": ("***Paris***", "Paris"),
    "markdown within": ("the **Nile** river", "Nile river"),
    "quoted letter": ("'A'", "A"),
    "decimal without its zero": (".5", "0.5"),
    "negative decimal without its zero": ("-.5", "-0.5"),
    "capitals of a word after a number": ("7 Bones", "7 bones"),
    "afternoon": ("5 PM", "5 pm"),
    "yes and no": ("No", "NO"),
    "inches between words": ('the "Titanic"', "Titanic"),
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
    "tens beside tens": ("twenty ten", "30"),
    "two numbers": ("two thousand three million", "5000000"),
    "lists": ("7 and 8", "78"),
    "slashed date": ("3/4/2020", "0.75/2020"),
    "division by zero": ("1/0", "1"),
    "other digits": ("\u0663", "3"),
    "other digits of one kind": ("\u0663", "\u0664"),
    "double minus": ("minus minus five", "5"),
    "currency": ("$5", "5"),
    "ratio": ("3:1", "31"),
    "scaled digits again": ("two thousand 1000", "3000"),
    "initial": ("Malcolm X", "Malcolm"),
    "blood group": ("A-", "A"),
    "blood groups": ("O-", "O+"),
    "blood group and a dash apart": ("B \u2013", "B"),
    "charge": ("Br-", "Br"),
    "charge of more": ("SO4^2-", "SO4"),
    "raised charge": ("K\u207a", "K"),
    "charges": ("Fe2+", "Fe3+"),
    "rating": ("BB-", "BB"),
    "rating, better": ("BB+", "BB"),
    "minus a letter": ("-y", "y"),
    "minus a letter, apart": ("- y", "y"),
    "minus a name": ("-pi", "pi"),
    "minus a number, apart": ("- 5", "5"),
    "difference of letters": ("a-b", "a b"),
    "range and its ends": ("5-7", "5 7"),
    "range and its digits": ("5-7", "57"),
    "range and a negative": ("5-7", "-5-7"),
    "date": ("2020-03-04", "20200304"),
    "greater": ("y<2", "y>2"),
    "unequal": ("y\u22602", "y=2"),
    "not less": ("y\u226e2", "y<2"),
    "absolute value": ("|y|", "y"),
    "prime": ("g'", "g"),
    "two primes": ("g''", "g'"),
    "feet": ("6'", "6"),
    "feet and inches": ("6'2", "62"),
    "inches": ('6"', "6"),
    "factorial": ("6!", "6"),
    "factorial of a letter": ("n!", "n"),
    "negation of logic": ("!q", "q"),
    "star": ("*kwargs", "kwargs"),
    "two stars": ("**kwargs", "kwargs"),
    "product": ("4*5", "4 5"),
    "dot of a name": (".NET", "NET"),
    "language": ("C#", "C"),
    "language and its heir": ("C++", "C"),
    "decimal point": (".5", "5"),
    "interval": ("[4, 7)", "(4, 7]"),
    "interval and point": ("[4, 7]", "(4, 7)"),
    "set and point": ("{4, 7}", "(4, 7)"),
    "milli and mega": ("5 mW", "5 MW"),
    "metre and molar": ("2 m", "2 M"),
    "bits and bytes": ("2 Mb", "2 MB"),
    "second and siemens": ("5 s", "5 S"),
    "angstrom and ampere": ("5 \u00c5", "5 A"),
    "cobalt and carbon monoxide": ("Co", "CO"),
    "agent's name": ("007", "7"),
    "postal code": ("02134", "2134"),
    "half": ("two-thirds", "2"),
    "never": ("never Paris", "Paris"),
    "no": ("no oxygen", "oxygen"),
    "non": ("non-metal", "metal"),
    "isn't": ("isn't", "is"),
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
    assert normal_form(text[:MAX_CHARS]) == (Fraction(7),) * (MAX_CHARS // 2)


def test_a_number_is_one_only_if_there_is_nothing_beside_it() -> None:
    assert only_number(normal_form("forty-two.")) == 42
    assert only_number(normal_form("1/3")) == Fraction(1, 3)
    for text in ("42 bones", "bones", "", "4 2", "9" * 100):
        assert only_number(normal_form(text)) is None


def test_hundreds_are_counted_from_one_to_nine() -> None:
    assert normal_form("nine hundred") == (Fraction(900),)
    assert normal_form("ten hundred") == (Fraction(10), Fraction(100))
    assert normal_form("zero hundred") == (Fraction(0), Fraction(100))


def test_a_sign_without_a_number_is_a_word() -> None:
    assert normal_form("minus") == ("minus",)
    assert normal_form("five minus") == (Fraction(5), "minus")


def test_a_number_of_more_digits_than_answers_have_is_compared_letter_by_letter() -> None:
    most = "9" * 60
    assert normal_form(most) == (Fraction(most),)
    assert normal_form(f"9{most}") == (f"9{most}",)


@pytest.mark.parametrize("dash", "-\u2010\u2011\u2012\u2013\u2014\u2212")
def test_every_dash_is_a_minus_before_a_number_and_a_gap_between_words(dash: str) -> None:
    assert normal_form(f"{dash}5") == (Fraction(-5),)
    assert normal_form(f"AB{dash}") == ("ab", "-")
    assert normal_form(f"{dash}x") == ("-", "x")
    assert normal_form(f"Alsace{dash}Lorraine") == ("alsace", "lorraine")


@pytest.mark.parametrize("number", [*range(100), 100, 10**3, 10**6, 10**9, 10**12])
def test_every_word_of_a_number_is_read(number: int) -> None:
    assert normal_form(in_words(number)) == (Fraction(number),)


@given(st.integers(0, 999_999_999))
def test_every_number_in_words_is_that_number(number: int) -> None:
    assert normal_form(in_words(number)) == (Fraction(number),)


@given(st.text(max_size=60))
def test_any_text_has_a_form_and_case_does_not_matter_to_it(text: str) -> None:
    assert normal_form(text) == normal_form(f" {text}\n")


def in_words(number: int) -> str:
    """A number below a quadrillion in English words, written by another rule than they are read by."""
    words = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
        "eighty ninety"
    )
    ones: list[str] = re.findall(r"\w+", words)
    scales = ("trillion", "billion", "million", "thousand")
    for scale, word in (*((10 ** (12 - 3 * n), w) for n, w in enumerate(scales)), (100, "hundred")):
        if number >= scale:
            rest = f" {in_words(number % scale)}" if number % scale else ""
            return f"{in_words(number // scale)} {word}{rest}"
    if number < 20:
        return ones[number]
    return ones[18 + number // 10] + (f"-{ones[number % 10]}" if number % 10 else "")
