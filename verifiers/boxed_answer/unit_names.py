"""The units that answers carry: names, dimensions, and factors to a base unit of the dimension."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

_TABLE: Final = """
length m 1: m meter meters metre metres
length m 1/100: cm centimeter centimeters centimetre centimetres
length m 1/1000: mm millimeter millimeters millimetre millimetres
length m 1/10: dm decimeter decimeters decimetre decimetres
length m 1000: km kilometer kilometers kilometre kilometres
length m 254/10000: inch inches in
length m 3048/10000: ft foot feet
length m 9144/10000: yd yard yards
length m 1609344/1000: mi mile miles
mass g 1: g gram grams
mass g 1000: kg kilogram kilograms kgs
mass g 1/1000: mg milligram milligrams
mass g 45359237/100000: lb lbs pound-mass
mass g 45359237/1600000: oz ounce ounces
time s 1: s sec secs second seconds
time s 60: min mins minute minutes
time s 3600: h hr hrs hour hours
time s 86400: day days
time s 604800: week weeks
year y 1: year years yr yrs
month mo 1: month months
volume L 1: L l liter liters litre litres
volume L 1/1000: mL ml milliliter milliliters millilitre millilitres
money dollar 1: dollar dollars usd USD
money dollar 1/100: cent cents
euro euro 1: euro euros EUR
pound pound 1: pound pounds GBP
yen yen 1: yen JPY
angle deg 1: degree degrees deg degs
angle rad 1: radian radians rad rads
temperature C 1: C celsius Celsius
temperature F 1: F fahrenheit Fahrenheit
current A 1: ampere amperes amp amps A
force N 1: newton newtons N
energy J 1: joule joules J
energy J 1000: kJ kilojoule kilojoules
power W 1: watt watts W
power W 1000: kW kilowatt kilowatts
voltage V 1: volt volts V
frequency Hz 1: hertz Hz
pressure Pa 1: pascal pascals Pa
amount mol 1: mole moles mol
"""


def _read() -> dict[str, tuple[str, Fraction]]:
    names: dict[str, tuple[str, Fraction]] = {}
    for line in _TABLE.strip().splitlines():
        head, _, spelled = line.partition(":")
        _, base, factor = head.split()
        names |= dict.fromkeys(spelled.split(), (base, Fraction(factor)))
    return names


UNITS: Final = _read()
"""Name as written: (base unit of its dimension, factor to that base unit)."""

UNIT_WORDS: Final = frozenset(UNITS) | frozenset(
    {"sq", "square", "cubic", "cu", "per", "unit", "units", "mph", "kph"}
)
"""Every word that may stand in a unit."""
