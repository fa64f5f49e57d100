"""Pairs of answers drawn at random, whose values are known without our reading: from the tree.

    random ─▶ tree ─┬─ twenty styles ─▶ text
                    └─ SymPy ─────────▶ value, by digits and, where these agree, by algebra

    tree, the same tree written otherwise, or another tree like it ─▶ Pair(expected, answer, equal)

What is drawn hangs on the seed alone.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final, NamedTuple

import mpmath  # type: ignore[import-untyped]  # it ships no types
import sympy  # type: ignore[import-untyped]  # nor does this


class Tree(NamedTuple):
    """`int` with its number, `pi` or `x`; `+ - * / ^` of two parts, `sqrt` of one."""

    kind: str
    parts: tuple[Tree, ...] = ()
    number: int = 0


DIGITS: Final = 40
"""Of the numbers that values are told apart by."""

_POINTS: Final = (sympy.Rational(37, 29), sympy.Rational(101, 31))
"""Where variables stand when two values are compared."""

_FAR: Final = mpmath.mpf(10) ** -25
"""Values nearer than this are shown equal by algebra, or the pair is drawn anew."""


class Pair(NamedTuple):
    """Two texts, whether their values are equal, and the styles that they are written in."""

    expected: str
    answer: str
    equal: bool
    styles: tuple[str, str]


# ── trees ────────────────────────────────────────────────────────────────────────────────────────


def whole(number: int) -> Tree:
    """A leaf that is a whole number."""
    return Tree("int", (), number)


def tree(draw: random.Random, depth: int, letters: bool) -> Tree:
    """A tree of at most `depth` operations above its leaves."""
    if depth == 0 or draw.random() < 0.25:
        kind = draw.random()
        if letters and kind < 0.35:
            return Tree("x")
        if kind < 0.1:
            return Tree("pi")
        return whole(draw.choice((1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 15, 25, 100)))
    operation = draw.choice("++--***//^s")
    if operation == "s":
        return Tree("sqrt", (whole(draw.choice((2, 3, 5, 6, 7, 10, 12, 18, 50))),))
    first = tree(draw, depth - 1, letters)
    if operation == "^":
        return Tree("^", (first, whole(draw.choice((2, 2, 3)))))
    return Tree(operation, (first, tree(draw, depth - 1, letters)))


def changed(draw: random.Random, of: Tree) -> Tree:
    """The tree with one of its leaves or signs another: alike, and as a rule not equal."""
    if of.kind == "int":
        return whole(max(1, of.number + draw.choice((-1, 1, 2, 10))))
    if not of.parts:
        return whole(draw.choice((1, 2, 3)))
    if len(of.parts) == 2 and draw.random() < 0.3:
        return of._replace(kind={"+": "-", "-": "+", "*": "/", "/": "*", "^": "^"}[of.kind])
    at = draw.randrange(len(of.parts))
    parts = list(of.parts)
    parts[at] = changed(draw, parts[at])
    return of._replace(parts=tuple(parts))


def rewritten(draw: random.Random, of: Tree) -> Tree:
    """A tree of the same value: terms and factors exchanged, quotients turned into products."""
    parts = tuple(rewritten(draw, part) for part in of.parts)
    if of.kind in "+*" and draw.random() < 0.5:
        parts = parts[::-1]
    if of.kind == "/" and draw.random() < 0.3:
        return Tree("*", (Tree("/", (whole(1), parts[1])), parts[0]))
    return of._replace(parts=parts)


def value(of: Tree) -> sympy.Expr | None:
    """The tree's value by SymPy; None where it has none: a quotient by zero."""
    leaves = {"int": sympy.Integer(of.number), "pi": sympy.pi, "x": sympy.Symbol("x")}
    if of.kind in leaves:
        return leaves[of.kind]
    parts = [value(part) for part in of.parts]
    if None in parts or (of.kind == "/" and sympy.simplify(parts[1]) == 0):
        return None
    operations: dict[str, Callable[..., sympy.Expr]] = {
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "^": lambda a, b: a**b,
        "sqrt": sympy.sqrt,
    }
    return operations[of.kind](*parts)


def _digits(of: sympy.Expr) -> tuple[mpmath.mpf, ...] | None:
    x = sympy.Symbol("x")
    found = [of.subs(x, point).evalf(DIGITS) for point in _POINTS]
    if not all(each.is_Float or each.is_Rational for each in found):
        return None
    return tuple(mpmath.mpf(each) for each in found)


# ── styles ───────────────────────────────────────────────────────────────────────────────────────

_RANK: Final = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}


class Writing(NamedTuple):
    """How a tree is written: each operation of two texts, and what stands around a part."""

    fraction: Callable[[str, str], str]
    times: str
    power: Callable[[str, str], str]
    root: Callable[[str], str]
    pi: str
    brackets: tuple[str, str]
    around: Callable[[str], str] = lambda text: text
    minus: str = "-"
    closed: bool = True
    """Whether `fraction` needs no brackets around its parts, being drawn as two lines."""

    def text(self, of: Tree) -> str:
        """The tree in this writing."""
        return self.around(self._part(of, 0))

    def _part(self, of: Tree, rank: int) -> str:
        """A part that stands where operations of a lower rank than `rank` need brackets."""
        match of.kind:
            case "int":
                return str(of.number)
            case "x":
                return "x"
            case "pi":
                return self.pi
            case "sqrt":
                return self.root(self._part(of.parts[0], 0))
        first, second = of.parts
        own = _RANK[of.kind]
        if of.kind == "/" and self.closed:
            drawn, bound = self.fraction(self._part(first, 0), self._part(second, 0)), 3
        elif of.kind == "^":
            drawn, bound = self.power(self._part(first, 4), str(second.number)), 4
        else:
            # Of a difference or a quotient the second part is not regrouped.
            left, right = self._part(first, own), self._part(second, own + (of.kind in "-/*"))
            sign = {"+": " + ", "-": f" {self.minus} ", "*": self.times}.get(of.kind)
            drawn = self.fraction(left, right) if sign is None else f"{left}{sign}{right}"
            bound = own + 1
        return self._in_brackets(drawn) if rank >= bound else drawn

    def _in_brackets(self, text: str) -> str:
        return f"{self.brackets[0]}{text}{self.brackets[1]}"


def _frac(command: str) -> Callable[[str, str], str]:
    return lambda a, b: f"\\{command}{{{a}}}{{{b}}}"


_SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_TEX: Final = Writing(
    _frac("frac"),
    r" \cdot ",
    lambda a, b: f"{a}^{{{b}}}",
    lambda a: f"\\sqrt{{{a}}}",
    r"\pi",
    ("(", ")"),
)

_PLAIN: Final = Writing(
    lambda a, b: f"{a}/{b}", "*", lambda a, b: f"{a}^{b}", lambda a: f"sqrt({a})", "pi", ("(", ")"),
    closed=False,
)  # fmt: skip

STYLES: Final[dict[str, Writing]] = {
    "tex": _TEX,
    "tex, dfrac and times": _TEX._replace(fraction=_frac("dfrac"), times=r" \times "),
    "tex, tfrac": _TEX._replace(fraction=_frac("tfrac")),
    "tex, over": _TEX._replace(fraction=lambda a, b: f"{{{a} \\over {b}}}"),
    "tex, left and right": _TEX._replace(brackets=(r"\left(", r"\right)")),
    "tex, square brackets": _TEX._replace(brackets=("[", "]")),
    "tex, in dollars": _TEX._replace(around=lambda text: f"${text}$"),
    "tex, displaystyle": _TEX._replace(around=lambda text: f"\\displaystyle {text}"),
    "tex, in braces": _TEX._replace(around=lambda text: f"{{{text}}}"),
    "tex, coloured": _TEX._replace(around=lambda text: f"\\color{{red}}{{{text}}}"),
    "tex, with a full stop": _TEX._replace(around=lambda text: f"{text}."),
    "tex, a name before": _TEX._replace(around=lambda text: f"A = {text}"),
    "plain": _PLAIN,
    "plain, spaced": _PLAIN._replace(times=" * ", fraction=lambda a, b: f"{a} / {b}"),
    "python": _PLAIN._replace(power=lambda a, b: f"{a}**{b}"),
    "sympy": _PLAIN._replace(
        power=lambda a, b: f"{a}**{b}", root=lambda a: f"sqrt({a})", around=lambda text: f"({text})"
    ),
    "unicode": _PLAIN._replace(
        times="·", power=lambda a, b: a + b.translate(_SUPERSCRIPTS), root=lambda a: f"√({a})",
        pi="π", minus="\N{MINUS SIGN}",
    ),
    "unicode, times": _PLAIN._replace(
        times="\N{MULTIPLICATION SIGN}", power=lambda a, b: a + b.translate(_SUPERSCRIPTS), root=lambda a: f"√{a}",
        pi="π",
    ),
}  # fmt: skip
"""Writings of any tree."""


def _grouped(group: str) -> Callable[[int], str]:
    return lambda number: f"{number:,}".replace(",", group)


INTEGER_STYLES: Final[dict[str, Callable[[int], str]]] = {
    "thousands by comma": _grouped(","),
    "thousands by a thin space": _grouped(r"\,"),
    "thousands by a comma in braces": _grouped("{,}"),
}
"""Writings of whole numbers of four digits and more."""

UNITS: Final[tuple[tuple[str, Fraction], ...]] = (
    (r"\text{ cm}", Fraction(1, 100)),
    (" cm", Fraction(1, 100)),
    (r"\ \mathrm{m}", Fraction(1)),
    (" km", Fraction(1000)),
    (r"\text{ mm}", Fraction(1, 1000)),
)
"""Units of length as they are written, and how many metres each is."""

_ONES: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(number: int) -> str:
    """A whole number below a thousand in words."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    hundreds, rest = divmod(number, 100)
    return f"{_ONES[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")


# ── pairs ────────────────────────────────────────────────────────────────────────────────────────


def pairs(seed: int) -> Iterator[Pair]:
    """Pairs without end; most are of trees, some of numbers with units, in words or grouped."""
    draw = random.Random(seed)
    for number in itertools.count():
        if number % 8 == 5:
            yield _measures(draw)
        elif number % 8 == 7:
            yield _numbers(draw)
        elif (pair := _trees(draw)) is not None:
            yield pair


def _trees(draw: random.Random) -> Pair | None:
    first = tree(draw, draw.choice((1, 2, 2, 3)), letters=draw.random() < 0.3)
    second = rewritten(draw, first) if draw.random() < 0.5 else changed(draw, first)
    values = value(first), value(second)
    if values[0] is None or values[1] is None:
        return None  # it has no value
    here, there = _digits(values[0]), _digits(values[1])
    if here is None or there is None:
        return None
    apart = max(abs(a - b) for a, b in zip(here, there, strict=True))
    if apart < _FAR and sympy.simplify(values[0] - values[1]) != 0:
        return None
    styles = draw.choice(list(STYLES)), draw.choice(list(STYLES))
    texts = STYLES[styles[0]].text(first), STYLES[styles[1]].text(second)
    return Pair(*texts, bool(apart < _FAR), styles)


def _measures(draw: random.Random) -> Pair:
    """Lengths: the same in another unit, or another one."""
    (unit, metres), (other, others) = draw.choice(UNITS), draw.choice(UNITS)
    number = Fraction(draw.randint(1, 400), draw.choice((1, 1, 2, 4, 5)))
    same = number * metres / others
    found = same if draw.random() < 0.5 else same * draw.choice((10, Fraction(1, 10), 2))
    texts = f"{_decimal(number)}{unit}", f"{_decimal(found)}{other}"
    return Pair(*texts, found == same, ("length", "length"))


def _decimal(number: Fraction) -> str:
    """A number whose denominator has no primes but 2 and 5, as a decimal."""
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = f"{int(number * 10**places):0{places + 1}d}"
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def _numbers(draw: random.Random) -> Pair:
    """Whole numbers: grouped, or in words."""
    if draw.random() < 0.5:
        number = draw.randint(1000, 9_999_999)
        other = number if draw.random() < 0.5 else number + draw.choice((1, 10, -900, 1000))
        style = draw.choice(list(INTEGER_STYLES))
        return Pair(str(other), INTEGER_STYLES[style](number), other == number, ("digits", style))
    number = draw.randint(0, 999)
    other = number if draw.random() < 0.5 else draw.randint(0, 999)
    return Pair(str(other), in_words(number), other == number, ("digits", "words"))
