"""Answers against expected answers: a table of pairs by family, and laws over generated ones."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.boxed_answer import AnswerOptions, Comparison, compare
from sallyport.verifiers.boxed_answer.layouts import laid_out
from sallyport.verifiers.boxed_answer.limits import MAX_READ_CHARS
from sallyport.verifiers.boxed_answer.programs import as_latex
from sallyport.verifiers.boxed_answer.typography import plainly_set, stripped
from tests.verifiers.boxed_answer.table import TABLE, pairs


def both_ways(a: str, b: str) -> list[bool | None]:
    return [compare(a, b).equal, compare(b, a).equal]


@pytest.mark.parametrize(("expected", "answer"), pairs("equal"))
def test_equal_answers_are_equal_both_ways_round(expected: str, answer: str) -> None:
    assert both_ways(expected, answer) == [True, True]


@pytest.mark.parametrize(("expected", "answer"), pairs("unequal"))
def test_unequal_answers_are_unequal_both_ways_round(expected: str, answer: str) -> None:
    assert both_ways(expected, answer) == [False, False]


@pytest.mark.parametrize(("expected", "answer"), pairs("unread"))
def test_what_is_in_no_notation_read_here_is_not_equal(expected: str, answer: str) -> None:
    assert both_ways(expected, answer) == [False, False]
    assert "no notation that is read" in compare(expected, answer).reason


@given(st.from_regex(r"-?[0-9]{1,60}(?:\.[0-9]{1,60})?", fullmatch=True))
def test_nothing_stands_around_digits_alone_so_no_step_looks_for_it(text: str) -> None:
    assert laid_out(as_latex(stripped(plainly_set(text)))) == text


OPEN = [*pairs("deferred"), *pairs("symbolic_equal"), *pairs("symbolic_unequal")]


@pytest.mark.parametrize(("expected", "answer"), OPEN)
def test_what_only_algebra_can_tell_is_left_open(expected: str, answer: str) -> None:
    assert both_ways(expected, answer) == [None, None]


@pytest.mark.parametrize(("expected", "answer"), OPEN)
def test_without_the_symbolic_layer_what_is_open_is_not_equal(expected: str, answer: str) -> None:
    outcome = compare(expected, answer, AnswerOptions(symbolic="off"))
    assert (outcome.equal, outcome.layer) == (False, "symbolic")
    assert "symbolic layer is off" in outcome.reason


def test_the_rules_of_the_documents_name_families_of_pairs() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "verdicts.md").read_text("utf-8")
    table = text.partition("## What a value is")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[-2])]
    assert len(rows) > 25
    assert set(named) <= set(TABLE)


def test_the_table_is_large_and_its_pairs_are_in_one_place_each() -> None:
    listed = [tuple(pair) for kinds in TABLE.values() for group in kinds.values() for pair in group]
    assert len(listed) >= 1000
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize(
    ("expected", "answer", "layer"),
    [
        ("x", r"\(x\)", "text"),
        ("7", "07", "integer"),
        (r"\frac{2}{4}", "0.5", "rational"),
        (r"\sqrt{8}", r"2\sqrt{2}", "algebra"),
        ("3.14159265", r"\pi", "decimal"),
        (r"\sqrt{2+\sqrt3}", r"\frac{\sqrt6+\sqrt2}{2}", "numeric"),
        ("(1, 0.5)", "(1, 1/2)", "rational"),
        ("even", r"\text{Even}", "words"),
        ("even", "odd", "words"),
        ("2", "3", "integer"),
        ("2", r"\frac12", "rational"),
        ("x>2", "y>2", "structure"),
        ("(1,2)", "[1,2]", "structure"),
        ("1/3", "0.3", "decimal"),
        (r"\mathbb{R}", "5", "structure"),
        (r"(0,1)\cup(2,3)", "yes", "structure"),
        ("x<2", r"x\le2", "structure"),
        ("5 cm", "5 cm^2", "structure"),
        ("(1,2)", "3", "structure"),
        (r"\{1,2\}", "(1,2)", "structure"),
        ("x^2+y^2=4", "4", "structure"),
        (r"\begin{pmatrix}1&0\\0&1\end{pmatrix}", "1", "structure"),
        (r"\alpha", r"\text{alpha}", "words"),
        ("A", "(A)", "choice"),
        (r"|x|", "x", "symbolic"),
    ],
)
def test_the_layer_that_decided_is_named(expected: str, answer: str, layer: str) -> None:
    assert compare(expected, answer).layer == layer


# ── options ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("expected", "answer", "ordered", "equal"),
    [
        ("1, 2", "2, 1", None, True),
        ("1, 2", "2, 1", True, False),
        ("1, 2", "1, 2", True, True),
        (r"\pm 2", "2, -2", True, True),
        (r"\pm 2", "-2, 2", True, False),
        (r"1\pm 2\mp 3", "0, 2", True, True),
        ("(1,2)", "(2,1)", None, False),
        ("(1,2)", "(2,1)", False, True),
        (r"\{1,2\}", r"\{2,1\}", True, False),
        (r"\{1,2\}", "(2,1)", False, True),
    ],
)
def test_a_task_may_say_whether_order_counts(
    expected: str, answer: str, ordered: bool | None, equal: bool
) -> None:
    assert compare(expected, answer, AnswerOptions(ordered=ordered)).equal is equal


@pytest.mark.parametrize(
    ("expected", "answer", "tolerance", "equal"),
    [
        ("3.14", r"\pi", 0.01, True),
        ("3.14", r"\pi", 0.0001, False),
        ("0.33", "1/3", 0.02, True),
        ("0.3333333", "1/3", 0.0, False),
        ("9.5", "9.6", 0.02, True),
        ("1234567", "1234568", 0.5, False),
        ("1/3", "2/3", 0.9, False),
        (r"(1.01, 2)", "(1, 2)", 0.02, True),
    ],
)
def test_a_tolerance_is_for_decimals_and_never_for_whole_numbers(
    expected: str, answer: str, tolerance: float, equal: bool
) -> None:
    assert compare(expected, answer, AnswerOptions(tolerance=tolerance)).equal is equal


# ── hostile text ─────────────────────────────────────────────────────────────────────────────────

HOSTILE = {
    "tower": "9^{9^{9^9}}",
    "nested fractions": r"\frac{1}{" * 1000 + "1" + "}" * 1000,
    "open brackets": "(" * 4000,
    "matched brackets": "(" * 1900 + "1" + ")" * 1900,
    "digits": "9" * 4000,
    "digits beyond what is read": "9" * 20_000,
    "a megabyte": "a" * 1_000_000,
    "long sum": "+".join(["1"] * 700),
    "power of a sum": r"(1+\sqrt2+\sqrt3+\sqrt5)^{300}",
    "subscripts": "(" + "+".join(f"x_{{{i}}}" for i in range(100)) + ")^{3}",
    "factorials": "1000!" * 300,
    "factorial of factorials": "1000!!!!!",
    "signs": r"\pm1" * 40,
    "exponentials": r"\exp(" * 12 + "10" + ")" * 12,
    "exponent notation": "1e4000*" * 300 + "1",
    "huge exponent notation": "1e999999999",
    "decimals": "0." + "3" * 3900,
    "long list": ",".join(map(str, range(900))),
    "list of functions": ",".join(rf"\sin {i}" for i in range(300)),
    "unions": r"\cup".join(f"({i},{i + 1})" for i in range(200)),
    "conditions": " or ".join(f"x<{i}" for i in range(200)),
    "root of digits": r"\sqrt{" + "7" * 3000 + "}",
    "binomials": r"\binom{1000}{500}" * 200,
    "quotients": "/".join(["3"] * 700),
    "carets": "^".join(["2"] * 700),
    "minus signs": "-" * 3000 + "1",
    "primes": "f" + "'" * 3000,
    "logarithms": "+".join(rf"\log {i}" for i in range(2, 200)),
    "Arabic digits": "٣" * 3000,
    "direction marks": "\u202e" * 3000 + "7",
    "NUL": "\0" * 3000,
    "lone surrogates": "\ud800" * 10,
    "backslashes": "\\" * 4000,
    "multipliers": "5" + " hundred" * 450,
    "spaces before a base": "1" + " " * 3900 + "base",
    "bases": "1_" * 1900,
    "colons": "1:" * 1900,
    "minutes": "1^\\circ1'" * 400,
    "halves of halves": r"\text{half of }" * 250 + "1",
    "dots": "0.1..." * 600,
    "siunitx": r"\SI{1}{\m" * 400,
    "unclosed text": r"\text{" * 600,
    "matrix": r"\begin{pmatrix}" + (("1&" * 30) + "1\\\\") * 30 + r"\end{pmatrix}",
}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_answer_is_compared_in_bounded_time(text: str) -> None:
    """The bound is for a busy machine; alone, the slowest takes a fifth of a second."""
    start = time.process_time()
    for expected in ("5", r"\frac{\pi}{2}", r"\{1,2\}"):
        assert compare(expected, text).equal is not True
        assert compare(text, expected).equal is not True
    compare(text, text[:-1] + "2")
    assert compare(text, text).equal is True
    assert time.process_time() - start < 3.0


def test_answers_too_long_to_read_compare_as_text() -> None:
    long = "1 + " * MAX_READ_CHARS + "1"
    assert compare(long, long.replace(" + ", "  +\n")).equal is True
    outcome = compare(long, long.replace("1 + 1", "2", 1))
    assert outcome == Comparison(
        False, "text", "The texts differ, and one is too long to be read as mathematics."
    )


def test_an_empty_answer_is_not_even_an_empty_one() -> None:
    assert compare("", "").equal is False
    assert compare("5", "   ").equal is False


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────

NUMBERS = st.one_of(
    st.integers(-99, 999).map(str),
    st.tuples(st.integers(-9, 9), st.integers(1, 9)).map(lambda f: rf"\frac{{{f[0]}}}{{{f[1]}}}"),
    st.sampled_from(["0.5", "1.25", r"\pi", r"\sqrt{2}", r"\sqrt3", "e", "x", "y_1", "2^n", "i"]),
)
EXPRESSIONS = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: f"{p[0]}+({p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]})({p[1]})"),
        st.tuples(inner, inner).map(lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}"),
        inner.map(lambda e: f"-({e})"),
        inner.map(lambda e: f"({e})^2"),
        inner.map(lambda e: rf"\sqrt{{{e}}}"),
    ),
    max_leaves=5,
)
COLLECTIONS = st.one_of(
    EXPRESSIONS,
    st.lists(EXPRESSIONS, min_size=1, max_size=3).map(", ".join),
    st.tuples(EXPRESSIONS, EXPRESSIONS).map(lambda p: f"({p[0]}, {p[1]})"),
    st.tuples(EXPRESSIONS, EXPRESSIONS).map(lambda p: rf"\{{{p[0]}, {p[1]}\}}"),
    st.tuples(EXPRESSIONS, EXPRESSIONS).map(lambda p: f"{p[0]} = {p[1]}"),
    EXPRESSIONS.map(lambda e: f"x \\le {e}"),
    EXPRESSIONS.map(lambda e: rf"{e} \text{{ cm}}"),
)
PIECES = (
    r"\frac|{|}|(|)|[|]|1|2|10|0.5|x|n|\pi|e|i|+|-|*|/|^|_|,|;|=|<|\le|\pm|\mp|\sqrt|\{|\}|"
    r"\text{|cm|m|\%|^\circ|\$| or | and |\cup|\setminus|\infty|\begin{pmatrix}|\end{pmatrix}|&|"
    r"\\|\sin|\ln|\log|!|:|\pmod|\mathbb{R}|\approx|apples|A|1,000|1e5|\lfloor|\rfloor|f|.|~|'"
    "|\0|²|√|٣|\\|4:30| pm|0:3|1:2|0x1F|_2| base 5|(1)|...|\\ldots|2024-01-05|01/05/2024| thousand"
    "| hundred| dozen|half of |three| and a half| m| kg| is|th|\\hat{i}|j|+C|+c| \\pmod 7|\\SI{5}{\\m}"
    "|'|''|\\Omega|AB|BA|(A) |B: |Option |\\frac10|\\ln 0"
)
FRAGMENTS = st.lists(st.sampled_from(PIECES.split("|")), max_size=14).map("".join)
ANSWERS = st.one_of(COLLECTIONS, FRAGMENTS, st.text(max_size=20))
OPTIONS = st.builds(
    AnswerOptions,
    ordered=st.sampled_from([None, True, False]),
    tolerance=st.sampled_from([None, 0.0, 0.01]),
    symbolic=st.sampled_from(["on", "off"]),
)


@settings(deadline=None)
@given(ANSWERS, OPTIONS)
def test_every_answer_is_equal_to_itself(answer: str, options: AnswerOptions) -> None:
    assert compare(answer, answer, options).equal is bool(answer.strip())


@settings(deadline=None)
@given(ANSWERS, ANSWERS, OPTIONS)
def test_comparing_is_symmetric(a: str, b: str, options: AnswerOptions) -> None:
    assert compare(a, b, options).equal is compare(b, a, options).equal


@settings(deadline=None)
@given(EXPRESSIONS, st.integers(2, 9))
def test_an_expression_is_itself_in_another_form(expression: str, factor: int) -> None:
    other = rf"\frac{{({expression}) \cdot {factor}}}{{{factor}}} + 1 - 1"
    outcome = compare(expression, other)
    assert outcome.equal is not False or outcome.layer == "undefined"


@settings(deadline=None)
@given(EXPRESSIONS, st.integers(1, 9))
def test_an_expression_is_not_that_expression_and_more(expression: str, more: int) -> None:
    assert compare(expression, f"{expression}+{more}").equal is not True


@settings(deadline=None)
@given(st.integers(), st.integers())
def test_whole_numbers_are_equal_exactly_when_they_are_the_same(a: int, b: int) -> None:
    assert compare(str(a), str(b)).equal is (a == b)
    assert compare(f"{a:,}", rf"x = {b}").equal is (a == b)


@settings(deadline=None)
@given(st.fractions(), st.fractions())
def test_fractions_are_equal_exactly_when_they_are_the_same(a: object, b: object) -> None:
    assert compare(str(a), str(b)).equal is (a == b)
