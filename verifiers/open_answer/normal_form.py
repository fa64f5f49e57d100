"""Normal forms of short answers: two answers are the same when their normal forms are equal.

"The  H₂O molecule." ──▶ ("h2o", "molecule")      "1,000 metres" ──▶ (1000, "metres")

Equality of normal forms is an equivalence relation. What no form here makes equal may be equal all
the same; that is for a judge model to say.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import Final

from .numbers import Token, with_numbers

MAX_CHARS: Final = 4000
"""Of an answer that is read; a short answer is shorter, and longer ones are left as they are."""

_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED: Final = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
# Dashes and a minus, apostrophes and what is typed for them, the slash of fractions.
_ALIKE: Final = str.maketrans(
    {
        **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("'`\u2018\u2019\u02bc\u00b4", ""),
        "&": " and ",
        "\u2044": "/",
    }
)
_TOKEN: Final = re.compile(
    r"(?P<fraction>(?<![\d/.,])(?P<minus>(?<![\w.)])-)?(?P<over>[0-9]{1,30})/(?P<under>[0-9]{1,30})(?![\d/.,]*[\d/]))"
    r"|(?P<number>(?:(?<![\w.)])-)?(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?!\.?[0-9]))"
    r"|(?P<word>[^\W\d_][^\W_]*)"
    r"|(?P<sign>[^\s\w.,;!?\"()\[\]{}*_“”„«»|-])"
    r"|(?P<other>\d+)"
)
_ARTICLE: Final = "the"
"""Not `a`, which may be a name: vitamin A, a minor."""

_MAX_DIGITS: Final = 60
"""Of a number that is read as one; longer ones are compared letter by letter."""


@lru_cache(maxsize=1024)
def normal_form(text: str) -> tuple[Token, ...]:
    """Return the normal form of an answer: its words, signs and numbers.

    Case, accents, punctuation, `the`, and how a number is written do not count.
    """
    if len(text) > MAX_CHARS:
        return (text,)
    return tuple(with_numbers([each for each in _tokens(_plain(text)) if each != _ARTICLE]))


def only_number(form: tuple[Token, ...]) -> Fraction | None:
    """Return the number that a normal form is, if it is nothing else."""
    first = form[0] if len(form) == 1 else None
    return first if isinstance(first, Fraction) else None


def _plain(text: str) -> str:
    raised = _RAISED.sub(lambda found: "^" + found[0].translate(_SUPERSCRIPTS), text)
    parts = unicodedata.normalize("NFD", raised.translate(_ALIKE).casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _tokens(text: str) -> list[Token]:
    text = re.sub(r"\bper ?cent\b", "%", text)
    return [_token(found) for found in _TOKEN.finditer(text)]


def _token(found: re.Match[str]) -> Token:
    if found["fraction"] and int(found["under"]):
        value = Fraction(int(found["over"]), int(found["under"]))
        return -value if found["minus"] else value
    if found["number"] and len(found[0]) <= _MAX_DIGITS:
        return Fraction(found[0].replace(",", ""))
    return found[0]
