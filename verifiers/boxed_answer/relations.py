"""Equations and inequalities in simple normal forms, and the values that equations state.

x = 5, f(x) = x^2, 5 = x  ──stated──▶ the value        2y = 4x, y - 2x = 0  ──▶ one polynomial
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from . import ratios
from .exact import Evaluation
from .nodes import Node, NoValueError, Num, Op, Sym, Text
from .outcome import UNDECIDED, Comparison, differ, in_any_order
from .polynomials import Meter, Monomial, Polynomial, atom, factor, multiply
from .values import Relation, Scalar, Value, value_of

if TYPE_CHECKING:
    from collections.abc import Callable

_CONSTANTS: Final = frozenset({"pi", "e", "i", "infinity", "emptyset", "bbR"})
_STATES: Final = {"=", "~", "≡"}
_FUNCTIONS: Final = {Sym("f"), Sym("g"), Sym("h")}
_MINUS_ONE: Final = Op("neg", (Num(Fraction(1)),))
_ZERO: Final = Fraction(0)
_TURNED: Final = {">": "<", ">=": "<="}


def is_name(node: Node) -> bool:
    """Whether the node only names what an answer is about: `x`, `f(x)`, `AB`, `(x, y)`, words."""
    if isinstance(node, Sym):
        return node.name not in _CONSTANTS
    if isinstance(node, Text):
        return True
    if not isinstance(node, Op):
        return False
    if node.name == "apply" or _is_inverse(node):
        return True
    return node.name in {"mul", "bracket", "abs", "list", "ratio"} and all(map(is_name, node.args))


def _is_inverse(node: Op) -> bool:
    """Tell whether the node is the name of an inverse function."""
    return node.name == "pow" and node.args[0] in _FUNCTIONS and node.args[1] == _MINUS_ONE


def parts_of(relation: Relation) -> tuple[tuple[Node, ...], Relation]:
    """Return the names on the left, or the one on the right, and the chain of what is left."""
    sides, signs = relation.sides, relation.signs
    count = 0
    while count < len(signs) and is_name(sides[count]):
        count += 1
    if count == 0 and len(sides) == 2 and is_name(sides[1]):
        return sides[1:], Relation(sides[:1], ())
    return sides[:count], Relation(sides[count:], signs[count:])


def stated(relation: Relation, compare: Callable[[Value, Value], Comparison]) -> Value | None:
    """Return the value that `name = value` states, or `name in set`; None when it states none.

    Of `x = 1/2 = 0.5` it is the first value, if all are the same; of `x = a ~ b` it is `a`.
    Without a name it is stated by being true (`2 + 3 = 5`), or as what is approximated.
    """
    names, rest = parts_of(relation)
    if relation.signs == ("in",) and names:
        return value_of(rest.sides[0])
    if not set(relation.signs) <= _STATES:
        return None
    values = [value_of(side) for side in rest.sides]
    if not names and not all(_is_constant(value) for value in values):
        return None
    links = zip(values[1:], rest.signs, strict=True)
    true = all(sign == "~" or compare(values[0], value).equal for value, sign in links)
    if not true:
        return None
    return values[0] if names or "~" in rest.signs else values[-1]


def shortened(
    relation: Relation, compare: Callable[[Value, Value], Comparison]
) -> tuple[Node, Value] | None:
    """Return what `m + n = 256 + 37 = 293` asks for and its value, `m + n` and 293, or None.

    The value is the last side, if all but the quantity are the same number, without variables.
    """
    sides = relation.sides
    if not set(relation.signs) <= {"=", "~"} or len(sides) < 2:
        return None
    if is_quantity(sides[0]):
        asked, rest = sides[0], sides[1:]
    elif is_quantity(sides[-1]):
        asked, rest = sides[-1], sides[:-1]
    else:
        return None
    values = [value_of(side) for side in rest]
    if not all(_is_constant(value) for value in values):
        return None
    same = all(compare(a, b).equal for a, b in pairwise(values))
    return (asked, values[-1]) if same else None


def is_quantity(node: Node) -> bool:
    """Whether an expression in several letters is what a question asks for: `m + n`, `100a + b`.

    Of one letter it is an equation to be solved (`2x = 10`). With a coordinate in it, x, y or z,
    it is a line or curve, but for the plainest: `x + y + z`, `x/y`, and not `x + y` nor `2x + yz`.
    """
    names = _letters_of(node)
    if names is None or len(names) < 2 or not isinstance(node, Op):
        return False
    if names.isdisjoint({"x", "y", "z"}):
        return True
    if node.name == "abs":
        return is_quantity(node.args[0])
    sum_of_all = node.name == "add" and names == {"x", "y", "z"}
    plain = sum_of_all or node.name in {"mul", "frac", "div"} or node.tag in _OF_SEVERAL
    return plain and all(isinstance(each, Sym) and each.name in "xyz" for each in node.args)


def _letters_of(node: Node) -> frozenset[str] | None:
    """Return the variables of arithmetic on names and whole numbers; None for anything else."""
    if isinstance(node, Num):
        return frozenset() if node.value.denominator == 1 else None
    if isinstance(node, Sym):
        return None if node.name in _CONSTANTS else frozenset({node.name})
    if not isinstance(node, Op):
        return None
    if node.name == "apply":
        return frozenset({repr(node)})
    if node.name not in _ARITHMETIC and node.tag not in _OF_SEVERAL:
        return None
    inner = [_letters_of(argument) for argument in node.args]
    known = [names for names in inner if names is not None]
    return frozenset().union(*known) if len(known) == len(inner) else None


_ARITHMETIC: Final = frozenset({"add", "neg", "mul", "frac", "div", "abs", "root", "pow", "binom"})
_OF_SEVERAL: Final = frozenset({"max", "min", "gcd", "lcm"})


def _is_constant(value: Value) -> bool:
    if not isinstance(value, Scalar) or value.exact is None:
        return False
    return not any(name.startswith("v:") for name in ratios.atoms(value.exact))


# ── relations against relations ──────────────────────────────────────────────────────────────────


def compare_relations(expected: Relation, found: Relation) -> Comparison:
    """Compare by normal forms: each link as a polynomial against zero, up to a factor.

    Raises NoValueError when a side has no exact form.
    """
    meter = Meter()
    links = [_links(relation) for relation in (expected, found)]
    return in_any_order(links[0], links[1], lambda a, b: _compare_links(a, b, meter))


Link = tuple[str, Polynomial]


def _links(relation: Relation) -> list[Link]:
    triples = zip(relation.sides, relation.signs, relation.sides[1:], strict=False)
    return [_link(left, sign, right) for left, sign, right in triples]


def _link(left: Node, sign: str, right: Node) -> Link:
    """`left sign right` as a sign of the polynomial `left - right`."""
    if sign in _TURNED:
        left, sign, right = right, _TURNED[sign], left
    run = Evaluation()
    gap = ratios.add(run.of(left), ratios.negative(run.of(right), run.meter), run.meter)
    value = ratios.ratio(gap)
    if len(value.over) != 1 and sign not in {"=", "!="}:
        raise NoValueError("an inequality with a divisor of unknown sign")
    if sign in _TURNED.values():
        return sign, value.top
    return ("=" if sign in _STATES else sign), _without_divisors(value.top, run.meter)


def _without_divisors(polynomial: Polynomial, meter: Meter) -> Polynomial:
    """Multiply by the variables that it is divided by: of an equation, `1/x - 2` is `1 - 2x`."""
    lowest: dict[str, Fraction] = {}
    for monomial in polynomial:
        for name, exponent in monomial:
            if name.startswith("v:"):
                lowest[name] = min(lowest.get(name, _ZERO), exponent)
    for name, exponent in lowest.items():
        if exponent < 0:
            polynomial = multiply(polynomial, atom(name, -exponent), meter)
    return polynomial


def _compare_links(a: Link, b: Link, meter: Meter) -> Comparison:
    if a[0] != b[0]:
        return differ("structure", "The relation signs differ.")
    symmetric = a[0] in {"=", "!="}
    if _is_multiple(a[1], b[1], meter) if symmetric else (factor(a[1], b[1]) or 0) > 0:
        return Comparison(True, "algebra", "The relations have the same normal form.")
    if any(name.startswith("f:") for part in (a[1], b[1]) for m in part for name, _ in m):
        return UNDECIDED
    return differ("algebra", "The normal forms of the relations differ.")


def _is_multiple(a: Polynomial, b: Polynomial, meter: Meter) -> bool:
    """Whether one is the other times a constant, which may hold radicals."""
    if not a or not b:
        return not a and not b
    return multiply(a, _leading(b), meter) == multiply(b, _leading(a), meter)


def _leading(polynomial: Polynomial) -> Polynomial:
    """Return the coefficient, radicals and constants included, of the highest variables."""
    highest = max(_variables(monomial) for monomial in polynomial)
    return {
        tuple(f for f in monomial if not _varies(f[0])): value
        for monomial, value in polynomial.items()
        if _variables(monomial) == highest
    }


def _variables(monomial: Monomial) -> Monomial:
    return tuple(factor for factor in monomial if _varies(factor[0]))


def _varies(atom_name: str) -> bool:
    """Whether an atom is a variable, or a function in whose arguments there is one."""
    return "v:" in atom_name
