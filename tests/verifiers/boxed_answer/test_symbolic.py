"""The symbolic layer, asked in this process; what never ends is asked in tests/sandbox."""

from __future__ import annotations

from typing import Any

import pytest
import sympy  # type: ignore[import-untyped]  # it ships no types
from sympy.parsing import sympy_parser  # type: ignore[import-untyped]  # nor does this

from sallyport.verifiers.boxed_answer import AnswerOptions, compare, symbolic
from sallyport.verifiers.boxed_answer.forms import parse
from sallyport.verifiers.boxed_answer.questions import Question
from sallyport.verifiers.boxed_answer.symbolic import compare_symbolically, settled
from sallyport.verifiers.boxed_answer.sympy_trees import translated
from tests.verifiers.boxed_answer.table import pairs

pytestmark = pytest.mark.slow


def both_ways(a: str, b: str) -> list[bool | None]:
    return [compare(*pair, symbolic=compare_symbolically).equal for pair in ((a, b), (b, a))]


@pytest.mark.parametrize(("expected", "answer"), pairs("symbolic_equal"))
def test_what_only_algebra_shows_equal_is_equal_both_ways_round(expected: str, answer: str) -> None:
    assert both_ways(expected, answer) == [True, True]


@pytest.mark.parametrize(("expected", "answer"), pairs("symbolic_unequal"))
def test_what_algebra_shows_unequal_is_unequal_both_ways_round(expected: str, answer: str) -> None:
    assert both_ways(expected, answer) == [False, False]


@pytest.mark.parametrize(("expected", "answer"), [*pairs("equal")[::7], *pairs("unequal")[::7]])
def test_the_layer_takes_back_nothing_that_the_others_decided(expected: str, answer: str) -> None:
    assert both_ways(expected, answer) == [compare(expected, answer).equal] * 2


def test_the_layer_is_named_and_says_why() -> None:
    outcome = compare(r"\sum_{k=1}^{3} k", "6", symbolic=compare_symbolically)
    assert (outcome.equal, outcome.layer) == (True, "symbolic")
    assert "symbolic computation" in outcome.reason
    outcome = compare(r"\sum_{k=1}^{3} k", "7", symbolic=compare_symbolically)
    assert (outcome.equal, outcome.layer) == (False, "symbolic")


def test_a_task_that_switches_the_layer_off_does_not_reach_it() -> None:
    def asked(expected: object, answer: object) -> Any:
        raise AssertionError("the layer is off")

    off = AnswerOptions(symbolic="off")
    outcome = compare(r"\sum_{k=1}^{3} k", "6", off, symbolic=asked)
    assert (outcome.equal, outcome.layer) == (False, "symbolic")
    assert "off" in outcome.reason


def test_a_question_is_answered_under_its_options() -> None:
    pair = (r"(1, \sum_{k=1}^{3} k)", "(6, 1)")
    assert settled(Question(*pair, AnswerOptions(ordered=False))) is True
    assert settled(Question(*pair, AnswerOptions())) is False


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        (r"\ln(-1)", r"\sin(\text{q})"),
        (r"19_2+\sum_{k=1}^2 k", "4"),
        (r"\sum_{k=1}^2 \mathbb{R}", "4"),
        (r"\gcd(a,b)", "1"),
        (r"\begin{vmatrix}1&2\end{vmatrix}", "1"),
        (r"\sin\begin{pmatrix}1&2\end{pmatrix}", "1"),
        (r"\begin{pmatrix}1&2\end{pmatrix}+1", r"\begin{pmatrix}2&3\end{pmatrix}"),
        (r"\begin{pmatrix}0&0\\0&1\end{pmatrix}^{-1}", r"\begin{pmatrix}0&0\\0&1\end{pmatrix}"),
        (r"\begin{pmatrix}1&2\end{pmatrix}^2", "(1,2)"),
    ],
)
def test_what_is_no_expression_or_has_no_value_is_not_equal(expected: str, answer: str) -> None:
    assert both_ways(expected, answer) == [False, False]


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        ("x>1, y<2", r"(1,2)\cup(3,4)"),
        (r"\begin{pmatrix}1\end{pmatrix}^2", r"\begin{pmatrix}(1,2)\end{pmatrix}"),
    ],
)
def test_what_no_layer_can_tell_is_not_equal(expected: str, answer: str) -> None:
    assert compare(expected, answer).equal is None
    outcome = compare(expected, answer, symbolic=compare_symbolically)
    assert (outcome.equal, outcome.layer) == (False, "symbolic")
    assert outcome.reason == "Not shown to be equal by any layer."


@pytest.mark.parametrize("error", [MemoryError, RecursionError, AssertionError])
def test_a_failure_is_never_an_answer(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """math-verify takes any failure for `not equal`; so the last look is not its own."""

    def fail(*given: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(sympy, "simplify", fail)
    with pytest.raises(error):
        compare(r"f(1)+\sum_{k=1}^{n} k", "2", symbolic=compare_symbolically)


def test_math_verify_is_not_believed_where_digits_speak_against_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(symbolic, "verify", lambda *given, **options: True)
    for pair in (("|x|", "x"), ("f(x)", "g(x)"), (r"|n|+\sum_{k=1}^n k", r"n+1+\sum_{k=1}^n k")):
        assert both_ways(*pair) == [False, False]


def test_constants_need_no_more_than_their_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbolic, "verify", lambda *given, **options: False)
    monkeypatch.setattr(symbolic, "_is_proven", lambda a, b: False)
    for constant in (r"\frac{2000!}{1999!}", r"\int_0^{2000}1\,dx", r"\sum_{k=1}^{2000}1"):
        assert both_ways(constant, "2000") == [True, True]
        assert both_ways(constant, "2001") == [False, False]


def test_what_math_verify_finds_and_no_proof_shows_is_confirmed_by_digits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(symbolic, "_is_proven", lambda a, b: False)
    assert both_ways(r"x\sqrt{3+2\sqrt2}+\lim_{t\to0}t", r"(1+\sqrt2)x") == [True, True]
    matrix = r"\begin{pmatrix}1&0\\0&\sqrt{3+2\sqrt2}\end{pmatrix}"
    assert both_ways(rf"{matrix}{matrix}", rf"{matrix}^2") == [True, True]
    one = r"\begin{pmatrix}1&0\\0&1\end{pmatrix}"
    for cell, same in ((r"1+\sqrt2", True), (r"1-\sqrt2", False)):
        plain = rf"\begin{{pmatrix}}1&0\\0&{cell}\end{{pmatrix}}"
        assert both_ways(matrix + one, plain) == [same, same]
    assert both_ways(r"\sqrt{x^2}", "x") == [False, False]


def test_no_text_reaches_an_evaluator(monkeypatch: pytest.MonkeyPatch) -> None:
    """SymPy's reader of text, which ends in `eval`, is never used, not even for numbers."""

    def refuse(*given: object, **options: object) -> None:
        raise AssertionError(f"text was to be evaluated: {given}")

    monkeypatch.setattr(sympy_parser, "eval_expr", refuse)
    for text in (
        r"\frac{12}{35}+0.25", r"\sum_{k=1}^{3} k_{os}", r"\vec{import}", r"f(x)", r"x_{a.b}",
        r"2^{10}!", r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", r"\lim_{x\to 0^+}x", r"\max(1,x)",
    ):  # fmt: skip
        translated(parse(text))
        compare(text, text + "+f(1)", symbolic=compare_symbolically)


def test_what_is_asked_beforehand_only_makes_later_answers_quick() -> None:
    answers = [settled(Question(*pair)) for pair in symbolic._FIRST_NEEDED]
    symbolic.warm()
    assert [settled(Question(*pair)) for pair in symbolic._FIRST_NEEDED] == answers
    assert answers[0] is True


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"\sqrt[3]{-8}", -2),
        (r"\sqrt[3]{27}", 3),
        (r"\frac{1}{2}%", sympy.Rational(1, 200)),
        (r"180^\circ", sympy.pi),
        (r"\log 100", 2),
        (r"\log_2 8", 3),
        (r"1\frac12", sympy.Rational(3, 2)),
        (r"\exp(2)/e", sympy.E),
        (r"\max(1,2)-\min(1,2)", 1),
        (r"\lceil 1.5\rceil+\lfloor 1.5\rfloor", 3),
        (r"|{-3}|", 3),
        (r"\binom{5}{2}", 10),
        (r"i^2", -1),
        (r"\arccot 1", sympy.pi / 4),
    ],
)
def test_operations_mean_what_they_mean_elsewhere(text: str, value: object) -> None:
    assert translated(parse(text)) == value
