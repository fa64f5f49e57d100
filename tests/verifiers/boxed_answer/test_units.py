"""What stands after a number: which units and words are the same."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sallyport.verifiers.boxed_answer.units import Unit, is_noun, unit_of


@pytest.mark.parametrize(
    ("text", "dimensions", "factor"),
    [
        ("m", {"m": 1}, Fraction(1)),
        ("cm", {"m": 1}, Fraction(1, 100)),
        ("cm^2", {"m": 2}, Fraction(1, 10_000)),
        ("square cm", {"m": 2}, Fraction(1, 10_000)),
        ("sq cm", {"m": 2}, Fraction(1, 10_000)),
        ("cm squared", {"m": 2}, Fraction(1, 10_000)),
        ("cubic m", {"m": 3}, Fraction(1)),
        ("cu m", {"m": 3}, Fraction(1)),
        ("m cubed", {"m": 3}, Fraction(1)),
        ("m/s", {"m": 1, "s": -1}, Fraction(1)),
        ("m / s^2", {"m": 1, "s": -2}, Fraction(1)),
        ("m s^-2", {"m": 1, "s": -2}, Fraction(1)),
        ("m*s", {"m": 1, "s": 1}, Fraction(1)),
        ("s*m/s", {"m": 1}, Fraction(1)),
        ("kilometers per hour", {"m": 1, "s": -1}, Fraction(5, 18)),
        ("km/h", {"m": 1, "s": -1}, Fraction(5, 18)),
        ("kph", {"m": 1, "s": -1}, Fraction(5, 18)),
        ("mph", {"m": 1, "s": -1}, Fraction(1_609_344, 3_600_000)),
        ("g per cubic cm", {"g": 1, "m": -3}, Fraction(1_000_000)),
        ("of the total m", {"m": 1}, Fraction(1)),
        ("a m", {"m": 1}, Fraction(1)),
        ("an inch exactly", {"m": 1}, Fraction(254, 10_000)),
        ("about inch", {"m": 1}, Fraction(254, 10_000)),
        ("units", {}, Fraction(1)),
        ("square units", {}, Fraction(1)),
        ("m units", {"m": 1}, Fraction(1)),
        ("Meters", {"m": 1}, Fraction(1)),
        ("degrees", {"deg": 1}, Fraction(1)),
        ("degrees C", {"C": 1}, Fraction(1)),
        ("degrees Fahrenheit", {"F": 1}, Fraction(1)),
        ("m/m", {}, Fraction(1)),
    ],
)
def test_a_unit_is_its_dimensions_and_a_factor(
    text: str, dimensions: dict[str, int], factor: Fraction
) -> None:
    assert unit_of(text) == Unit(tuple(sorted(dimensions.items())), factor, known=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("apples", {"apple": 1}),
        ("Apples", {"apple": 1}),
        ("cats", {"cat": 1}),
        ("gas", {"gas": 1}),
        ("glass", {"glass": 1}),
        ("red apples", {"red": 1, "apple": 1}),
        ("apples per m", {"apple": 1, "m": -1}),
    ],
)
def test_other_words_are_counted_and_are_no_units(text: str, words: dict[str, int]) -> None:
    unit = unit_of(text)
    assert (unit.dimensions, unit.factor) == (tuple(sorted(words.items())), Fraction(1))
    assert not unit.known


@pytest.mark.parametrize(
    "text",
    ["apples", "red apples", "people", "solution", "ways to choose", "large blue cars", "in total"],
)
def test_a_noun_leaves_the_number_as_it_is(text: str) -> None:
    assert is_noun(text) or unit_of(text).dimensions == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "is wrong",
        "more",
        "below zero",
        "less",
        "wrong",
        "glass",
        "not apples",
        "apples too many yes",
        "ways to lose or win",
        "apples to",
        "a1s",
        "minus",
        "thousands",
        "ways to count all of them",
    ],
)
def test_other_words_may_change_it(text: str) -> None:
    assert not is_noun(text)


def test_a_sign_among_units_makes_them_unknown() -> None:
    assert not unit_of("m ! s").known
    assert unit_of("m . s").known


def test_a_unit_has_eighty_characters_at_most() -> None:
    text = "m " * 39 + "cm"
    assert unit_of(text).known
    assert unit_of(f"{text}s") == Unit(((f"{text}s", 1),), Fraction(1), known=False)
