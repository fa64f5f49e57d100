"""Whether two numbers or expressions are the same, and by which layer one can tell.

exact forms ──same──▶ integer | rational | algebra
     └─differ─▶ a written decimal among them? ──▶ decimal, within a tolerance
                an atom whose relations are not known? ──▶ numeric, to forty digits
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from . import ratios
from .exact import exact_of
from .magnitude import is_beyond
from .nodes import Node, NoValueError, Op, Sym, operations
from .numeric import Sampling, as_fraction, real_value
from .outcome import UNDECIDED, Comparison, Layer, differ
from .polynomials import Meter

if TYPE_CHECKING:
    from .options import AnswerOptions
    from .ratios import Exact
    from .values import Scalar

DECIMAL_TOLERANCE: Final = Fraction(1, 10**5)
"""Relative difference at which a decimal that is not whole counts as the other value, if it also
is within one unit of its own last digit: five significant digits, 3.1416 for pi, but never 0.333
for 1/3 nor 0.999999 for 1."""

NOISE: Final = Fraction(1, 10**10)
"""Relative difference that floating-point arithmetic leaves behind (0.30000000000000004), allowed
whatever the last digit is."""

_ALLOWED: Final = f"the tolerance {float(DECIMAL_TOLERANCE):g} and the last digit written"


def compare_scalars(expected: Scalar, found: Scalar, options: AnswerOptions) -> Comparison:
    """Compare two numbers; whole numbers and fractions exactly, decimals with a tolerance."""
    a, b = expected.exact, found.exact
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return compare_rationals(a, b, expected.places, found.places, options)
    same = None if a is None or b is None else _same_form(a, b)
    if same:
        return Comparison(True, "algebra", "The two have the same exact form.")
    if expected.places is not None or found.places is not None:
        return _compare_decimals(expected, found, options)
    if same is False and a is not None and b is not None and _is_certain(a, b):
        return differ("algebra", "The exact forms differ.")
    return _compare_numerically(expected.node, found.node)


def compare_rationals(
    a: Fraction, b: Fraction, first: int | None, second: int | None, options: AnswerOptions
) -> Comparison:
    """Compare two rational numbers; `first` and `second` count the decimals that were written."""
    whole = a.denominator == 1 and b.denominator == 1
    layer: Layer = "integer" if whole else "rational"
    if a == b:
        return Comparison(True, layer, f"The two are the same {layer} number.")
    if first is None and second is None:
        return differ(layer, f"The two are different {layer} numbers.")
    return _within(abs(a - b), max(abs(a), abs(b)), first, second, options)


def _compare_decimals(expected: Scalar, found: Scalar, options: AnswerOptions) -> Comparison:
    """Return a written decimal against something irrational."""
    try:
        a, b = (_as_rational(scalar) for scalar in (expected, found))
    except NoValueError:
        return _compare_numerically(expected.node, found.node)
    return _within(abs(a - b), max(abs(a), abs(b)), expected.places, found.places, options)


def _as_rational(scalar: Scalar) -> Fraction:
    if isinstance(scalar.exact, Fraction):
        return scalar.exact
    value = real_value(scalar.node)
    if abs(value) > 1e300:
        raise NoValueError("too large to compare with a decimal")
    return as_fraction(value)


def _within(
    gap: Fraction, size: Fraction, first: int | None, second: int | None, options: AnswerOptions
) -> Comparison:
    """Whether a difference is within what the digits that were written allow."""
    if options.tolerance is not None:
        near = gap <= size * Fraction(options.tolerance)
        allowed = f"the tolerance {options.tolerance:g}"
    else:
        near = gap <= size * NOISE or (
            gap <= size * DECIMAL_TOLERANCE and _within_last_digit(gap, first, second)
        )
        allowed = _ALLOWED
    if near:
        return Comparison(True, "decimal", f"The two are within {allowed}.")
    return differ("decimal", f"The two are further apart than {allowed}.")


def _within_last_digit(gap: Fraction, first: int | None, second: int | None) -> bool:
    """Tell whether a gap is a matter of rounding.

    Two decimals may differ by one in the last place that both have; against an exact value a
    decimal must be nearer than one in its own.
    """
    if first is not None and second is not None:
        return gap <= _unit_of(min(first, second))
    places = first if second is None else second
    assert places is not None  # callers have seen a decimal
    return gap < _unit_of(places)


def _unit_of(places: int) -> Fraction:
    return Fraction(10) ** -places


def _same_form(a: Exact, b: Exact) -> bool | None:
    """Tell whether two forms are the same; None when it is too much work."""
    try:
        return ratios.is_same(a, b, Meter())
    except NoValueError:
        return None


def _is_certain(a: Exact, b: Exact) -> bool:
    """Whether different forms mean different values: nothing unknown relates the atoms."""
    atoms = ratios.atoms(a) | ratios.atoms(b)
    return not any(name.startswith("f:") for name in atoms) and not {"e", "pi"} <= atoms


def _compare_numerically(expected: Node, found: Node) -> Comparison:
    """Logarithms without a base are read as decimal ones, then as natural ones."""
    names = sorted(_variables(expected) | _variables(found))
    agreed = Sampling().agree(expected, found, names)
    if not agreed and (has_bare_log(expected) or has_bare_log(found)):
        agreed = Sampling(natural_log=True).agree(expected, found, names) or agreed
    if agreed is None:
        return _compare_trees(expected, found)
    if agreed:
        return Comparison(True, "numeric", "The two agree to forty digits wherever tried.")
    return differ("numeric", "The two have different values.")


def _compare_trees(expected: Node, found: Node) -> Comparison:
    if expected == found:
        return Comparison(True, "structure", "The two are the same expression.")
    for one, other in ((expected, found), (found, expected)):
        if is_beyond(one) and _has_digits(other):
            return differ("numeric", "One of the two is far greater than the other.")
    return UNDECIDED


def _has_digits(node: Node) -> bool:
    """Whether an expression is a number that is computed here, and so none of the very large."""
    if isinstance(exact_of(node), Fraction):
        return True
    try:
        real_value(node)
    except NoValueError:
        return False
    return True


def _variables(node: Node) -> set[str]:
    if isinstance(node, Sym):
        return set() if node.name in {"pi", "e", "i", "infinity"} else {node.name}
    if isinstance(node, Op):
        return set().union(*(_variables(argument) for argument in node.args))
    return set()


def has_bare_log(node: Node) -> bool:
    """Whether a logarithm without a base is in it, which may mean either base."""
    return any(each.name == "log" and len(each.args) == 1 for each in operations(node))
