"""Exact values: quotients of polynomials, and the plain rational numbers among them.

Exact = Fraction | Ratio       a Ratio is never a plain number: `simplified` sees to it
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Final, TypeAlias

import msgspec

from . import polynomials
from .limits import MAX_BITS, MAX_FACTORED
from .nodes import NoValueError, UndefinedError
from .polynomials import ONE, Meter, Polynomial, atom, constant

_POSITIVE: Final = ("#", "pi", "e")
_MAX_ROOT: Final = 64  # index of a root that is taken exactly
_MAX_EXPONENT: Final = 10_000  # of a power of a sum; larger ones never fit the other bounds


class Ratio(msgspec.Struct, frozen=True):
    """`over` is not empty; when it has one term it is 1."""

    top: Polynomial
    over: Polynomial


Exact: TypeAlias = Fraction | Ratio

_UNIT: Final[Polynomial] = {ONE: Fraction(1)}


def ratio(value: Exact) -> Ratio:
    """Any exact value as a quotient of polynomials."""
    return Ratio(constant(value), _UNIT) if isinstance(value, Fraction) else value


def simplified(top: Polynomial, over: Polynomial, meter: Meter) -> Exact:
    """Return a quotient in the smaller of its forms; `over` must not be empty."""
    if not top:
        return Fraction(0)
    if over is not _UNIT and len(over) == 1:
        top, over = polynomials.multiply(top, polynomials.inverse_of_term(over), meter), _UNIT
    if over is _UNIT and len(top) == 1 and ONE in top:
        return top[ONE]
    factor = None if over is _UNIT else polynomials.factor(over, top)
    return Ratio(top, over) if factor is None else factor


def symbol(name: str) -> Exact:
    """Return an atom as a value."""
    return Ratio(atom(name), _UNIT)


def add(left: Exact, right: Exact, meter: Meter) -> Exact:
    """Sum. Raises NoValueError."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        meter.charge(1, polynomials.bits(left) + polynomials.bits(right))
        return left + right
    a, b = ratio(left), ratio(right)
    if a.over is b.over or a.over == b.over:
        return simplified(polynomials.add(a.top, b.top, meter), a.over, meter)
    top = polynomials.add(
        polynomials.multiply(a.top, b.over, meter),
        polynomials.multiply(b.top, a.over, meter),
        meter,
    )
    return simplified(top, polynomials.multiply(a.over, b.over, meter), meter)


def negative(value: Exact, meter: Meter) -> Exact:
    """Return the value with the other sign."""
    return multiply(Fraction(-1), value, meter)


def multiply(left: Exact, right: Exact, meter: Meter) -> Exact:
    """Product. Raises NoValueError."""
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        meter.charge(1, polynomials.bits(left) + polynomials.bits(right))
        return left * right
    if isinstance(left, Fraction):
        return _scaled(ratio(right), left, meter)
    if isinstance(right, Fraction):
        return _scaled(left, right, meter)
    a, b = left, right
    if a.over is _UNIT and b.over is _UNIT:
        return simplified(polynomials.multiply(a.top, b.top, meter), _UNIT, meter)
    return simplified(
        polynomials.multiply(a.top, b.top, meter),
        polynomials.multiply(a.over, b.over, meter),
        meter,
    )


def _scaled(value: Ratio, factor: Fraction, meter: Meter) -> Exact:
    if not factor:
        return factor
    return Ratio(polynomials.scaled(value.top, factor, meter), value.over)


def divide(left: Exact, right: Exact, meter: Meter) -> Exact:
    """Quotient. Raises NoValueError; UndefinedError for a division by zero."""
    if not right:
        raise UndefinedError("a division by zero")
    if isinstance(right, Fraction):
        return multiply(left, 1 / right, meter)
    divisor = right
    return multiply(left, simplified(divisor.over, divisor.top, meter), meter)


def is_same(left: Exact, right: Exact, meter: Meter) -> bool:
    """Whether two values are the same by their forms. Raises NoValueError."""
    a, b = ratio(left), ratio(right)
    if a.over == b.over:
        return a.top == b.top
    first = polynomials.multiply(a.top, b.over, meter)
    return first == polynomials.multiply(b.top, a.over, meter)


def atoms(value: Exact) -> frozenset[str]:
    """Return the names of all atoms in it."""
    if isinstance(value, Fraction):
        return frozenset()
    return frozenset(
        name for part in (value.top, value.over) for monomial in part for name, _ in monomial
    )


def key(value: Exact) -> str:
    """Return a text that is equal for values of equal form."""
    if isinstance(value, Fraction):
        return polynomials.number_key(value)
    return f"({polynomials.key(value.top)})/({polynomials.key(value.over)})"


# ── powers and roots ─────────────────────────────────────────────────────────────────────────────


def power(base: Exact, exponent: Fraction, meter: Meter) -> Exact:
    """Return a rational power. Raises NoValueError where there is no exact form here."""
    if exponent.denominator != 1:
        return _fractional_power(base, exponent, meter)
    if exponent < 0:
        return power(divide(Fraction(1), base, meter), -exponent, meter)
    return _whole_power(base, int(exponent), meter)


def _whole_power(base: Exact, exponent: int, meter: Meter) -> Exact:
    if isinstance(base, Fraction):
        if base not in {0, 1, -1}:
            meter.charge(1, polynomials.bits(base) * min(exponent, MAX_BITS))
            return base**exponent
        return base ** (exponent % 2 or min(exponent, 2))
    if exponent > _MAX_EXPONENT and len(base.top) + len(base.over) > 2:
        raise NoValueError("an exponent too large for exact arithmetic")
    result: Exact = Fraction(1)
    square: Exact = base
    while exponent:
        if exponent & 1:
            result = multiply(result, square, meter)
        exponent >>= 1
        if exponent:
            square = multiply(square, square, meter)
    return result


def _fractional_power(base: Exact, exponent: Fraction, meter: Meter) -> Exact:
    """Powers of one term whose factors are positive; negative numbers have odd roots only."""
    if not base:
        if exponent < 0:
            raise UndefinedError("a division by zero")
        return Fraction(0)
    value = ratio(base)
    if len(value.top) != 1 or value.over != _UNIT:
        raise NoValueError("a root of a sum")
    [(monomial, number)] = value.top.items()
    if number < 0 and any(name.startswith("v:") for name, _ in monomial):
        raise NoValueError("a root whose sign is not known")
    result = _root_of_number(number, exponent, meter)
    for name, inner in monomial:
        if not (name.startswith("#") or name in _POSITIVE or _is_plain(monomial)):
            raise NoValueError("a root of a product whose sign is not known")
        result = multiply(result, Ratio(atom(name, inner * exponent), _UNIT), meter)
    return result


def _is_plain(monomial: tuple[tuple[str, Fraction], ...]) -> bool:
    """Return a variable alone: its root is written x^(1/n), and nothing is said of its sign."""
    return len(monomial) == 1 and monomial[0][0].startswith("v:") and monomial[0][1] == 1


def _root_of_number(number: Fraction, exponent: Fraction, meter: Meter) -> Exact:
    if number < 0:
        return _root_of_negative(-number, exponent, meter)
    if number == 1:
        return Fraction(1)
    whole = exponent.numerator // exponent.denominator
    result = _whole_power(number, abs(whole), meter)
    if whole < 0:
        result = divide(Fraction(1), result, meter)
    part = exponent - whole
    top = _root_of_whole(number.numerator, part, meter)
    over = _root_of_whole(number.denominator, part, meter)
    return multiply(result, divide(top, over, meter), meter)


def _root_of_negative(number: Fraction, exponent: Fraction, meter: Meter) -> Exact:
    """Take the square root of a negative number, which is imaginary; other roots are refused."""
    if exponent.denominator != 2:
        raise NoValueError("a root of a negative number")
    turn = polynomials.atom("i", Fraction(exponent.numerator))
    return multiply(_root_of_number(number, exponent, meter), simplified(turn, _UNIT, meter), meter)


def _root_of_whole(number: int, exponent: Fraction, meter: Meter) -> Exact:
    """Return a positive whole number to a power between 0 and 1."""
    if exponent.denominator == 2 and isqrt(number) ** 2 == number:
        return Fraction(isqrt(number)) ** exponent.numerator
    if exponent.denominator > _MAX_ROOT:
        raise NoValueError("a root of a high index")
    result: Exact = Fraction(1)
    for prime, count in factors(number).items():
        radical = atom(f"#{prime}", exponent * count)
        result = multiply(result, simplified(radical, _UNIT, meter), meter)
    return result


def factors(number: int) -> dict[int, int]:
    """Primes and their exponents. Raises NoValueError above MAX_FACTORED."""
    if number > MAX_FACTORED:
        raise NoValueError("a number too large to factor")
    found: dict[int, int] = {}
    divisor = 2
    while divisor * divisor <= number:
        while number % divisor == 0:
            found[divisor] = found.get(divisor, 0) + 1
            number //= divisor
        divisor += 1 if divisor == 2 else 2
    if number > 1:
        found[number] = found.get(number, 0) + 1
    return found
