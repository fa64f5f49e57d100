# ruff: noqa: RUF001  # it is about signs that look like others
"""Unicode's signs mean what LaTeX's commands do; what Unicode knows of them is asked, not copied."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

import pytest

from sallyport.verifiers.boxed_answer import compare
from sallyport.verifiers.boxed_answer.glyphs import fold
from sallyport.verifiers.boxed_answer.lexer import tokenize

SIGNS: dict[str, str] = {
    "-": "−–—‐‑",
    r"\times": "×",
    r"\cdot": "·⋅",
    "*": "∗",
    r"\div": "÷",
    "/": "∕⁄",
    r"\pm": "±",
    r"\mp": "∓",
    r"\le": "≤⩽",
    r"\ge": "≥⩾",
    r"\ne": "≠",
    r"\approx": "≈",
    r"\in": "∈",
    r"\cup": "∪",
    r"\cap": "∩",
    r"\setminus": "∖",
    r"\emptyset": "∅",
    r"\infty": "∞",
    r"\sqrt": "√",
    r"\sqrt[3]": "∛",
    r"^\circ": "°º",
    r"\pi": "π",
    r"\mathbb{R}": "ℝ",
    r"\mathbb{Z}": "ℤ",
    r"\mathbb{N}": "ℕ",
    r"\mathbb{Q}": "ℚ",
    r"\mathbb{C}": "ℂ",
    r"\langle": "⟨",
    r"\rangle": "⟩",
    r"\lfloor": "⌊",
    r"\rfloor": "⌋",
    r"\lceil": "⌈",
    r"\rceil": "⌉",
    "'": "′’",
    r"\lor": "∨",
    r"\land": "∧",
    r"\ldots": "…",
    r"\euro": "€",
    r"\pounds": "£",
    r"\yen": "¥",
    r"\cents": "¢",
    r"\%": "％",
    " ": "\u00a0",
}


@pytest.mark.parametrize(
    ("latex", "sign"), [(latex, sign) for latex, signs in SIGNS.items() for sign in signs]
)
def test_a_sign_is_its_command(latex: str, sign: str) -> None:
    assert fold(sign).isascii()
    assert tokenize(f"x{sign}y") == tokenize(f"x{latex} y")


@pytest.mark.parametrize("sign", "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
def test_a_fraction_of_one_sign_is_that_fraction(sign: str) -> None:
    value = Fraction(unicodedata.numeric(sign)).limit_denominator(10)
    assert fold(sign) == rf"\frac{{{value.numerator}}}{{{value.denominator}}}"


@pytest.mark.parametrize("letter", "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ")
def test_a_greek_letter_is_the_command_of_its_name(letter: str) -> None:
    _, size, _, name = unicodedata.name(letter).replace("LAMDA", "LAMBDA").split()
    command = name.capitalize() if size == "CAPITAL" else name.lower()
    assert fold(letter) == rf"\{command} "
    assert compare(rf"2\{command}+1", f"1+2{letter}").equal is True


@pytest.mark.parametrize(
    ("raised", "lowered"), list(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "₀₁₂₃₄₅₆₇₈₉₊₋", strict=True))
)
def test_raised_and_lowered_signs_are_exponents_and_indices(raised: str, lowered: str) -> None:
    plain = unicodedata.normalize("NFKC", raised).replace("−", "-")
    assert fold(f"x{raised}{raised}") == f"x^{{{plain * 2}}}"
    assert fold(f"x{lowered}{lowered}") == f"x_{{{plain * 2}}}"


def test_a_raised_letter_is_an_exponent() -> None:
    assert fold("2ⁿ⁺¹") == "2^{n+1}"
