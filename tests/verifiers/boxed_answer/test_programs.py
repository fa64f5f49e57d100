from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.verifiers.boxed_answer.layouts import laid_out
from sallyport.verifiers.boxed_answer.programs import as_latex, with_constants


@pytest.mark.parametrize(
    "text",
    ["Rational(3)", "Rational(3, 4", "Matrix(5)", "Matrix([[1, 2], 3])", "x_1", "f(x)", "[1, 2]"],
)
def test_what_is_no_such_call_is_left(text: str) -> None:
    assert as_latex(text) == text


def test_constants_are_read_only_where_a_program_wrote_them() -> None:
    assert with_constants("1 + 2*I") == "1 + 2*i"
    assert with_constants("U = R I") is None
    assert with_constants("E = m c^2") is None


PIECES = st.sampled_from(
    (
        *"()[]{}|,;:=<>&+-*_ 12xyIE\n",
        *("Rational(", "Matrix(", "Interval.open(", r"\begin{cases}", r"\end{cases}", r"\\"),
        *(r"\{", r"\}", r"\mid", r"\mathbb{R}", "^T", " or ", "real numbers", "np.", r"\quad"),
    )
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(laid_out(as_latex(text)), str)


@pytest.mark.parametrize(
    "piece",
    ["Rational(", "[[1 2] ", "(", r"\begin{cases}", "|x|<", "x=1 or ", r"\{x:", "1_000", "real "],
)
def test_hostile_texts_are_done_at_once(piece: str) -> None:
    """Quadratic work on four thousand characters would still be seen by the suite's own clock."""
    laid_out(as_latex(piece * (4000 // len(piece))))
