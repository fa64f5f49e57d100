"""Numeric evaluation: what it can tell, and its bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sallyport.verifiers.boxed_answer.forms import parse
from sallyport.verifiers.boxed_answer.limits import MAX_FACTORIAL
from sallyport.verifiers.boxed_answer.nodes import NoValueError
from sallyport.verifiers.boxed_answer.numeric import Sampling, as_fraction, infinity, real_value


@pytest.mark.parametrize(
    ("a", "b", "agree"),
    [
        (r"\sin^2 x + \cos^2 x", "1", True),
        (r"\sin x", r"\cos x", False),
        (r"\sqrt{x^2}", "x", None),
        (r"\frac{1}{x-x}", "1", None),
        (r"\frac{1}{\lfloor x/3\rfloor}", r"\frac{\sin^2 x+\cos^2 x}{\lfloor x/3\rfloor}", True),
        (r"e^{i\pi}", "-1", True),
        (r"\sqrt[3]{-\pi}", r"-\sqrt[3]{\pi}", True),
        ("n!", r"n \cdot (n-1)!", True),
        (r"\log x", r"\frac{\ln x}{\ln 10}", True),
    ],
)
def test_expressions_agree_where_they_are_tried(a: str, b: str, agree: bool | None) -> None:
    assert Sampling().agree(parse(a), parse(b), ["n", "x"]) is agree


def test_a_variable_may_have_any_letters_in_its_name() -> None:
    a = parse("\\sin^2 x_{\ud800}+\\cos^2 x_{\ud800}")
    assert Sampling().agree(a, parse("1"), ["x_{\ud800}"]) is True


def test_a_logarithm_without_base_may_be_natural() -> None:
    a, b = parse(r"\log 2"), parse(r"\ln 2")
    assert Sampling().agree(a, b, []) is False
    assert Sampling(natural_log=True).agree(a, b, []) is True


@pytest.mark.parametrize(
    "text",
    [
        "9^{9^{9^9}}",
        "10^{10^{10}}",
        r"e^{e^{e^{e^e}}}",
        r"\sin(10^{100})",
        "2000!",
        r"\binom{5000}{2}",
        r"\binom{0.5}{5000}",
        r"\frac10",
        r"\ln 0",
        r"0^{-\frac12}",
        r"\infty - \infty",
        r"i",
        "x",
        r"\text{yes}",
        "f(2)",
    ],
)
def test_what_has_no_real_value_within_the_bounds_has_none(text: str) -> None:
    with pytest.raises(NoValueError):
        real_value(parse(text))


@pytest.mark.parametrize("text", [r"\binom{0.5}{%d}", r"\binom{%d}{0.5}", "%d!"])
def test_the_largest_argument_that_is_allowed_has_a_value(text: str) -> None:
    assert real_value(parse(text % MAX_FACTORIAL))
    with pytest.raises(NoValueError, match="too large"):
        real_value(parse(text % (MAX_FACTORIAL + 1)))


def test_the_work_of_a_comparison_is_bounded() -> None:
    sampling = Sampling()
    wide = parse("+".join([r"\sin 1"] * 300))
    for _ in range(4):
        sampling.value(wide, {})
    with pytest.raises(NoValueError, match="too much"):
        sampling.value(wide, {})


def test_infinity_is_an_end_and_fractions_are_kept() -> None:
    assert real_value(parse(r"-\infty")) == -infinity()
    assert as_fraction(real_value(parse("-0.375"))) == Fraction(-3, 8)
    assert as_fraction(real_value(parse("0"))) == 0
