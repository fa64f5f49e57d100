from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.verifiers.boxed_answer.typography import plainly_set, stripped, with_backslashes


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"\frac{1}{2}", r"\frac{1}{2}"),
        (r"{a \over b}", r"{\frac{a }{ b}}"),
        (r"\color{red}{5}", " {5}"),
        (r"{\color{red} 5", r"{  5"),
        (r"\phantom{5", r"\phantom{5"),
        (r"\rule{0pt}", r"\rule{0pt}"),
        (r"\fcolorbox{a}{b}{5}", "{5}"),
    ],
)
def test_looks_are_taken_off_and_what_is_torn_is_left(text: str, plain: str) -> None:
    assert plainly_set(text) == plain


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("\frac{1}{2}", r"\frac{1}{2}"),
        ("2\times 3", r"2\times 3"),
        ("2\tapples", "2\tapples"),
        ("a\nb", "a\nb"),
        ("x\neq y", r"x\neq y"),
        (r"\\frac{1}{2}", r"\frac{1}{2}"),
        (r"1 \\ 2", r"1 \\ 2"),
        (r"\begin{matrix}1 \\ \frac12\end{matrix}", r"\begin{matrix}1 \\ \frac12\end{matrix}"),
    ],
)
def test_backslashes_come_back_where_a_command_lacks_one(text: str, whole: str) -> None:
    assert with_backslashes(text) == whole


def test_white_space_goes_but_for_a_commands_first_letter() -> None:
    assert stripped("\text{no} \n") == r"\text{no}"
    assert stripped("\t 5 \n") == "5"
    assert stripped("= 73\\ ") == "73"
    assert stripped("1\\\\") == "1\\\\"
    assert stripped("=") == "="


PIECES = st.sampled_from(
    (
        *"{}[]^_%&+5x \\\t\f\n",
        *(r"\over", r"\color", r"\phantom", r"\begin{align}", r"\end{align}", r"\genfrac"),
        *(r"\middle/", r"\left.", r"\textcolor", r"\frac", "&lt;", "frac"),
    )
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_taken_and_the_same_text_gives_the_same(text: str) -> None:
    assert plainly_set(text) == plainly_set(text)
    assert len(plainly_set(text)) <= 3 * len(text) + 8


@pytest.mark.parametrize(
    "piece", ["{", r"\phantom{", r"{\over", r"\textcolor{", "{}", r"\color{", "\\"]
)
def test_hostile_texts_are_done_at_once(piece: str) -> None:
    """Quadratic work on four thousand characters would still be seen by the suite's own clock."""
    plainly_set(piece * (4000 // len(piece)))
