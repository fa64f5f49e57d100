"""What may begin an operand: brackets, commands, names. One small parser per kind of token."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from .binders import bound
from .lexer import Token, tokenize
from .nodes import Node, Num, Op, Sym, UnreadableError
from .numerals import literal
from .parser import BAR, PRODUCT, UNIT, Form, Parser

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAIRS: Final = {
    "\\{": ("\\}", "set"),
    "\\langle": ("\\rangle", "vector"),
    "\\lvert": ("\\rvert", "abs"),
    "\\lfloor": ("\\rfloor", "floor"),
    "\\lceil": ("\\rceil", "ceil"),
}
_MATRICES: Final = frozenset(
    {"matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "array", "smallmatrix"}
)
_TWO_ARGUMENTS: Final = {"gcd", "lcm", "max", "min"}
_ALIASES: Final = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
_INVERSES: Final = {"sin", "cos", "tan", "cot"}
"""Functions whose power of -1 is by custom the inverse function."""
_MINUS_ONE: Final = Op("neg", (Num(Fraction(1)),))
_TWO: Final = Num(Fraction(2))


def parse(text: str) -> Node:
    """Parse an answer. Raises UnreadableError when it is not in the notation read here."""
    return parse_tokens(tokenize(text))


def parse_tokens(tokens: Sequence[Token]) -> Node:
    """Parse an answer from its tokens. Raises UnreadableError."""
    return Parser(tokens, FORMS).whole()


# ── brackets ─────────────────────────────────────────────────────────────────────────────────────


def _bracketed(parser: Parser, token: Token) -> Node:
    if token.text == "{":
        return parser.rest_of_group()
    if token.text in "([":
        return _round_or_square(parser, token.text)
    closing, name = _PAIRS[token.text]
    if name == "set" and parser.skip("close", closing):
        return Op(name, ())
    items = parser.until(closing)
    if name in {"abs", "floor", "ceil"} and len(items) != 1:
        raise UnreadableError(f"{name} of several values")
    return Op(name, tuple(items))


def _round_or_square(parser: Parser, opening: str) -> Node:
    """Parse a group, a tuple, an interval of any kind, or a list; the tag holds the brackets.

    An end that is open may be written `[0, 1[`; its tag is that of `[0, 1)`.
    """
    items, _ = parser.items()
    token = parser.next()
    if token.kind not in {"close", "open"} or token.text not in {")", "]", "["}:
        raise UnreadableError(f"bracket {opening!r} is not closed")
    if len(items) == 1 and token.text != "[":
        return items[0]
    return Op("bracket", tuple(items), opening + (")" if token.text == "[" else token.text))


def _outward(parser: Parser, token: Token) -> Node:
    """Parse an open interval written `]a, b[`, or half of one."""
    if token.text != "]":
        raise UnreadableError(f"unexpected {token.text!r}")
    items, _ = parser.items()
    end = parser.next()
    if end.text not in {"[", "]"} or len(items) != 2:
        raise UnreadableError("an interval that is not closed")
    return Op("bracket", tuple(items), "(" + (")" if end.text == "[" else "]"))


def _environment(parser: Parser, token: Token) -> Node:
    """Parse a matrix: rows parted by a double backslash, cells by an ampersand."""
    if token.text not in _MATRICES:
        raise UnreadableError(f"an environment {token.text!r}")
    rows: list[Node] = []
    cells: list[Node] = []
    while not parser.skip("env", f"end {token.text}"):
        cells.append(parser.expression())
        if not parser.skip("op", "&"):
            rows.append(Op("row", tuple(cells)))
            cells = []
            if not parser.skip("op", "\\\\") and parser.peek().kind != "env":
                raise UnreadableError("a matrix whose cells are not parted")
    matrix = Op("matrix", tuple(rows))
    return Op("det", (matrix,)) if token.text == "vmatrix" else matrix


# ── signs ────────────────────────────────────────────────────────────────────────────────────────


def _sign(parser: Parser, token: Token) -> Node:
    if token == BAR:
        parser.bars_open += 1
        inner = parser.expression()
        parser.bars_open -= 1
        parser.expect(*BAR)
        return Op("abs", (inner,))
    if token.text == "$":
        return Op("unit", (parser.expression(UNIT),), "dollar")
    raise UnreadableError(f"unexpected {token.text!r}")


def _currency(parser: Parser, token: Token) -> Node:
    return Op("unit", (parser.expression(UNIT),), token.text)


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def _symbol(parser: Parser, token: Token) -> Node:
    """Parse a variable with its subscript and primes: both belong to the name."""
    name = token.text
    while True:
        if parser.skip("op", "_"):
            name += f"_{{{_raw_argument(parser)}}}"
        elif parser.skip("op", "'"):
            name += "'"
        else:
            return Sym(name)


def _decorated(parser: Parser, token: Token) -> Node:
    return (
        Sym(f"{token.text} {_raw_argument(parser)}") if token.text != "mathbb" else _field(parser)
    )


def _field(parser: Parser) -> Node:
    return Sym(f"bb{_raw_argument(parser)}")


def _raw_argument(parser: Parser) -> str:
    """Join the tokens of an argument: names are compared, not computed."""
    token = parser.next()
    if token != ("open", "{"):
        if token.kind not in {"num", "sym", "text", "fn"}:
            raise UnreadableError("a name without its argument")
        return token.text
    parts: list[str] = []
    depth = 1
    while depth:
        token = parser.next()
        if token.kind == "end":
            raise UnreadableError("a group that is not closed")
        depth += (token.text == "{") - (token.text == "}")
        parts.append(token.text)
    return "".join(parts[:-1])


def _words(parser: Parser, token: Token) -> Node:
    return parser.words(token)


# ── functions ────────────────────────────────────────────────────────────────────────────────────


def _function(parser: Parser, token: Token) -> Node:
    name = _ALIASES.get(token.text, token.text)
    special = _SPECIAL.get(name)
    if special is not None:
        return special(parser, token)
    exponent = parser.argument() if parser.skip("op", "^") else None
    if exponent == _MINUS_ONE:
        if name not in _INVERSES:
            raise UnreadableError("an inverse function or a power")
        name, exponent = f"arc{name}", None
    node = Op("fn", tuple(_operands(parser, name)), name)
    return node if exponent is None else Op("pow", (node, exponent))


def _operands(parser: Parser, name: str) -> list[Node]:
    """Parse what a function applies to: a bracket, or the product that follows."""
    if parser.skip("open", "("):
        items = parser.until(")")
    elif parser.skip("open", "{"):
        items = [parser.rest_of_group()]
    else:
        items = [_product_of_letters(parser)]
    if len(items) != 1 and name not in _TWO_ARGUMENTS:
        raise UnreadableError(f"{name} of several values")
    return items


def _product_of_letters(parser: Parser) -> Node:
    """Parse the `2x` of `sin 2x cos x`: an operand and the letters that follow it."""
    node = parser.expression(PRODUCT)
    while parser.peek().kind == "sym":
        node = Op("mul", (node, parser.expression(PRODUCT)))
    return Op("postfix", (node,), "deg") if parser.skip("op", "deg") else node


def _fraction(parser: Parser, token: Token) -> Node:
    top = parser.digit_argument()
    return Op("frac", (top, parser.digit_argument()))


def _binomial(parser: Parser, token: Token) -> Node:
    top = parser.digit_argument()
    return Op("binom", (top, parser.digit_argument()))


def _root(parser: Parser, token: Token) -> Node:
    index: Node = _TWO
    if parser.skip("open", "["):
        index = parser.expression()
        parser.expect("close", "]")
    return Op("root", (index, parser.argument()))


def _absolute(parser: Parser, token: Token) -> Node:
    return Op("abs", tuple(_operands(parser, "abs")))


def _decimal_logarithm(parser: Parser, token: Token) -> Node:
    return Op("log", (*_operands(parser, "lg"), Num(Fraction(10))))


def _logarithm(parser: Parser, token: Token) -> Node:
    if not parser.skip("op", "_"):
        return Op("log", tuple(_operands(parser, "log")))
    base = parser.argument()
    return Op("log", (*_operands(parser, "log"), base))


def _determinant(parser: Parser, token: Token) -> Node:
    """Parse a determinant or trace; of anything but a matrix that is written out it is a name."""
    [operand] = _operands(parser, token.text)
    if not (isinstance(operand, Op) and operand.name == "matrix"):
        return Op("apply", (Sym(token.text), operand))
    if token.text == "det":
        return Op("det", (operand,))
    rows = [row.args for row in operand.args if isinstance(row, Op)]
    if any(len(row) != len(rows) for row in rows):
        raise UnreadableError("the trace of a matrix that is not square")
    return Op("add", tuple(row[place] for place, row in enumerate(rows)))


def _part(parser: Parser, token: Token) -> Node:
    """Parse a part of a complex number; of a variable, which may be complex, nothing is known."""
    [operand] = _operands(parser, token.text)
    known = _is_known(operand)
    return Op("fn", (operand,), token.text) if known else Op("apply", (Sym(token.text), operand))


def _is_known(node: Node) -> bool:
    if isinstance(node, Op):
        return all(map(_is_known, node.args))
    return isinstance(node, Num) or node in {Sym("i"), Sym("pi"), Sym("e")}


def _clock(parser: Parser, token: Token) -> Node:
    return Op("clock", (), token.text)


def _literal(parser: Parser, token: Token) -> Node:
    return Op("literal", (literal(token.text),), token.text)


def _date(parser: Parser, token: Token) -> Node:
    return Op("date", (), token.text)


def _digits(parser: Parser, token: Token) -> Node:
    r"""Parse `\digits{1F}{16}`: digits in a base, also as they are without it."""
    digits = _raw_argument(parser)
    return Op("based", (parse(digits), parser.argument()), digits)


def _ellipsis(parser: Parser, token: Token) -> Node:
    if token.text != "dots":
        raise UnreadableError(f"a command {token.text!r}")
    return Op("dots", ())


def _turned(parser: Parser, token: Token) -> Node:
    """Parse `cis x`, which is `cos x + i sin x`."""
    [angle] = _operands(parser, "cis")
    imaginary = Op("mul", (Sym("i"), Op("fn", (angle,), "sin")))
    return Op("add", (Op("fn", (angle,), "cos"), imaginary))


_SPECIAL: Final[dict[str, Form]] = {
    "frac": _fraction,
    "binom": _binomial,
    "sqrt": _root,
    "abs": _absolute,
    "lg": _decimal_logarithm,
    "log": _logarithm,
    "digits": _digits,
    "cis": _turned,
    "det": _determinant,
    "tr": _determinant,
    **dict.fromkeys(("Re", "Im", "arg", "sgn"), _part),
}

FORMS: Final[dict[str, Form]] = {
    "open": _bracketed,
    "close": _outward,
    "env": _environment,
    "op": _sign,
    "cur": _currency,
    "sym": _symbol,
    "name": _decorated,
    "text": _words,
    "fn": _function,
    "bind": bound,
    "clock": _clock,
    "date": _date,
    "literal": _literal,
    "cmd": _ellipsis,
}
