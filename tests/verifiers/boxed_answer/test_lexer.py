"""Tokens: what of an answer's text counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.boxed_answer.glyphs import fold
from sallyport.verifiers.boxed_answer.lexer import tokenize
from sallyport.verifiers.boxed_answer.nodes import UnreadableError


def tokens(text: str, *, split_groups: bool = False) -> str:
    found = tokenize(text, split_groups=split_groups)
    return " ".join(f"{kind}:{content}" for kind, content in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,000", "num:1000"),
        ("12,345.67", "num:12345.67"),
        ("1{,}000", "num:1000"),
        ("1 000", "num:1000"),
        ("1 000/3", "num:1 num:000 op:/ num:3"),
        ("1,00", "num:1 op:, num:00"),
        ("(1,200)", "open:( num:1 op:, num:200 close:)"),
        ("(1,000)", "open:( num:1000 close:)"),
        ("(x)(1,200)", "open:( sym:x close:) open:( num:1 op:, num:200 close:)"),
        ("(x)=1,200", "open:( sym:x close:) op:= num:1200"),
        ("1.5e-3", "num:1.5e-3"),
        ("2e", "num:2 sym:e"),
        (r"0.1\overline{6}", "num:0.1(6)"),
        (r".\dot{3}", "num:.(3)"),
        ("1...", "num:1 cmd:dots"),
        (r"90^\circ", "num:90 op:deg"),
        (r"\text{a b}", "text:a text:b"),
        (r"\text{5 cm}", "num:5 text:cm"),
        (r"\text{a {b} c} d", "text:a text:b text:c sym:d"),
        (r"\mathrm{e}", "sym:e"),
        (r"\mathrm{cm}", "text:cm"),
        (r"\mathbf{x}", "open:{ sym:x close:}"),
        ("5 in", "num:5 text:in"),
        ("xy", "sym:x sym:y"),
        ("no", "text:no"),
        ("even", "text:even"),
        ("sinx", "fn:sin sym:x"),
        (r"\left(x\right)", "open:( sym:x close:)"),
        (r"\mystery", "cmd:mystery"),
        (r"dx+\int x dx", "sym:d sym:x op:+ bind:integral sym:x diff:x"),
        ("5.", "num:5"),
        (r"5\\", "num:5"),
        ("5;", "num:5"),
        ("x, ", "sym:x"),
        ("}}", "close:} close:}"),
        ("", ""),
    ],
)
def test_text_becomes_tokens(text: str, expected: str) -> None:
    assert tokens(text) == expected


def test_groups_of_three_may_be_read_as_numbers_of_their_own() -> None:
    assert tokens("100,200") == "num:100200"
    assert tokens("100,200", split_groups=True) == "num:100 op:, num:200"
    assert tokens("100,020", split_groups=True) == "num:100020"


def test_a_number_with_two_points_is_none() -> None:
    with pytest.raises(UnreadableError):
        tokenize("1.2.3")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("x¹⁰", "x^{10}"),
        ("x₁₂", "x_{12}"),
        ("¾", r"\frac{3}{4}"),
        ("٣", "3"),
        ("\uff15", "5"),
        ("5\u200f", "5"),
        ("é", "é"),
        ("plain", "plain"),
    ],
)
def test_signs_of_other_scripts_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(deadline=None)
@given(st.text(max_size=50))
def test_any_text_is_folded_and_space_before_it_does_not_matter(text: str) -> None:
    assert all(letter.isascii() or not letter.isdecimal() for letter in fold(text))
    try:
        found = tokenize(text)
    except UnreadableError:
        return
    assert tokenize(f"  {text}") == found
