"""Exact arithmetic: values, their bounds, and its laws."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.boxed_answer import ratios
from sallyport.verifiers.boxed_answer.exact import exact_of
from sallyport.verifiers.boxed_answer.forms import parse
from sallyport.verifiers.boxed_answer.limits import MAX_FACTORED, MAX_TERMS, MAX_WORK
from sallyport.verifiers.boxed_answer.nodes import NoValueError, UndefinedError
from sallyport.verifiers.boxed_answer.polynomials import Meter


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2+3*4", 14),
        ("-2^2", -4),
        ("(-2)^2", 4),
        ("2^3^2", 512),
        ("1/2/3", Fraction(1, 6)),
        ("2*-3", -6),
        ("6/-2*3", -9),
        ("1 1/2", Fraction(3, 2)),
        (r"-2\frac12", Fraction(-5, 2)),
        (r"\sqrt{2}\sqrt{2}", 2),
        (r"\sqrt[4]{16}", 2),
        (r"i^4", 1),
        (r"i^3 \cdot i", 1),
        (r"\frac{1+i}{1-i} \cdot i", -1),
        ("5!", 120),
        ("0!", 1),
        (r"\sqrt[3]{-8}", -2),
        (r"\binom{6}{3}", 20),
        (r"\binom{6}{0}", 1),
        (r"\binom{6}{6}", 1),
        (r"\log_2 \frac18", -3),
        ("|-3|", 3),
        (r"\lfloor -2.5 \rfloor", -3),
        (r"\lceil -2.5 \rceil", -2),
        (r"\frac{\ln 8}{\ln 2}", 3),
        (r"\ln e", 1),
        (r"\sin\frac{\pi}{6}", Fraction(1, 2)),
        (r"\sin 0", 0),
        (r"\sqrt2\sin\frac{\pi}{4}", 1),
        (r"\frac{2}{\sqrt3}\sin\frac{\pi}{3}", 1),
        (r"\sin\frac{\pi}{2}", 1),
        (r"\sin\frac{7\pi}{6}", Fraction(-1, 2)),
        (r"\tan\frac{3\pi}{4}", -1),
        (r"\cos\pi", -1),
        (r"\frac{2^{n+1}}{2^n}", 2),
        (r"\frac{e^{x+1}}{e^x e}", 1),
        (r"\frac{6^n}{2^n 3^n}", 1),
        ("0^0", 1),
        ("x-x", 0),
        ("0x", 0),
        (r"\sqrt{9}!", 6),
        (r"\frac{\sqrt{-4}}{i}", 2),
        (r"\frac{x-x}{y}", 0),
        ("1^{999999999}", 1),
        ("(-1)^{1000000001}", -1),
    ],
)
def test_values_are_exact(text: str, value: int | Fraction) -> None:
    assert exact_of(parse(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "9^{9^9}",
        r"(1+\sqrt2)^{100000}",
        "1001!",
        "(-2)!",
        "1.5!",
        r"\binom{3}{5}",
        r"\log(-1)",
        r"\infty - \infty",
        r"\sqrt[\pi]{2}",
        r"2^{i n}",
        r"i^{\frac12}",
        r"2^{\frac{1}{100}}",
        r"\text{yes}",
        "(a+b)^{500}",
    ],
)
def test_what_has_no_exact_value_within_the_bounds_has_none(text: str) -> None:
    assert exact_of(parse(text)) is None


@pytest.mark.parametrize(
    "text", [r"\frac10", "0^{-1}", r"0^{-\frac12}", r"\ln 0", r"\tan 90^\circ", r"0\cdot\frac10"]
)
def test_what_does_not_exist_is_told_from_what_has_no_exact_form(text: str) -> None:
    with pytest.raises(UndefinedError):
        exact_of(parse(text))


def test_of_a_variables_sign_nothing_is_supposed() -> None:
    assert exact_of(parse(r"\frac{\sqrt{4x}}{\sqrt{x}}")) == 2
    assert exact_of(parse(r"\frac{\sqrt{x/4}}{\sqrt{x}}")) == Fraction(1, 2)
    for positive in (r"\pi", "e", r"\sqrt2"):
        assert exact_of(parse(rf"\frac{{\sqrt{{4{positive}}}}}{{\sqrt{{{positive}}}}}")) == 2
    for text in (r"\frac{\sqrt{x^2}}{x}", r"\frac{\sqrt{xy}}{\sqrt{x}\sqrt{y}}"):
        assert exact_of(parse(text)) != 1


def test_a_sum_of_as_many_terms_as_are_kept_is_exact_and_of_one_more_is_not() -> None:
    terms = [f"x_{{{number}}}" for number in range(MAX_TERMS + 1)]
    assert exact_of(parse("+".join(terms[:-1]))) is not None
    assert exact_of(parse("+".join(terms))) is None


RADICALS = st.recursive(
    st.one_of(
        st.fractions(-5, 5, max_denominator=6).map(lambda f: f"({f})"),
        st.sampled_from([r"\sqrt2", r"\sqrt3", r"\sqrt[3]{2}", r"\sqrt{\frac23}"]),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: f"({p[0]}+{p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}*{p[1]})"),
        inner.map(lambda e: f"(-{e})"),
    ),
    max_leaves=6,
)


def as_float(text: str) -> float:
    """The same value by other means."""
    plain = text
    for latex, python in (
        (r"\sqrt{\frac23}", "math.sqrt(2/3)"),
        (r"\sqrt[3]{2}", "2**(1/3)"),
        (r"\sqrt2", "math.sqrt(2)"),
        (r"\sqrt3", "math.sqrt(3)"),
    ):
        plain = plain.replace(latex, python)
    return float(eval(plain, {"math": math}))  # generated above, from fixed pieces


@pytest.mark.slow
@settings(deadline=None)
@given(RADICALS, RADICALS)
def test_forms_are_equal_exactly_when_values_are(a: str, b: str) -> None:
    first, second = exact_of(parse(a)), exact_of(parse(b))
    assert first is not None
    assert second is not None
    near = math.isclose(as_float(a), as_float(b), rel_tol=1e-9, abs_tol=1e-9)
    assert ratios.is_same(first, second, Meter()) is near
    assert (ratios.key(first) == ratios.key(second)) is near


@pytest.mark.slow
@settings(deadline=None)
@given(RADICALS, RADICALS)
def test_dividing_undoes_multiplying(a: str, b: str) -> None:
    first, second = exact_of(parse(a)), exact_of(parse(b))
    assert first is not None
    assert second is not None
    meter = Meter()
    if second == 0:
        with pytest.raises(NoValueError):
            ratios.divide(first, second, meter)
    else:
        product = ratios.multiply(first, second, meter)
        assert ratios.is_same(ratios.divide(product, second, meter), first, meter)


@settings(deadline=None)
@given(st.integers(1, MAX_FACTORED))
def test_factors_multiply_to_the_number(number: int) -> None:
    found = ratios.factors(number)
    assert math.prod(prime**count for prime, count in found.items()) == number
    assert all(
        prime > 1 and all(prime % d for d in range(2, math.isqrt(prime) + 1)) for prime in found
    )


def test_larger_numbers_are_not_factored() -> None:
    assert ratios.factors(MAX_FACTORED) == {2: 6, 5: 6}
    with pytest.raises(NoValueError):
        ratios.factors(MAX_FACTORED + 1)


def test_the_allowance_of_work_is_used_up() -> None:
    meter = Meter()
    meter.charge(MAX_WORK, 0)
    with pytest.raises(NoValueError):
        meter.charge(1, 0)
