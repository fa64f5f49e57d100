"""Symbolic equality: whether SymPy, asked through math-verify, finds two expressions the same.

    trees ──sympy_trees──▶ SymPy ─┬─ constants: many digits of both ──────────────▶ equal, or not
                                  └─ others ─▶ math_verify.verify ─ equal ─▶ digits ─▶ equal
                                                   └ not ─▶ simplify(a - b) is 0? ─▶ equal, or not

math-verify is content with fifteen digits, absolute ones, and takes a failure, even of memory, for
"not equal". So what it finds equal is confirmed, and what it does not is looked at once more by a
computation whose failure shows.

This may compute without end or fill the memory: it belongs into a process that can be killed
(sandbox.symbolic). Nothing else imports this module, which brings SymPy along.
"""

from __future__ import annotations

import logging
from itertools import product
from typing import Final

import sympy  # type: ignore[import-untyped]  # it ships no types
from math_verify import verify  # type: ignore[import-untyped]  # nor does this

from .comparison import compare
from .nodes import Node, NoValueError
from .outcome import UNDEFINED, Comparison, differ
from .questions import Question
from .scalars import has_bare_log
from .sympy_trees import Expression, count, counts_in, names_in, translated, whole_number

# It warns that its own time limit is off; ours is kept by whoever runs the process.
logging.getLogger("math_verify").setLevel(logging.ERROR)

PROPOSED_DIGITS: Final = 15
"""Digits in which math-verify compares numbers before it proposes."""

CONFIRMED_DIGITS: Final = 25
"""Digits that must agree, relative to the larger of the two, where no proof was found."""

_CARRIED_DIGITS: Final = 35

_MOST_DIGITS: Final = 400
"""Digits to which a difference is sought: more than the magnitude of any honest answer has."""

_STARTS: Final = (2, 3, 8)
"""Where variables are tried, the later ones of the alphabet each a step further; see _sample."""


_WHOLE_BY_CUSTOM: Final = frozenset("nmk")

_EQUAL: Final = "The two are the same by symbolic computation."
_DIFFERENT: Final = "Symbolic computation does not show the two to be equal."
_NOT_COMPUTED: Final = "Symbolic computation gives one of the two no value."
_NO_EXPRESSION: Final = "The two are not shown to be equal, and are no expressions to compute with."


def settled(question: Question) -> bool:
    """Answer what a verdict left open. Raises what SymPy raises; see `compare_symbolically`."""
    outcome = compare(question.expected, question.answer, question.options, compare_symbolically)
    assert outcome.equal is not None, "with a symbolic layer nothing is left open"
    return outcome.equal


def warm() -> None:
    """Compare what makes SymPy load and remember what it otherwise would at first need.

    A process that has done so, and its children, answer in a tenth of the time.
    """
    for expected, answer in _FIRST_NEEDED:
        settled(Question(expected, answer))


_FIRST_NEEDED: Final = (
    (r"\frac{n(n+1)}{2}", r"\sum_{k=1}^{n} k"),
    (r"\frac{n(n+1)}{2}", r"\sum_{k=1}^{n} k+f(1)"),
    ("2", r"\int_0^{\pi}\sin x\,dx"),
    ("1", r"\lim_{x\to 0}\frac{\sin x}{x}"),
    (r"\cos(n\pi)+\ln 2", r"(-1)^n+\ln|n|"),
)


def compare_symbolically(expected: Node, found: Node) -> Comparison:
    """Compare two expressions or matrices.

    A logarithm without a base is decimal, or natural. What a sum ends at counts; n, m and k are
    whole numbers where they make the two equal (the cosine of n pi is a power of -1).

    Raises what SymPy raises when it cannot cope, MemoryError and RecursionError among it: then
    nothing is known of the answer.
    """
    pair = (expected, found)
    logs = [False, True] if any(map(has_bare_log, pair)) else [False]
    try:
        for known, natural in product(_variables(names_in(expected) | names_in(found), pair), logs):
            a, b = (translated(node, known, natural_log=natural) for node in pair)
            if any(value.has(*_NOTHING) for value in (a, b)):
                return UNDEFINED
            if _shape(a) == _shape(b) and (a == b or _same(a, b)):
                return Comparison(True, "symbolic", _EQUAL)
    except NoValueError:
        return differ("symbolic", _NO_EXPRESSION)
    except (ValueError, TypeError, ArithmeticError, NotImplementedError):
        # So SymPy says that there is no value (a sum that diverges, a matrix and a number added),
        # or no way that it knows.
        return differ("symbolic", _NOT_COMPUTED)
    return differ("symbolic", _DIFFERENT)


def _variables(names: frozenset[str], pair: tuple[Node, Node]) -> list[dict[str, Expression]]:
    """Return what may be known of the variables: one guess, or a second by custom."""
    known = {name: count(name) for name in frozenset().union(*map(counts_in, pair))}
    custom = {name: whole_number(name) for name in names & _WHOLE_BY_CUSTOM}
    return [known, {**custom, **known}] if custom.keys() - known.keys() else [known]


def _same(a: Expression, b: Expression) -> bool:
    if not _shape(a) and not (a.free_symbols or b.free_symbols):
        agreed = _digits_agree(_summed(a), _summed(b), {})
        if agreed is not None:
            return agreed
    proposed = verify(a, b, strict=True, numeric_precision=PROPOSED_DIGITS, timeout_seconds=None)
    return (proposed and _is_confirmed(a, b)) or _is_proven(a, b)


def _summed(value: Expression) -> Expression:
    """Return the closed form of sums and limits where there is one: digits of it are cheap."""
    return value.doit() if value.has(sympy.Sum, sympy.Product, sympy.Limit) else value


def _is_confirmed(a: Expression, b: Expression) -> bool:
    """Whether the digits of both agree, cell by cell, wherever tried."""
    variables = sorted(a.free_symbols | b.free_symbols, key=str)
    points = [
        {variable: _sample(variable, start + place) for place, variable in enumerate(variables)}
        for start in _STARTS
    ]
    cells = list(zip(_cells(a), _cells(b), strict=True))
    return all(_digits_agree(x, y, point) is True for x, y in cells for point in points)


def _sample(variable: Expression, place: int) -> Expression:
    """Return a whole number for what counts, else a fraction of either sign."""
    if variable.is_integer:
        return sympy.Integer(place)
    return sympy.Rational((-1) ** place * (3 * place + 1), 7)


def _cells(value: Expression) -> list[Expression]:
    done = value.doit() if _shape(value) else _summed(value)
    return list(done) if isinstance(done, sympy.MatrixBase) else [done]


def _is_proven(a: Expression, b: Expression) -> bool:
    a, b = a.doit(), b.doit()
    if any(value.has(*_NOTHING) for value in (a, b)):
        return False
    if a == b:
        return True
    difference = sympy.simplify(a - b)
    if isinstance(difference, sympy.MatrixBase):
        return difference.is_zero_matrix is True
    return difference.is_zero is True


def _shape(value: Expression) -> tuple[int, ...]:
    """Return rows and columns of a matrix; nothing for an expression."""
    return tuple(value.shape) if isinstance(value, sympy.MatrixBase | sympy.MatrixExpr) else ()


def _digits_agree(a: Expression, b: Expression, point: dict[Expression, Expression]) -> bool | None:
    """Whether two values agree in CONFIRMED_DIGITS; None: their digits cannot be had or trusted.

    Digits of an integral are an estimate that may miss all of it: they refute nothing, and nothing
    is confirmed by zeros, nor where the units are behind the digits.
    """
    x, y = (value.subs(point).evalf(_CARRIED_DIGITS) for value in (a, b))
    if not all(value.is_number and value.is_finite and _is_evaluated(value) for value in (x, y)):
        return None
    size = max(abs(x), abs(y))
    near = bool(abs(x - y) <= size * sympy.Float(10, _CARRIED_DIGITS) ** -CONFIRMED_DIGITS)
    if any(value.has(*_UNEVALUATED) for value in (a, b)):
        return (near and 0 < size < _ESTIMATED_BELOW) or None
    return near and not _is_resolved((a - b).subs(point))


def _is_resolved(difference: Expression) -> bool:
    """Whether a difference is seen not to be zero, however far behind the digits of the two."""
    seen = difference.evalf(PROPOSED_DIGITS, maxn=_MOST_DIGITS)
    # What SymPy cannot tell from zero it gives with a precision of one bit.
    return bool(seen.is_Rational and seen != 0) or any(
        part.is_Float and part != 0 and part._prec > 1  # noqa: SLF001  # SymPy has no other name for it
        for part in seen.as_real_imag()
    )


def _is_evaluated(value: Expression) -> bool:
    return not value.has(*_UNEVALUATED)


_NOTHING: Final = (sympy.zoo, sympy.nan)
"""What SymPy makes of a division by zero; `zoo == zoo` there, but nothing is equal to no value."""

_UNEVALUATED: Final = (sympy.Integral, sympy.Sum, sympy.Product, sympy.Limit)
_ESTIMATED_BELOW: Final = 10**15
