"""Words that say what mathematics has a sign for."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from .nodes import Node, Num, Op, Sym, Text

_NUMBERS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_INFINITY: Final = Sym("infinity")
_MEANINGS: Final[tuple[tuple[Node, tuple[str, ...]], ...]] = (
    (
        Sym("emptyset"),
        (
            "no solution",
            "no solutions",
            "empty set",
            "the empty set",
            "no real solution",
            "no real solutions",
            "there are no solutions",
            "there is no solution",
        ),
    ),
    (Sym("bbZ"), ("integers", "all integers", "the integers", "all the integers")),
    (
        Op("bracket", (Num(Fraction(0)), _INFINITY), "()"),
        (
            "all positive real numbers",
            "positive real numbers",
            "all positive reals",
            "positive reals",
        ),
    ),
    (
        Op("bracket", (Num(Fraction(0)), _INFINITY), "[)"),
        (
            "all nonnegative real numbers",
            "nonnegative real numbers",
            "nonnegative reals",
            "all non-negative real numbers",
            "non-negative real numbers",
        ),
    ),
    (Sym("bbR"), ("all real numbers", "all reals", "any real number", "reals")),
    (_INFINITY, ("infinity", "positive infinity")),
    (Op("neg", (_INFINITY,)), ("minus infinity", "negative infinity")),
    (Text("does not exist"), ("dne",)),
    (Op("unit", (Op("clock", (), "12:00"),), "pm"), ("noon", "12:00 noon")),
    (Op("unit", (Op("clock", (), "12:00"),), "am"), ("midnight",)),
    *((Num(Fraction(number)), (name,)) for number, name in enumerate(_NUMBERS)),
)

SYNONYMS: Final[dict[str, Node]] = {word: node for node, words in _MEANINGS for word in words}
"""What a word answer, in lower case, stands for."""
