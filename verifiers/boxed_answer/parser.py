"""A Pratt parser over a bounded grammar: tokens to a syntax tree, nothing computed.

items      a, b; c or d            lowest
relations  = < <= != ~ in
ratio      a : b
sets       union, intersection, difference; a mod b
units      3 cm
sums       a + b, a ± b
sign       -a
shares     a %, a°                 of a whole product, such as a mixed number
products   a * b, a / b, a b
power      a ^ b
postfix    a!                      highest
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from .lexer import Token
from .limits import MAX_DEPTH, MAX_OPERATORS, MAX_TOKENS
from .nodes import Node, Num, Op, Sym, Text, UnreadableError
from .number_words import share_of
from .numerals import is_proper_fraction, number
from .unit_names import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

END: Final = Token("end", "")
BAR: Final = Token("op", "|")
SEPARATORS: Final = {",", ";", "or", "and", "\\\\"}
_JOINING: Final = {"or", "and"}
RELATIONS: Final = {"=", "<", ">", "<=", ">=", "!=", "~", "≡", "in"}

_RELATION, _RATIO, _UNION, _SIGN, _SHARE = 10, 15, 20, 35, 39
UNIT: Final = 28
SUM: Final = 30
PRODUCT: Final = 40
POWER: Final = 60
_INFIX: Final[dict[str, tuple[int, str]]] = {
    ":": (_RATIO, "ratio"),
    "cup": (_UNION, "union"),
    "cap": (_UNION + 2, "intersection"),
    "\\": (_UNION + 1, "difference"),
    "+": (SUM, "add"),
    "-": (SUM, "sub"),
    "±": (SUM, "plusminus"),
    "∓": (SUM, "minusplus"),
    "*": (PRODUCT, "mul"),
    "/": (PRODUCT, "div"),
    "%": (_SHARE, ""),
    "deg": (_SHARE, ""),
    "mod": (_UNION + 3, "mod"),
}
_FLAT: Final = {"add", "mul", "ratio"}
_SIGNS: Final = {"-": "neg", "±": "plusminus", "∓": "minusplus"}
_UNSAID: Final = {Token("op", "+"), Token("op", "~")}
_FILLERS: Final = frozenset({"approximately", "about", "exactly", "roughly"})
_APPLIED: Final = frozenset("fghPE")
"""Letters that name a function when a bracket follows; other letters are multiplied."""

_NAMED: Final = frozenset({"Gamma", "zeta"})
"""Functions that are known by a Greek letter."""


Form: TypeAlias = "Callable[[Parser, Token], Node]"
"""Parses what begins with a token of one kind, which has been taken."""


class Parser:
    """The state of one parse: a position in the tokens, and how deep the grammar has gone.

    `forms` says how to parse what begins with each kind of token; `bars_open` counts the absolute
    values that a bar has opened and none has closed yet.
    """

    def __init__(self, tokens: Sequence[Token], forms: Mapping[str, Form]) -> None:
        if len(tokens) > MAX_TOKENS:
            raise UnreadableError(f"more than {MAX_TOKENS} tokens")
        self._tokens = list(tokens)
        self._forms = forms
        self._at = 0
        self._depth = 0
        self._operators = 0
        self.bars_open = 0
        self._bars_multiply = _are_bars_in_pairs(tokens)

    # ── tokens ───────────────────────────────────────────────────────────────────────────────────

    def peek(self) -> Token:
        """Return the token that is next; END after the last."""
        return self._tokens[self._at] if self._at < len(self._tokens) else END

    def next(self) -> Token:
        """Take the next token."""
        token = self.peek()
        self._at += 1
        return token

    def skip(self, kind: str, text: str) -> bool:
        """Take the next token if it is that one."""
        if self.peek() == (kind, text):
            self._at += 1
            return True
        return False

    def expect(self, kind: str, text: str) -> None:
        """Take the next token, which must be that one."""
        if not self.skip(kind, text):
            raise UnreadableError(f"expected {text!r}, found {self.peek().text!r}")

    def put_back(self, token: Token) -> None:
        """Make `token` the next one again; for numbers that LaTeX reads digit by digit."""
        self._at -= 1
        self._tokens[self._at] = token

    # ── grammar ──────────────────────────────────────────────────────────────────────────────────

    def whole(self) -> Node:
        """Parse all tokens. Raises UnreadableError when they are not one answer."""
        items, separator = self.items()
        if self.peek() is not END:
            raise UnreadableError(f"unexpected {self.peek().text!r}")
        return items[0] if len(items) == 1 else Op("list", tuple(items), separator)

    def items(self) -> tuple[list[Node], str]:
        """Parse what separators part; also the separator that binds loosest in meaning."""
        items = [self.expression()]
        separators: set[str] = set()
        while self.peek().kind == "op" and self.peek().text in SEPARATORS:
            last = self.next().text
            separators.add(last)
            while self.peek().kind == "op" and self.peek().text in SEPARATORS:
                last = self.next().text
                separators.add(last)
            if self.peek() is END or self.peek().kind == "close":
                if last in _JOINING:
                    raise UnreadableError(f"nothing after {last!r}")
                break
            items.append(self.expression())
        return items, next((s for s in ("or", "and") if s in separators), ",")

    def expression(self, binding: int = 0) -> Node:
        """Parse one expression whose operators bind tighter than `binding`."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UnreadableError(f"nested deeper than {MAX_DEPTH}")
        node = self._prefix(binding)
        while (power := self._binding_of(self.peek())) > binding:
            node = self._infix(node, power)
        self._depth -= 1
        return node

    def _prefix(self, binding: int) -> Node:
        token = self.next()
        if token.kind == "num":
            return self._numeral(token)
        if token.kind == "op" and token.text in _SIGNS:
            return Op(_SIGNS[token.text], (self.expression(max(binding, _SIGN)),))
        if token in _UNSAID:
            return self.expression(max(binding, _SIGN))
        form = self._forms.get(token.kind)
        if form is None:
            raise UnreadableError(f"unexpected {token.text!r}")
        return form(self, token)

    def _numeral(self, token: Token) -> Node:
        """Parse a number, with the base of its digits when one is written below."""
        if self.skip("op", "_"):
            return Op("based", (number(token.text), self.argument()), token.text)
        return number(token.text)

    def _binding_of(self, token: Token) -> int:
        """How tightly the token binds to what stands before it; 0: not at all."""
        if token.kind == "op":
            return self._binding_of_sign(token.text)
        if token.kind in {"text", "cur"}:
            return UNIT
        if token.kind in {"num", "sym", "fn", "name", "bind"}:
            return PRODUCT
        if token.kind == "open":
            return 0 if token.text == "[" and self._closes_outward() else PRODUCT
        return PRODUCT if token.kind == "env" and not token.text.startswith("end") else 0

    def _closes_outward(self) -> bool:
        """Whether an opening square bracket ends an interval written `]a, b[`."""
        after = self._peek_after()
        return after is END or after.text in {"cup", "cap", ",", ")", "}"}

    def _binding_of_sign(self, sign: str) -> int:
        if sign in RELATIONS:
            return _RELATION
        if sign == BAR.text:
            return PRODUCT if self._bars_multiply and not self.bars_open else 0
        if sign in {"^", "!", "!!", "'"}:
            return POWER + (sign != "^")
        return _INFIX[sign][0] if sign in _INFIX else 0

    def _infix(self, left: Node, power: int) -> Node:
        token = self.peek()
        if power == PRODUCT and (token.kind != "op" or token == BAR):
            return self._juxtaposed(left, token)
        self.next()
        if power == UNIT:
            return _with_unit(left, self._unit(token))
        if power == _RELATION:
            return self._chain(left, token.text)
        if power in {POWER + 1, _SHARE}:
            return self._counted(Op("postfix", (left,), token.text))
        if power == POWER:
            return self._counted(Op("pow", (left, self.argument(POWER - 1))))
        return self._joined(_INFIX[token.text][1], left, self.expression(power))

    def _joined(self, name: str, left: Node, right: Node) -> Node:
        """Long sums and products become one wide node, so that a tree is never deep."""
        if name == "sub":
            name, right = "add", Op("neg", (right,))
        if name in _FLAT and isinstance(left, Op) and left.name == name:
            return Op(name, (*left.args, right))
        return self._counted(Op(name, (left, right)))

    def _counted(self, node: Node) -> Node:
        self._operators += 1
        if self._operators > MAX_OPERATORS:
            raise UnreadableError(f"more than {MAX_OPERATORS} operators")
        return node

    def _chain(self, left: Node, sign: str) -> Node:
        """Parse a chain: `a < b <= c` is one node with two signs."""
        parts, signs = [left, self.expression(_RELATION)], [sign]
        while self.peek().kind == "op" and self.peek().text in RELATIONS:
            signs.append(self.next().text)
            parts.append(self.expression(_RELATION))
        return Op("chain", tuple(parts), " ".join(signs))

    def _juxtaposed(self, left: Node, token: Token) -> Node:
        """Parse a product without a sign, a mixed number, `f(x)`, or `1 hour 30 minutes`."""
        if token.kind == "num" and isinstance(left, Num):
            return self._mixed(left)
        if token == ("open", "(") and isinstance(left, Sym) and _is_applied(left.name):
            self.next()
            return Op("apply", (left, *self.until(")")))
        if isinstance(left, Op) and left.name == "unit":
            more = self.expression(UNIT - 1)
            if token.kind == "num" and not _is_sum_of_units(more):
                raise UnreadableError("a number after a unit")
            return Op("add", (left, more))
        if token.kind == "num" and _ends_in_letter(left):
            raise UnreadableError("digits right after a letter: a name, not a product")
        right = self.expression(PRODUCT)
        if isinstance(left, Num) and left.places is None and is_proper_fraction(right):
            return Op("mixed", (left, right))
        return self._joined("mul", left, right)

    def _mixed(self, whole: Num) -> Node:
        """`1 1/2`; two numbers side by side are nothing else."""
        top = self._prefix(PRODUCT)
        self.expect("op", "/")
        fraction = Op("frac", (top, self._prefix(PRODUCT)))
        if whole.places is not None or not is_proper_fraction(fraction):
            raise UnreadableError("two numbers side by side")
        return Op("mixed", (whole, fraction))

    def until(self, closing: str) -> list[Node]:
        """Parse items up to a closing bracket, and take it."""
        items, _ = self.items()
        self.expect("close", closing)
        return items

    def _unit(self, first: Token) -> str:
        """Gather `cm ^ 2 / s` to one text."""
        parts = [first.text]
        while True:
            token = self.peek()
            if token.kind in {"text", "cur"} or (parts[-1] in {"/", "*"} and token.kind == "sym"):
                parts.append(f" {self.next().text}")
            elif token == ("op", "^"):
                self.next()
                parts.append(f"^{exponent_text(self.argument())}")
            elif token.text in {"/", "*", "."} and self._names_unit(self._peek_after()):
                self.next()
                parts.append(token.text if token.text == "/" else "*")
            else:
                return "".join(parts)

    def _names_unit(self, token: Token) -> bool:
        """Tell whether a token goes on with a unit; after a sign, a letter may."""
        return token.kind == "text" or (token.kind == "sym" and token.text in UNITS)

    def _peek_after(self) -> Token:
        return self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else END

    # ── pieces that the prefix forms use ─────────────────────────────────────────────────────────

    def argument(self, binding: int = POWER) -> Node:
        """Parse the argument of a command or a power: a group, or one operand with its sign."""
        if self.skip("open", "{"):
            return self.rest_of_group()
        if self.skip("op", "-"):
            return Op("neg", (self.argument(binding),))
        return self.expression(binding)

    def digit_argument(self) -> Node:
        """Parse an argument of a fraction, where `12` is two arguments."""
        token = self.peek()
        if token.kind == "num" and len(token.text) > 1 and token.text.isdigit():
            self.next()
            self.put_back(Token("num", token.text[1:]))
            return number(token.text[0])
        return self.argument()

    def rest_of_group(self) -> Node:
        """Parse up to the brace that closes a group."""
        items, separator = self.items()
        self.expect("close", "}")
        return items[0] if len(items) == 1 else Op("list", tuple(items), separator)

    def words(self, first: Token) -> Node:
        """Words that stand where a value should: a word answer, or a filler before a value."""
        words = [_folded(first.text)]
        while self.peek().kind == "text":
            words.append(_folded(self.next().text))
        if set(words) <= _FILLERS and self.peek() is not END:
            return self.expression(UNIT)
        if self.peek() is not END and set(words) <= {"minus", "negative"}:
            return Op("neg", (self.expression(UNIT),))
        share = share_of(" ".join(words)) if self.peek() is not END else None
        if share is not None:
            return Op("mul", (Num(share), self.expression(UNIT)))
        return Text(" ".join(words))


def _are_bars_in_pairs(tokens: Sequence[Token]) -> bool:
    """Whether a bar after a value may begin an absolute value; a lone one, or in a set, parts."""
    return tokens.count(BAR) % 2 == 0 and ("open", "\\{") not in tokens


def _with_unit(node: Node, unit: str) -> Node:
    """Return a quantity; in `1 m + 20 cm` each summand has a unit of its own."""
    if isinstance(node, Op) and node.name == "add":
        *before, last = node.args
        if all(isinstance(each, Op) and each.name == "unit" for each in before):
            return Op("add", (*before, Op("unit", (last,), unit)))
    return Op("unit", (node,), unit)


def _is_sum_of_units(node: Node) -> bool:
    return isinstance(node, Op) and node.name in {"unit", "add"}


def _ends_in_letter(node: Node) -> bool:
    last = node.args[-1] if isinstance(node, Op) and node.name == "mul" else node
    return isinstance(last, Sym) and len(last.name) == 1


def _is_applied(name: str) -> bool:
    return name[0] in _APPLIED or name in _NAMED


def _folded(word: str) -> str:
    """Words without their case; a letter alone and capitals are names and keep it."""
    return word if len(word) == 1 or word.isupper() else word.casefold()


def exponent_text(node: Node) -> str:
    """Write the exponent of a unit as digits; anything else is not one."""
    if isinstance(node, Num) and node.value.denominator == 1 and node.value < 10:
        return str(node.value)
    if isinstance(node, Op) and node.name == "neg":
        return f"-{exponent_text(node.args[0])}"
    raise UnreadableError("the exponent of a unit is not a small whole number")
