"""Number tokens and what they mean, exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from .nodes import Node, Num, Op, UnreadableError

_MAX_EXPONENT: Final = 4_000
"""Decimal orders of magnitude: `1e999999999` must not be written out."""


def number(text: str) -> Num:
    """Read a number token: `1000`, `0.50`, `1.2e3`, `0.1(6)` with a repeating part."""
    if text.isdecimal():
        return Num(Fraction(int(text)))
    if "(" in text:
        return Num(_repeating(text))
    mantissa, _, exponent = text.lower().partition("e")
    if abs(int(exponent or 0)) > _MAX_EXPONENT:
        raise UnreadableError("an exponent too large to write out")
    whole, point, decimals = mantissa.partition(".")
    value = Fraction(int(whole + decimals or "0"), 10 ** len(decimals))
    places = len(decimals) - int(exponent or 0) if point or exponent else None
    return Num(value * Fraction(10) ** int(exponent or 0), places)


def _repeating(text: str) -> Fraction:
    start, _, period = text.rstrip(")").partition("(")
    whole, _, decimals = start.partition(".")
    scale = 10 ** len(decimals)
    fixed = Fraction(int(whole + decimals or "0"), scale)
    return fixed + Fraction(int(period), (10 ** len(period) - 1) * scale)


def period_of(decimals: str) -> str:
    """Return the digits that decimals before an ellipsis end with at least twice, or "".

    A single digit is its own period: `0.3...` is a third, but `3.14...` is not known.

    >>> period_of("1666"), period_of("142142"), period_of("3"), period_of("14")
    ('6', '142', '3', '')
    """
    if len(decimals) == 1:
        return decimals
    for length in range(1, len(decimals) // 2 + 1):
        if decimals[-length:] == decimals[-2 * length : -length]:
            return decimals[-length:]
    return ""


def literal(text: str) -> Num:
    """Read a whole number as programs write it: `0x1f`, `0b101`, `0o17`."""
    return Num(Fraction(int(text, 0)))


def is_proper_fraction(node: Node) -> bool:
    """Whether the node is a fraction of whole numbers below one: after a number it is added."""
    if not (isinstance(node, Op) and node.name == "frac"):
        return False
    top, bottom = node.args
    return (
        isinstance(top, Num)
        and isinstance(bottom, Num)
        and top.places is None
        and bottom.places is None
        and 0 < top.value < bottom.value
    )
