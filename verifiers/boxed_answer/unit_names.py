# ruff: noqa: SIM905  # lists of words read better as the words alone
"""The units that answers carry: names, dimensions, and factors to the base units.

"kN" ──▶ prefix k, unit N = 1000 g m s^-2 ──▶ ({"g": 1, "m": 1, "s": -2}, 10^6)
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, TypeAlias

Dimensions: TypeAlias = Mapping[str, int]

_TABLE: Final = """
m 1: meter meters metre metres
m 254/10000: inch inches in
m 3048/10000: ft foot feet
m 9144/10000: yd yard yards
m 1609344/1000: mi mile miles
m 1852: nmi
m 1/1000000: micron microns
m 1/10000000000: angstrom angstroms
m^2 10000: ha hectare hectares
m^2 40468564224/10000000: acre acres
g 1: gram grams gramme grammes gm
g 1000: kgs kilo kilos
g 45359237/100000: lb lbs pound-mass
g 45359237/1600000: oz ounce ounces
g 1000000: tonne tonnes
ton 1: ton tons
s 1: sec secs second seconds
s 60: min mins minute minutes
s 3600: h hr hrs hour hours
s 86400: day days
s 604800: week weeks wk wks
s 1209600: fortnight fortnights
y 1: year years yr yrs
y 1/12: month months mo
y 10: decade decades
y 100: century centuries
y 1000: millennium millennia
m^3 1/1000: liter liters litre litres
m^3 1/1000000: cc
m^3 3785411784/16000000000000: cup cups
m^3 3785411784/1000000000000: gallon gallons gal
m^3 3785411784/4000000000000: quart quarts
m^3 3785411784/8000000000000: pint pints
dollar 1: dollar dollars usd USD
dollar 1/100: cent cents penny pennies
euro 1: euro euros EUR
pound 1: pound pounds GBP
yen 1: yen JPY
rupee 1: rupee rupees INR
deg 1: degree degrees deg degs
rad 1: radian radians rad rads
C 1: celsius Celsius
F 1: fahrenheit Fahrenheit
K 1: kelvin kelvins
A 1: ampere amperes amp amps
g*m*s^-2 1000: newton newtons
g*m^2*s^-2 1000: joule joules
g*m^2*s^-2 4184: cal calorie calories
g*m^2*s^-2 4184000: kcal kilocalorie kilocalories
g*m^2*s^-3 1000: watt watts
g*m^2*s^-3*A^-1 1000: volt volts
g*m^2*s^-3*A^-2 1000: ohm ohms
A*s 1: coulomb coulombs
g^-1*m^-2*s^4*A^2 1/1000: farad farads
g*s^-2*A^-1 1000: tesla teslas
g*m^2*s^-2*A^-2 1000: henry henries
g*m^2*s^-2*A^-1 1000: weber webers Wb
s^-1 1: hertz
g*m^-1*s^-2 1000: pascal pascals
g*m^-1*s^-2 101325000: atm atmosphere atmospheres
mol 1: mole moles
bit 1: bit bits
bit 8: byte bytes
rev 1: rev revs revolution revolutions
m*s^-1 1852/3600: knot knots
"""
"""Names that are written out, with their plurals; `ton` and `pound` mean several things, and so are
units of their own."""

_PREFIXED: Final = """
m 1: m meter meters metre metres
g 1: g gram grams gramme grammes
s 1: s sec second seconds
m^3 1/1000: L l liter liters litre litres
A 1: A amp amps ampere amperes
mol 1: mol mole moles
g*m*s^-2 1000: N newton newtons
g*m^2*s^-2 1000: J joule joules
g*m^2*s^-2 4184: cal calorie calories
g*m^2*s^-2 3600000: Wh watt-hour watt-hours
g*m^2*s^-3 1000: W watt watts
g*m^2*s^-3*A^-1 1000: V volt volts
g*m^2*s^-3*A^-2 1000: ohm ohms
s^-1 1: Hz hertz
g*m^-1*s^-2 1000: Pa pascal pascals
g*m^-1*s^-2 100000000: bar bars
g*m^2*s^-2 1602176634/10000000000000000000000000: eV electronvolt electronvolts
bit 1: bit bits
A*s 1: coulomb coulombs
g^-1*m^-2*s^4*A^2 1/1000: farad farads F
g*s^-2*A^-1 1000: tesla teslas
g*m^2*s^-2*A^-2 1000: henry henries
K 1: K kelvin kelvins
"""
"""What the prefixes of the SI go before: a symbol takes a symbol, a name a name."""

_SYMBOLS: Final[dict[str, Fraction]] = {
    "p": Fraction(1, 10**12), "n": Fraction(1, 10**9), "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000), "c": Fraction(1, 100), "d": Fraction(1, 10), "h": Fraction(100),
    "k": Fraction(10**3), "M": Fraction(10**6), "G": Fraction(10**9), "T": Fraction(10**12),
}  # fmt: skip
_NAMES: Final = {
    "pico": "p", "nano": "n", "micro": "u", "milli": "m", "centi": "c", "deci": "d", "hecto": "h",
    "kilo": "k", "mega": "M", "giga": "G", "tera": "T",
}  # fmt: skip

_ELSEWHERE: Final = frozenset(
    "pA dA hA cA TA dN cN hN TN dV hV cV dW hW cW nl pl Tl Gl Ml kl dJ cJ hJ cK dK hK dF cF hF TF "
    "kF MF GF Gm Tm pm hm dg hg Gg Tg hs ds cs Ts cd".split()
)
"""Pairs of letters that are more often a product, another word or half of the day."""


def _dimensions(text: str) -> dict[str, int]:
    powers = (piece.partition("^") for piece in text.split("*"))
    return {base: int(exponent or 1) for base, _, exponent in powers}


def _read() -> dict[str, tuple[Dimensions, Fraction]]:
    names: dict[str, tuple[Dimensions, Fraction]] = {}
    for table, prefixed in ((_PREFIXED, True), (_TABLE, False)):
        for line in table.strip().splitlines():
            head, _, spelled = line.partition(":")
            base, factor = head.split()
            for name in spelled.split():
                unit = _dimensions(base), Fraction(factor)
                if name != "F":  # farad only behind a prefix: alone it is Fahrenheit
                    names[name] = unit
                for prefix, symbol in _NAMES.items() if prefixed else ():
                    before = prefix if len(name) > 3 else symbol
                    if before + name not in _ELSEWHERE:
                        names[before + name] = unit[0], unit[1] * _SYMBOLS[symbol]
    names |= {"C": ({"C": 1}, Fraction(1)), "F": ({"F": 1}, Fraction(1))}
    return names


UNITS: Final = _read()
"""Name as written: (dimensions, factor to their base units)."""

_SHORT: Final = frozenset(
    "cm mm km dm nm in ft yd mi kg mg lb oz hr mL ml dL cL kJ MJ kW MW GW mW Hz Pa kV mV mA kN eV "
    "ha mo yr wk".split()
)
UNIT_WORDS: Final = frozenset(
    name for name in UNITS if len(name) != 2 or name in _SHORT
) | frozenset({"sq", "square", "cubic", "cu", "per", "unit", "units", "mph", "kph"})
"""Every word that is a unit after a number, in text or not; other pairs of letters (`mN`) are one
in text alone, for elsewhere they may be a product."""

PREFIX_COMMANDS: Final[dict[str, str]] = _NAMES
"""siunitx's macros of prefixes, with their symbols."""

UNIT_COMMANDS: Final[dict[str, str]] = {
    "meter": "m", "metre": "m", "gram": "g", "second": "s", "ampere": "A", "kelvin": "K",
    "mole": "mol", "hertz": "Hz", "newton": "N", "pascal": "Pa", "joule": "J", "watt": "W",
    "volt": "V", "ohm": "ohm", "liter": "L", "litre": "L", "minute": "min", "hour": "h",
    "kilogram": "kg", "electronvolt": "eV", "hectare": "ha", "celsius": "C",
    "degreeCelsius": "C", "radian": "rad", "bar": "bar", "tonne": "tonne", "farad": "farad",
    "coulomb": "coulomb", "tesla": "tesla", "henry": "henry",
}  # fmt: skip
"""siunitx's macros of units, with the names that the table has."""
