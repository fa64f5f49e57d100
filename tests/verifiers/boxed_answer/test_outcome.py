"""How outcomes of parts make the outcome of a whole."""

from __future__ import annotations

import pytest

from sallyport.verifiers.boxed_answer.outcome import (
    UNDECIDED,
    Comparison,
    Layer,
    any_of,
    as_sets,
    differ,
    in_any_order,
    in_order,
    together,
)

SAME = Comparison(True, "integer", "same")
OTHER = differ("rational", "other")


def compared(a: str, b: str) -> Comparison:
    """Small letters are equal to themselves; of a question mark nothing is known."""
    if "?" in a + b:
        return UNDECIDED
    return SAME if a == b else OTHER


def test_the_deepest_layer_that_was_needed_is_named() -> None:
    layers: list[Layer] = [
        *("text", "choice", "words", "structure", "integer", "rational", "algebra"),
        *("decimal", "numeric", "symbolic"),
    ]
    for at, layer in enumerate(layers):
        for other in layers[: at + 1]:
            pair = [Comparison(True, layer, ""), Comparison(True, other, "")]
            assert together(pair, "all") == Comparison(True, layer, "all")
            assert together(reversed(pair), "all") == Comparison(True, layer, "all")


def test_one_that_differs_decides_and_is_the_reason() -> None:
    assert together([UNDECIDED, OTHER, SAME], "all") == OTHER
    assert together([SAME, UNDECIDED], "all") == UNDECIDED
    assert together([], "all") == Comparison(True, "text", "all")


def test_together_asks_no_further_than_needed() -> None:
    left = iter([OTHER, SAME])
    together(left, "all")
    assert next(left) is SAME


def test_of_several_readings_the_equal_one_counts_then_the_open_one_then_the_first() -> None:
    assert any_of([OTHER, UNDECIDED, SAME]) == SAME
    assert any_of([OTHER, UNDECIDED, differ("text", "last")]) == UNDECIDED
    assert any_of([OTHER, differ("text", "last")]) == OTHER


@pytest.mark.parametrize(
    ("left", "right", "ordered", "any_order", "sets"),
    [
        ("ab", "ab", True, True, True),
        ("ab", "ba", False, True, True),
        ("aab", "abb", False, False, True),
        ("ab", "abc", False, False, False),
        ("ab", "abb", False, False, True),
        ("a", "b", False, False, False),
        ("", "", True, True, True),
        ("", "a", False, False, False),
        ("a", "", False, False, False),
        ("a?", "ab", None, None, None),
        ("?a", "ab", False, None, None),
        ("a?b", "bca", False, None, None),
        ("a?", "cb", False, False, False),
    ],
)
def test_items_are_matched_in_order_in_any_order_or_as_sets(
    left: str, right: str, ordered: bool | None, any_order: bool | None, sets: bool | None
) -> None:
    for match, equal in ((in_order, ordered), (in_any_order, any_order), (as_sets, sets)):
        assert match(left, right, compared).equal is equal
        assert match(right, left, compared).equal is equal


def test_how_many_items_there_are_is_told() -> None:
    for match in (in_order, in_any_order):
        outcome = match("ab", "abc", compared)
        assert outcome == differ("structure", "Expected 2 items, found 3.")


def test_what_is_empty_and_what_is_missing_is_told() -> None:
    assert as_sets("", "a", compared) == differ("structure", "One of the two is empty.")
    missing = differ("structure", "One has an item that the other has not.")
    assert as_sets("a", "ab", compared) == missing
    for left, right in (("ab", "ac"), ("?a", "bc")):
        outcome = in_any_order(left, right, compared)
        assert outcome == differ("structure", "An expected item is missing.")


def test_an_item_that_nothing_left_could_be_is_said_to_be_missing() -> None:
    def open_with_c(a: str, b: str) -> Comparison:
        return UNDECIDED if "c" in {a, b} else differ("text", "")

    missing = differ("structure", "An expected item is missing.")
    assert in_any_order("ab", "cd", open_with_c) == missing
    assert in_any_order("cd", "ab", open_with_c) == missing


def test_an_equal_partner_is_taken_before_one_that_is_open() -> None:
    assert in_any_order("ab", "?a", compared).equal is None
    assert in_any_order("aa", "a?", compared).equal is None
    assert as_sets("a", "?a", compared).equal is None
    assert as_sets("ab", "ba", compared).layer == "integer"
