# ruff: noqa: SIM905  # lists of words read better as the words alone
"""One value in many styles: texts of different values are never equal, those of one value are.

The values are drawn first and printed by what stands here, which knows nothing of how they are read.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.boxed_answer import compare

_SMALL: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNITS: Final[dict[str, dict[str, Fraction]]] = {
    "length": {
        "m": Fraction(1), "cm": Fraction(1, 100), "km": Fraction(1000), "mm": Fraction(1, 1000),
        "feet": Fraction(3048, 10_000), "inches": Fraction(254, 10_000), "nm": Fraction(1, 10**9),
    },
    "volume": {
        "L": Fraction(1, 1000), "mL": Fraction(1, 10**6), "m^3": Fraction(1),
        "cm^3": Fraction(1, 10**6), "cubic meters": Fraction(1), "liters": Fraction(1, 1000),
    },
    "energy": {
        "J": Fraction(1), "kJ": Fraction(1000), "kWh": Fraction(3_600_000), "MJ": Fraction(10**6),
        r"N\cdot m": Fraction(1), "W s": Fraction(1),
    },
    "speed": {"m/s": Fraction(1), "km/h": Fraction(5, 18), "meters per second": Fraction(1)},
    "pressure": {"Pa": Fraction(1), "kPa": Fraction(1000), "N/m^2": Fraction(1)},
    "money": {"dollars": Fraction(1), "cents": Fraction(1, 100)},
}  # fmt: skip


def in_words(number: int) -> str:
    """Write a whole number below a million."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        ones = f"-{_SMALL[number % 10]}" if number % 10 else ""
        return _TENS[number // 10 - 2] + ones
    scale, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    rest = f" {in_words(number % scale)}" if number % scale else ""
    return f"{in_words(number // scale)} {name}{rest}"


def written(number: int) -> list[str]:
    """Write a whole number in every style."""
    styles = [
        str(number), f"{number:,}", f"0{number}", f"{number}.0", hex(number), bin(number),
        in_words(number), rf"\text{{{in_words(number)}}}", f"x = {number}",
        rf"{number}\text{{ apples}}", rf"{number}^{{\text{{th}}}}", rf"{number}\text{{ in total}}",
        rf"\frac{{{3 * number}}}{{3}}", rf"\text{{half of }}{2 * number}",
    ]  # fmt: skip
    for factor, name in ((12, "dozen"), (100, "hundred"), (1000, "thousand")):
        if number % factor == 0:
            styles.append(rf"{number // factor}\text{{ {name}}}")
    return styles


NUMBERS: Final = st.one_of(
    st.integers(0, 40), st.integers(0, 999_999), st.sampled_from([12, 24, 100, 1200, 3000, 12_000])
)


@settings(deadline=None)
@given(NUMBERS, st.data())
def test_a_number_is_itself_in_every_style(number: int, data: st.DataObject) -> None:
    first, second = (data.draw(st.sampled_from(written(number))) for _ in range(2))
    assert compare(first, second).equal is True


@settings(deadline=None)
@given(NUMBERS, NUMBERS, st.sampled_from([1, 2, 10, 12, 100, 1000]), st.data())
def test_no_number_is_another_in_any_style(
    number: int, other: int, factor: int, data: st.DataObject
) -> None:
    other = data.draw(st.sampled_from([other, min(number * factor, 999_999)]))
    if number == other:
        other += 1
    first = data.draw(st.sampled_from(written(number)))
    second = data.draw(st.sampled_from(written(other)))
    assert compare(first, second).equal is not True


@settings(deadline=None)
@given(st.sampled_from(sorted(_UNITS)), st.sampled_from(sorted(_UNITS)), NUMBERS, st.data())
def test_quantities_are_equal_exactly_when_they_are_the_same(
    kind: str, other_kind: str, number: int, data: st.DataObject
) -> None:
    unit, factor = data.draw(st.sampled_from(sorted(_UNITS[kind].items())))
    other_unit, other_factor = data.draw(st.sampled_from(sorted(_UNITS[other_kind].items())))
    other = data.draw(st.sampled_from([Fraction(number), number * factor / other_factor]))
    same = number == 0 or (number * factor == other * other_factor)
    first = rf"{number}\text{{ {unit}}}"
    second = rf"\frac{{{other.numerator}}}{{{other.denominator}}}\ \mathrm{{{other_unit}}}"
    assert compare(first, second).equal is (same and kind == other_kind)
