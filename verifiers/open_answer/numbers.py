"""Numbers written in words: which of a text's words are one number, and which.

["two", "hundred", "and", "six", "bones"] ──▶ [206, "bones"]
["1.5" (a number), "million"]             ──▶ [1500000]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

Token: TypeAlias = str | Fraction
"""A word or sign in small letters, or a number."""

_ONES: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL: Final = {word: number for number, word in enumerate(_ONES)} | {
    word: 10 * number for number, word in enumerate(_TENS, 2)
}
_SCALES: Final = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}


def with_numbers(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens, those that make up a number in words as that number."""
    at = 0
    while at < len(tokens):
        value, end = _number(tokens, at)
        if value is None:
            yield tokens[at]
            at += 1
        else:
            yield value
            at = end


def _number(tokens: Sequence[Token], at: int) -> tuple[Fraction | None, int]:
    """Return the number that begins at a token and where it ends; None when there is none."""
    if tokens[at] in {"minus", "negative"} and at + 1 < len(tokens):
        value, end = _number(tokens, at + 1)
        # A second sign is no number's beginning.
        return (None, at) if value is None or value < 0 else (-value, end)
    total, below, found = Fraction(0), Fraction(10**15), False
    while True:
        group, end = _group(tokens, at + (found and tokens[at : at + 1] == ["and"]))
        if group is None:
            break
        scale = _SCALES.get(_word(tokens, end), 1)
        # Scales fall: "two thousand three million" is two numbers.
        if scale >= below or (found and group >= 1000):
            break
        total, below, found = total + group * scale, Fraction(scale), True
        at = end + (scale > 1)
        if scale == 1:
            break
    return (total, at) if found else (None, at)


def _group(tokens: Sequence[Token], at: int) -> tuple[Fraction | None, int]:
    """Read a number below a thousand in words, or one in digits, whatever its size."""
    first = tokens[at] if at < len(tokens) else ""
    if isinstance(first, Fraction):
        if _word(tokens, at + 1) == "hundred":
            return first * 100, at + 2
        return first, at + 1
    if first == "hundred":
        return Fraction(100), at + 1
    value, end = _below_hundred(tokens, at)
    if value is not None and 0 < value < 10 and _word(tokens, end) == "hundred":
        skip = _word(tokens, end + 1) == "and"
        rest, after = _below_hundred(tokens, end + 1 + skip)
        return (
            (Fraction(value * 100), end + 1) if not rest else (Fraction(value * 100 + rest), after)
        )
    return (None, at) if value is None else (Fraction(value), end)


def _below_hundred(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    value = _SMALL.get(_word(tokens, at))
    if value is None:
        return None, at
    more = _SMALL.get(_word(tokens, at + 1), 0)
    if value >= 20 and 0 < more < 10:
        return value + more, at + 2
    return value, at + 1


def _word(tokens: Sequence[Token], at: int) -> str:
    token = tokens[at] if at < len(tokens) else ""
    return token if isinstance(token, str) else ""
