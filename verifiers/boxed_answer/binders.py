r"""Operators that bind a variable: sums, products, definite integrals and limits.

\sum_{k=1}^{n} k^2    ──▶  sum(k^2, k, 1, n)         \int_0^1 x\,dx  ──▶  integral(x, x, 0, 1)
\lim_{x \to 0^+} f    ──▶  limit(f, x, 0) from "+"

Nothing here gives them a value: they compare as they are written, and else by the symbolic layer.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from .nodes import Node, Num, Op, Sym, UnreadableError
from .parser import POWER, SUM

if TYPE_CHECKING:
    from .lexer import Token
    from .parser import Parser

_ONE: Final = Num(Fraction(1))
_BELOW_SUM: Final = SUM - 1


def bound(parser: Parser, token: Token) -> Node:
    """Parse one of them after its command. Raises UnreadableError."""
    if token.text == "limit":
        return _limit(parser)
    below, above = _bounds(parser)
    if token.text == "integral":
        return _integral(parser, below, above)
    if not (isinstance(below, Op) and below.name == "chain" and below.tag == "="):
        raise UnreadableError(f"a {token.text} that does not say where it begins")
    variable, lower, *more = below.args
    if more or not isinstance(variable, Sym):
        raise UnreadableError(f"a {token.text} over something that is not one variable")
    # A product ends the body: in `\sum k + 1` the one is added to the sum.
    return Op(token.text, (parser.expression(SUM), variable, lower, above))


def _bounds(parser: Parser) -> tuple[Node, Node]:
    """Parse what stands below and above the sign, in either order."""
    bounds: dict[str, Node] = {}
    while parser.peek().kind == "op" and parser.peek().text in {"_", "^"}:
        where = parser.next().text
        bounds[where] = parser.argument()
    if bounds.keys() != {"_", "^"}:
        raise UnreadableError("an operator without both of its bounds")
    return bounds["_"], bounds["^"]


def _integral(parser: Parser, below: Node, above: Node) -> Node:
    body = _ONE if parser.peek().kind == "diff" else parser.expression(_BELOW_SUM)
    differential = parser.next()
    if differential.kind != "diff":
        raise UnreadableError("an integral without its differential")
    return Op("integral", (body, Sym(differential.text), below, above))


def _limit(parser: Parser) -> Node:
    parser.expect("op", "_")
    parser.expect("open", "{")
    variable = parser.next()
    parser.expect("op", "->")
    if variable.kind != "sym":
        raise UnreadableError("a limit of something that is not one variable")
    point = parser.expression(POWER)
    side = _side(parser) if parser.skip("op", "^") else ""
    parser.expect("close", "}")
    return Op("limit", (parser.expression(SUM), Sym(variable.text), point), side)


def _side(parser: Parser) -> str:
    """Parse from where a limit is approached: `0^+`, `0^{-}`."""
    braced = parser.skip("open", "{")
    side = parser.next()
    if side not in {("op", "+"), ("op", "-")}:
        raise UnreadableError("a limit at a power")
    if braced:
        parser.expect("close", "}")
    return side.text
