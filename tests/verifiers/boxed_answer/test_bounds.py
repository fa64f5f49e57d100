"""Bounds that only large values meet: beyond them the question is left open or refused, never guessed."""

from __future__ import annotations

import pytest

from sallyport.verifiers.boxed_answer import compare
from sallyport.verifiers.boxed_answer.forms import parse
from sallyport.verifiers.boxed_answer.limits import MAX_DEPTH, MAX_ITEMS, MAX_OPERATORS, MAX_SIGNS
from sallyport.verifiers.boxed_answer.nodes import Op, UnreadableError
from sallyport.verifiers.boxed_answer.signs import variants
from sallyport.verifiers.boxed_answer.units import unit_of


def test_quotients_of_many_terms_are_not_multiplied_out() -> None:
    top = "+".join(f"x_{{{i}}}" for i in range(60))
    over = "+".join(f"y_{{{i}}}" for i in range(60))
    assert compare(rf"\frac{{{top}}}{{{over}}}", rf"\frac{{{over}}}{{{top}}}").equal is False
    assert compare(rf"\frac{{{top}}}{{{over}}}", rf"\frac{{2({top})}}{{2({over})}}").equal is True


def test_sets_of_many_points_are_not_joined_with_intervals() -> None:
    points = ",".join(str(i) for i in range(MAX_ITEMS + 1))
    assert compare(rf"\{{{points}\}}\cup(0,1)", r"(0,1)\cup(2,3)").equal is None


def test_many_items_are_not_matched_in_any_order() -> None:
    items = [str(i) for i in range(MAX_ITEMS + 1)]
    forwards, backwards = ", ".join(items), ", ".join(reversed(items))
    assert compare(forwards, backwards).equal is None
    assert compare(f"({forwards})", f"({backwards})").equal is False


def test_many_signs_are_not_expanded() -> None:
    signs = r"\pm".join(str(i) for i in range(MAX_SIGNS + 2))
    assert compare(signs, "1").equal is False
    most = parse(r"\pm".join(str(i) for i in range(MAX_SIGNS + 1)))
    assert len(set(map(repr, variants(most)))) == 2**MAX_SIGNS
    with pytest.raises(UnreadableError, match="signs"):
        list(variants(parse(signs)))


def test_deep_nesting_is_not_read() -> None:
    assert compare("(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH, "1").equal is False
    assert compare("(" * (MAX_DEPTH - 1) + "1" + ")" * (MAX_DEPTH - 1), "1").equal is True


def test_many_operators_are_not_read() -> None:
    most = "/".join(["3"] * (MAX_OPERATORS + 1))
    assert isinstance(parse(most), Op)
    with pytest.raises(UnreadableError, match="operators"):
        parse(f"{most}/3")


def test_a_sentence_after_a_number_is_not_taken_apart_for_units() -> None:
    words = "of " * 30 + "cm"
    assert unit_of(words) == unit_of(words.upper())
    assert not unit_of(words).known


def test_remembered_and_forgotten_readings_are_the_same() -> None:
    """The second text is too long to be remembered."""
    padded = "2 + " + "0 + " * 100 + "2"
    assert compare("4", "2+2").equal is True
    assert compare("4", padded).equal is True
