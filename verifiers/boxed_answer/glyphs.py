# ruff: noqa: RUF001, RUF002, SIM905  # it is about signs that look like others
r"""Unicode's ways of writing mathematics, rewritten as the LaTeX that the lexer knows.

"½·π  ≤ ２"  ──fold──▶  "\frac{1}{2}\cdot \pi   \leq  2"
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n")
_SUBSCRIPTS: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-")
_RAISED: Final = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+")
_LOWERED: Final = re.compile("[₀₁₂₃₄₅₆₇₈₉₊₋]+")
_STACKED: Final = re.compile("([⁰¹²³⁴-⁹]+)\\s*[⁄∕/]\\s*([₀-₉]+)")
_INDEXED_ROOT: Final = re.compile(r"(?<![\w)\]}])([²³⁴-⁹])√")
_ARROWED: Final = re.compile("([A-Za-z])\u20d7")
_SMALL_FRACTION: Final = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹]+)[⁄∕/]([₀₁₂₃₄₅₆₇₈₉]+)")
_FRACTIONS: Final = {
    "½": "12", "⅓": "13", "⅔": "23", "¼": "14", "¾": "34", "⅕": "15", "⅖": "25", "⅗": "35",
    "⅘": "45", "⅙": "16", "⅚": "56", "⅛": "18", "⅜": "38", "⅝": "58", "⅞": "78",
}  # fmt: skip
_GREEK: Final = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
        "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega".split(),
        strict=True,
    )
)
_SIGNS: Final = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": r"\times ", "·": r"\cdot ",
    "⋅": r"\cdot ", "∗": "*", "÷": r"\div ", "∕": "/", "⁄": "/", "±": r"\pm ", "∓": r"\mp ",
    "≤": r"\leq ", "⩽": r"\leq ", "≥": r"\geq ", "⩾": r"\geq ", "≠": r"\neq ", "≈": r"\approx ",
    "∈": r"\in ", "∪": r"\cup ", "∩": r"\cap ", "∖": r"\setminus ", "∅": r"\emptyset ",
    "∞": r"\infty ", "√": r"\sqrt ", "∛": r"\sqrt[3] ", "°": r"^\circ ", "º": r"^\circ ",
    "π": r"\pi ", "ℝ": r"\mathbb{R} ", "ℤ": r"\mathbb{Z} ", "ℕ": r"\mathbb{N} ",
    "ℚ": r"\mathbb{Q} ", "ℂ": r"\mathbb{C} ", "⟨": r"\langle ", "⟩": r"\rangle ",
    "⌊": r"\lfloor ", "⌋": r"\rfloor ", "⌈": r"\lceil ", "⌉": r"\rceil ", "′": "'", "’": "'",
    "∨": r"\lor ", "∧": r"\land ", "…": r"\ldots ", "€": r"\euro ", "£": r"\pounds ",
    "¥": r"\yen ", "¢": r"\cents ", "％": r"\%", "\u00a0": " ", "∙": r"\cdot ", "•": r"\cdot ",
    "‧": r"\cdot ", "⨯": r"\times ", "✕": r"\times ", "≦": r"\leq ", "≧": r"\geq ", "∶": ":",
    "∜": r"\sqrt[4] ", "∑": r"\sum ", "∏": r"\prod ", "∫": r"\int ", "ℏ": r"\hbar ",
    "ℓ": r"\ell ", "△": r"\triangle ", "∠": r"\angle ", "↑": "^", "→": r"\to ",
    "≡": r"\equiv ", "∘": r"\circ ", "∣": "|", "ϕ": r"\phi ", "ϵ": r"\epsilon ", "ϑ": r"\theta ",
    "″": "''", "∆": r"\Delta ",
}  # fmt: skip


def _table() -> dict[int, str]:
    table = {ord(sign): rf"\frac{{{both[0]}}}{{{both[1]}}}" for sign, both in _FRACTIONS.items()}
    table |= {ord(sign): rf"\{name} " for sign, name in _GREEK.items()}
    return table | {ord(sign): latex for sign, latex in _SIGNS.items()}


_REWRITTEN: Final = _table()


def fold(text: str) -> str:
    r"""Return `text` in ASCII as far as its meaning allows; linear in its length.

    Digits of every script become ASCII digits, compatibility forms (full-width letters) their
    plain ones; format characters, such as those that set the direction of writing, are dropped.

    >>> fold("２×π")
    '2\\times \\pi '
    """
    if text.isascii():
        return text
    text = _STACKED.sub(_fraction, _INDEXED_ROOT.sub(_root, _ARROWED.sub(r"\\vec{\1}", text)))
    text = _SMALL_FRACTION.sub(
        lambda both: (
            rf"\frac{{{both[1].translate(_SUPERSCRIPTS)}}}{{{both[2].translate(_SUBSCRIPTS)}}}"
        ),
        text,
    )
    text = _RAISED.sub(lambda run: f"^{{{run[0].translate(_SUPERSCRIPTS)}}}", text)
    text = _LOWERED.sub(lambda run: f"_{{{run[0].translate(_SUBSCRIPTS)}}}", text)
    text = unicodedata.normalize("NFKC", text.translate(_REWRITTEN)).translate(_REWRITTEN)
    return "".join(_plain(letter) for letter in text)


def _fraction(found: re.Match[str]) -> str:
    top, bottom = found[1].translate(_SUPERSCRIPTS), found[2].translate(_SUBSCRIPTS)
    return rf"\frac{{{top}}}{{{bottom}}}"


def _root(found: re.Match[str]) -> str:
    return rf"\sqrt[{found[1].translate(_SUPERSCRIPTS)}] "


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    if unicodedata.category(letter) == "Cf":
        return ""
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)
