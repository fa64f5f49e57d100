"""From an answer's tree to SymPy's: node by node, never by way of a text.

SymPy's own readers of text end in `eval`; nothing here gives them any. Variables are real, those
that a sum or product runs over are whole numbers. Building a tree may already compute without end
(a tower of powers): only a process that can be killed does it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import sympy  # type: ignore[import-untyped]  # it ships no types

from .nodes import Node, NoValueError, Num, Op, Sym

Expression: TypeAlias = Any
"""A SymPy expression or matrix; SymPy's types say no more."""

_CONSTANTS: Final[Mapping[str, Expression]] = {
    "pi": sympy.pi,
    "e": sympy.E,
    "i": sympy.I,
    "infinity": sympy.oo,
}


def translated(
    node: Node, variables: Mapping[str, Expression] = _CONSTANTS, *, natural_log: bool = False
) -> Expression:
    """Return the tree of an expression or matrix.

    `variables` says what is known of some of them; others are real. Logarithms without a base are
    decimal, or natural ones. Raises NoValueError for what is no expression here, and whatever SymPy
    raises when it cannot cope.
    """
    return _Translation(natural_log).of(node, {**variables, **_CONSTANTS})


def count(name: str) -> Expression:
    """Return a variable that counts something."""
    return sympy.Symbol(name, integer=True, nonnegative=True)


def whole_number(name: str) -> Expression:
    """Return a variable that is a whole number of either sign."""
    return sympy.Symbol(name, integer=True)


def names_in(node: Node) -> frozenset[str]:
    """Return the names of all symbols."""
    if isinstance(node, Sym):
        return frozenset({node.name})
    return frozenset().union(*map(names_in, node.args)) if isinstance(node, Op) else frozenset()


def counts_in(node: Node) -> frozenset[str]:
    """Return the symbols that stand alone as a bound of a sum or product: they count its terms."""
    if not isinstance(node, Op):
        return frozenset()
    own = node.args[2:] if node.name in {"sum", "prod"} else ()
    names = frozenset(bound.name for bound in own if isinstance(bound, Sym))
    return names.union(*map(counts_in, node.args)) - _CONSTANTS.keys()


class _Translation:
    """One translation. `names` says what each symbol stands for; other symbols are variables."""

    def __init__(self, natural_log: bool) -> None:
        self._natural_log = natural_log

    def of(self, node: Node, names: Mapping[str, Expression]) -> Expression:
        if isinstance(node, Num):
            return sympy.Rational(node.value.numerator, node.value.denominator)
        if isinstance(node, Sym):
            return names[node.name] if node.name in names else _variable(node.name)
        if not isinstance(node, Op):
            raise NoValueError("words are no expression")
        if node.name in _BINDERS:
            return self._bound(node, names)
        if node.name == "matrix":
            return self._matrix(node, names)
        if node.name != "neg" and _INFINITY in (*node.args, *map(_negated, node.args)):
            raise NoValueError("arithmetic with infinity")
        values = [self.of(argument, names) for argument in _operands(node)]
        if node.name == "log" and len(values) == 1:
            values.append(sympy.E if self._natural_log else sympy.Integer(10))
        of_matrices = any(isinstance(value, sympy.MatrixBase) for value in values)
        if of_matrices and node.name not in _LINEAR:
            raise NoValueError(f"{node.name} of a matrix")
        return _rule_of(node)(*values)

    def _bound(self, node: Op, names: Mapping[str, Expression]) -> Expression:
        body, variable, *bounds = node.args
        assert isinstance(variable, Sym)  # the parser binds nothing else
        limits = [self.of(each, names) for each in bounds]
        whole = node.name in {"sum", "prod"}
        inner = (whole_number if whole else _variable)(variable.name)
        within = self.of(body, {**names, variable.name: inner})
        if node.name == "limit":
            return sympy.Limit(within, inner, limits[0], _SIDES[node.tag])
        return _BINDERS[node.name](within, (inner, *limits))

    def _matrix(self, node: Op, names: Mapping[str, Expression]) -> Expression:
        rows = [
            [self.of(cell, names) for cell in row.args] for row in node.args if isinstance(row, Op)
        ]
        return sympy.ImmutableMatrix(rows)


_INFINITY: Final = Sym("infinity")


def _negated(node: Node) -> Node:
    return node.args[0] if isinstance(node, Op) and node.name == "neg" else node


def _variable(name: str) -> Expression:
    if name.startswith("bb") or name == "emptyset":
        raise NoValueError("a set is no expression")
    return sympy.Symbol(name, real=True)


def _operands(node: Op) -> tuple[Node, ...]:
    return node.args[1:] if node.name == "apply" else node.args


def _rule_of(node: Op) -> Callable[..., Expression]:
    if node.name == "apply":
        return _function(node.args[0])
    if node.name in {"fn", "postfix"}:
        rule = _FUNCTIONS.get(node.tag)
    else:
        rule = _OPERATIONS.get(node.name)
    if rule is None:
        raise NoValueError(f"{node.name} {node.tag} is no operation here")
    return rule


def _function(name: Node) -> Callable[..., Expression]:
    """Return a function by its name: one that is known, or one of which nothing is."""
    assert isinstance(name, Sym)  # the parser applies nothing else
    known: Callable[..., Expression] | None = _NAMED.get(name.name)
    return known or sympy.Function(name.name)


def _sum(*values: Expression) -> Expression:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total


def _product(*values: Expression) -> Expression:
    """Multiply in order: matrices do not commute."""
    product = values[0]
    for value in values[1:]:
        product = product * value
    return product


def _root(index: Expression, inner: Expression) -> Expression:
    """Odd roots of negative numbers are the real ones, as they are written."""
    if index.is_odd and inner.is_negative:
        return -((-inner) ** (1 / index))
    return inner ** (1 / index)


_LINEAR: Final = frozenset({"add", "mul", "neg", "pow", "frac", "div", "det"})
"""What there is of matrices."""

_SIDES: Final = {"": "+-", "+": "+", "-": "-"}
_BINDERS: Final[dict[str, Callable[..., Expression]]] = {
    "sum": sympy.Sum,
    "prod": sympy.Product,
    "integral": sympy.Integral,
    "limit": sympy.Limit,
}
_NAMED: Final = {"Gamma": sympy.gamma, "zeta": sympy.zeta}
_OPERATIONS: Final[dict[str, Callable[..., Expression]]] = {
    "add": _sum,
    "mixed": _sum,
    "mul": _product,
    "neg": lambda value: -value,
    "literal": lambda value: value,
    "frac": lambda top, over: top / over,
    "div": lambda top, over: top / over,
    "pow": lambda base, exponent: base**exponent,
    "root": _root,
    "abs": sympy.Abs,
    "floor": sympy.floor,
    "ceil": sympy.ceiling,
    "binom": sympy.binomial,
    "log": sympy.log,
    "det": lambda matrix: matrix.det(),
}
_FUNCTIONS: Final[dict[str, Callable[..., Expression]]] = {
    "!": sympy.factorial,
    "!!": sympy.factorial2,
    "Re": sympy.re,
    "Im": sympy.im,
    "arg": sympy.arg,
    "sgn": sympy.sign,
    "%": lambda value: value / 100,
    "deg": lambda value: value * sympy.pi / 180,
    "ln": sympy.log,
    "exp": sympy.exp,
    "max": sympy.Max,
    "min": sympy.Min,
    "arcsin": sympy.asin,
    "arccos": sympy.acos,
    "arctan": sympy.atan,
    "arccot": sympy.acot,
} | {
    name: getattr(sympy, name)
    for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh")
}
