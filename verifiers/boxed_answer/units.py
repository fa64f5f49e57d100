# ruff: noqa: SIM905  # lists of words read better as the words alone
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

_PIECE: Final = re.compile(r"([^\W\d_]+)(?:\^?(-?[1-9]))?|([/*])|([^\s.{}()])")
_MAX_CHARS: Final = 80  # of a unit: a sentence after a number is not one
_ABBREVIATED: Final = {"mph": "mi/h", "kph": "km/h", "kmph": "km/h", "kmh": "km/h"}
_POWERS: Final = {"square": 2, "sq": 2, "squared": 2, "cubic": 3, "cu": 3, "cubed": 3}
_EMPTY_WORDS: Final = frozenset({"of", "the", "a", "an", "total", "exactly", "about"})
_BASES: Final = frozenset(base for dimensions, _ in UNITS.values() for base in dimensions)
_MAX_WORDS: Final = 3
_SUMMING: Final = re.compile(r"\s*\b(?:in (?:total|all)|altogether|total|old)$")
COUNTED: Final = frozenset(
    "people persons men women children mice geese feet teeth fish sheep deer dice data apple way "
    "student solution point digit person child man woman card ball book integer number triangle "
    "root element pair set face edge vertex vertices indices matrices taxis bus boys girls "
    "altogether all".split()
)
"""Words after which the number stands by itself, though they are no plurals in `s`."""

CHANGING: Final = frozenset(
    "nots works thanks guesses not no non never nothing none is are was were be been has have had "
    "does do did will would can could may might must should and or nor but than then that which "
    "who whose if unless except in on at by from with for without less more fewer greater larger "
    "smaller bigger higher lower least most fewest above below under over beyond after before "
    "until since between within outside minus plus times negative negatives positive positives "
    "opposite inverse reciprocal half halves double triple twice thrice squared cubed root square "
    "cube power factorial percent per cent wrong incorrect false invalid right incorrectly wins "
    "loses fails this its thus always perhaps maybe probably possibly approximately nearly almost "
    "sometimes about around off ago later earlier early late warmer colder remainder remains "
    "leaves equals yields gives makes modulo mod divides exceeds besides excludes thousands "
    "hundreds tens dozens millions billions lakhs crores bits ones units".split()
)
"""Words with which the number before them may be another, or no answer at all."""


class Unit(msgspec.Struct, frozen=True):
    """Exponents of base units, in order of name, and the factor to them.

    `known` is false when a word in it is not a unit. `noun`: what it names are things that are
    counted (`apples`), so that the number stands by itself too.
    """

    dimensions: tuple[tuple[str, int], ...]
    factor: Fraction
    known: bool
    noun: bool = False

    @property
    def words(self) -> str:
        """The names in it, for people."""
        return " ".join(name for name, _ in self.dimensions)

    def times(self, other: Unit) -> Unit:
        """Return the product of two units."""
        dimensions = Counter(dict(self.dimensions))
        dimensions.update(dict(other.dimensions))
        parts = tuple(sorted((base, exponent) for base, exponent in dimensions.items() if exponent))
        return Unit(parts, self.factor * other.factor, self.known and other.known)

    def same_kind(self, other: Unit) -> bool:
        """Whether values in the two units can be compared through their factors."""
        return self.dimensions == other.dimensions


@lru_cache(maxsize=1024)
def unit_of(text: str) -> Unit:
    """Return the unit that `text` names; every text names one, if only a count noun."""
    text = _SUMMING.sub("", text)
    if len(text) > _MAX_CHARS:
        return Unit(((text.casefold(), 1),), Fraction(1), known=False)
    dimensions: Counter[str] = Counter()
    factor = Fraction(1)
    known = True
    for name, exponent in _powers(_ABBREVIATED.get(text, text)):
        unit = UNITS.get(name) or (UNITS.get(name.lower()) if len(name) > 1 else None)
        if unit is None and name.lower() not in {"unit", "units"}:
            known = False
            unknown = _singular(name.lower())
            dimensions[f"{name}?" if unknown in _BASES else unknown] += exponent
        for base, power in unit[0].items() if unit else ():
            dimensions[base] += power * exponent
        factor *= (unit[1] if unit else Fraction(1)) ** exponent
    if dimensions.keys() & {"C", "F"}:
        dimensions.pop("deg", None)  # degrees Celsius are not an angle
    parts = tuple(sorted((b, e) for b, e in dimensions.items() if e))
    return Unit(parts, factor, known, not known and is_noun(text))


def is_noun(text: str) -> bool:
    """Whether words after a number name things that are counted, and say nothing more.

    The last of at most three words is a plural, or one of COUNTED; none is one of CHANGING. After a
    plural may stand what it is for: `ways to choose`.
    """
    head, _, purpose = text.casefold().strip(" .").partition(" to ")
    words = [word for word in head.split() if word not in _EMPTY_WORDS]
    if words == ["times"]:
        return not purpose  # how often
    if not words or len(words) > _MAX_WORDS or len(purpose.split()) > _MAX_WORDS:
        return False
    if not all(word.isalpha() for word in (*words, *purpose.split())):
        return False
    if CHANGING.intersection((*words, *purpose.split())):
        return False
    return _is_plural(words[-1]) or words[-1] in COUNTED


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word[-1] == "s" and word[-2] not in "siu"


def _powers(text: str) -> list[tuple[str, int]]:
    """Each word with its exponent; `per` and `/` turn the sign of the next one."""
    found: list[tuple[str, int]] = []
    sign, power = 1, 1
    for word, exponent, operator, other in _PIECE.findall(text):
        lower = word.lower()
        if operator == "/" or lower == "per":
            sign = -1
        elif lower in _POWERS and lower.endswith("ed") and found:
            found[-1] = (found[-1][0], found[-1][1] * _POWERS[lower])
        elif lower in _POWERS:
            power = _POWERS[lower]
        elif other:
            found.append((other, 1))  # no unit: what it means is not known
        elif word == "A" or (word and lower not in _EMPTY_WORDS):
            found.append((word, sign * power * int(exponent or 1)))
            sign, power = 1, 1
    return found


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word
