"""Exact polynomials with rational coefficients over named atoms, with rational exponents.

An atom is a text: `#2` is the prime 2, whose fractional powers are the radicals; `i`, `pi`, `e`;
`x` and other variables after `v:`; anything else that has no rules of its own after `f:`. Products
are reduced as they are made (#2^(3/2) is 2 times #2^(1/2), i^2 is -1), so equal polynomials over
primes, i, pi and variables are equal as dictionaries: radicals of distinct primes with distinct
fractional exponents are linearly independent over the rationals (Besicovitch, 1940), and pi is
transcendental.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeAlias

from .limits import MAX_BITS, MAX_TERMS, MAX_WORK
from .nodes import NoValueError

Monomial: TypeAlias = tuple[tuple[str, Fraction], ...]
"""Atoms with their exponents, in order of the atoms; no exponent is zero."""

Polynomial: TypeAlias = dict[Monomial, Fraction]
"""Coefficients, none of them zero."""

ONE: Monomial = ()


class Meter:
    """The arithmetic that one expression may still use; see MAX_WORK."""

    def __init__(self) -> None:
        self._left = MAX_WORK

    def charge(self, products: int, bits: int) -> None:
        """Use up the work of `products` products of coefficients of `bits` bits.

        Raises NoValueError when it is not there. Reducing a fraction costs its length squared.
        """
        if bits > MAX_BITS:
            raise NoValueError("numbers too long for exact arithmetic")
        self._left -= products * (1 + (bits // 512) ** 2)
        if self._left < 0:
            raise NoValueError("too much exact arithmetic")


def constant(value: Fraction) -> Polynomial:
    """Return a polynomial without atoms."""
    return {ONE: value} if value else {}


def atom(name: str, exponent: Fraction = Fraction(1)) -> Polynomial:
    """One atom to a power, reduced."""
    factor, monomial = _reduced({name: exponent})
    return {monomial: factor}


def size(polynomial: Polynomial) -> int:
    """Bits of the longest coefficient."""
    return max(map(bits, polynomial.values()), default=0)


def bits(value: Fraction) -> int:
    """Bits of numerator and denominator together."""
    return value.numerator.bit_length() + value.denominator.bit_length()


_NONE: Final = Fraction(0)
_WHOLE: Final = Fraction(1)


def add(left: Polynomial, right: Polynomial, meter: Meter) -> Polynomial:
    """Sum. Raises NoValueError."""
    meter.charge(len(left) + len(right), size(left) + size(right))
    total = dict(left)
    for monomial, value in right.items():
        added = total.get(monomial, _NONE) + value
        if added:
            total[monomial] = added
        else:
            total.pop(monomial, None)
    return _checked(total)


def scaled(polynomial: Polynomial, factor: Fraction, meter: Meter) -> Polynomial:
    """Product with a number. Raises NoValueError."""
    meter.charge(len(polynomial), size(polynomial) + bits(factor))
    return {monomial: value * factor for monomial, value in polynomial.items()} if factor else {}


def multiply(left: Polynomial, right: Polynomial, meter: Meter) -> Polynomial:
    """Product, reduced. Raises NoValueError."""
    meter.charge(len(left) * len(right), size(left) + size(right))
    product: Polynomial = {}
    for first, a in left.items():
        for second, b in right.items():
            factor, monomial = _joined(first, second)
            value = a * b if factor is _WHOLE else a * b * factor
            product[monomial] = product[monomial] + value if monomial in product else value
    return _checked({monomial: value for monomial, value in product.items() if value})


def factor(a: Polynomial, b: Polynomial) -> Fraction | None:
    """Return the rational number that makes `b` of `a`; None: there is none."""
    if not a or a.keys() != b.keys():
        return None
    lead = next(iter(a))
    ratio = b[lead] / a[lead]
    return ratio if all(b[monomial] == value * ratio for monomial, value in a.items()) else None


def inverse_of_term(polynomial: Polynomial) -> Polynomial:
    """Return the inverse of a polynomial of exactly one term."""
    [(monomial, value)] = polynomial.items()
    factor, inverted = _reduced({name: -exponent for name, exponent in monomial})
    return {inverted: factor / value}


def number_key(value: Fraction) -> str:
    """Return a text for a number; in hexadecimal, which has no limit of length."""
    return f"{value.numerator:x}/{value.denominator:x}"


def key(polynomial: Polynomial) -> str:
    """Return a canonical text: equal polynomials have equal keys."""
    terms = sorted(
        "*".join([number_key(value), *(f"{name}^{exponent}" for name, exponent in monomial)])
        for monomial, value in polynomial.items()
    )
    return "+".join(terms)


def _checked(polynomial: Polynomial) -> Polynomial:
    if len(polynomial) > MAX_TERMS:
        raise NoValueError("too many terms for exact arithmetic")
    return polynomial


def _joined(first: Monomial, second: Monomial) -> tuple[Fraction, Monomial]:
    if not first:
        return _WHOLE, second
    if not second:
        return _WHOLE, first
    exponents = dict(first)
    for name, exponent in second:
        exponents[name] = exponents.get(name, _NONE) + exponent
    return _reduced(exponents)


def _reduced(exponents: dict[str, Fraction]) -> tuple[Fraction, Monomial]:
    """Apply the rules of primes and of i; return the factor that falls out."""
    factor = _WHOLE
    kept: list[tuple[str, Fraction]] = []
    for name, exponent in sorted(exponents.items()):
        if name.startswith("#"):
            whole = exponent.numerator // exponent.denominator
            if whole:
                factor *= Fraction(int(name[1:])) ** whole
                exponent -= whole
        elif name == "i" and exponent.denominator == 1:
            factor = -factor if exponent % 4 >= 2 else factor
            exponent %= 2
        if exponent:
            kept.append((name, exponent))
    return factor, tuple(kept)
