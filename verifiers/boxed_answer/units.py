"""What stands after a number: a unit, a count noun, or nothing that matters.

"square meters" ─┐
"m^2"           ─┼─▶ Unit({"m": 2}, 1)      "km/h" ─▶ Unit({"m": 1, "s": -1}, 1000/3600)
"sq. meters"    ─┘                           "apples" ─▶ Unit({"apple": 1}, 1)
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from functools import lru_cache
from typing import Final

import msgspec

from .unit_names import UNITS

_PIECE: Final = re.compile(r"([^\W\d_]+)(?:\^(-?[1-9]))?|([/*])|(\S)")
_MAX_CHARS: Final = 80  # of a unit: a sentence after a number is not one
_ABBREVIATED: Final = {"mph": "mi/h", "kph": "km/h"}
_POWERS: Final = {"square": 2, "sq": 2, "squared": 2, "cubic": 3, "cu": 3, "cubed": 3}
_EMPTY_WORDS: Final = frozenset({"of", "the", "a", "an", "total", "exactly", "about"})
_COUNTING: Final = "unit"


class Unit(msgspec.Struct, frozen=True):
    """Exponents of base units, in order of name, and the factor to them.

    `known` is false when a word in it is not a unit (`apples`).
    """

    dimensions: tuple[tuple[str, int], ...]
    factor: Fraction
    known: bool

    def same_kind(self, other: Unit) -> bool:
        """Whether values in the two units can be compared through their factors."""
        return self.dimensions == other.dimensions


@lru_cache(maxsize=1024)
def unit_of(text: str) -> Unit:
    """Return the unit that `text` names; every text names one, if only a count noun."""
    if len(text) > _MAX_CHARS:
        return Unit(((text.casefold(), 1),), Fraction(1), known=False)
    dimensions: Counter[str] = Counter()
    factor = Fraction(1)
    known = True
    for name, exponent in _powers(_ABBREVIATED.get(text, text)):
        base, scale = UNITS.get(name) or UNITS.get(name.lower()) or (_singular(name.lower()), None)
        dimensions[base] += exponent
        factor *= (scale or Fraction(1)) ** exponent
        known = known and (scale is not None or base == _COUNTING)
    dimensions.pop(_COUNTING, None)
    if dimensions.keys() & {"C", "F"}:
        dimensions.pop("deg", None)  # degrees Celsius are not an angle
    return Unit(tuple(sorted((b, e) for b, e in dimensions.items() if e)), factor, known)


def _powers(text: str) -> list[tuple[str, int]]:
    """Each word with its exponent; `per` and `/` turn the sign of the next one."""
    found: list[tuple[str, int]] = []
    sign, power = 1, 1
    for word, exponent, operator, _other in _PIECE.findall(text):
        lower = word.lower()
        if operator == "/" or lower == "per":
            sign = -1
        elif lower in _POWERS and lower.endswith("ed") and found:
            found[-1] = (found[-1][0], found[-1][1] * _POWERS[lower])
        elif lower in _POWERS:
            power = _POWERS[lower]
        elif word and lower not in _EMPTY_WORDS:
            found.append((word, sign * power * int(exponent or 1)))
            sign, power = 1, 1
    return found


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word
