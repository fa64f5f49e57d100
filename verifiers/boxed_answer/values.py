"""What an answer denotes: a number, words, a collection, a matrix, a relation.

    text ──forms.parse──▶ Node ──value_of──▶ Value

Numbers stay expressions (with their exact value where there is one): how two of them compare is
`scalars`' business.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from .exact import exact_of
from .limits import MAX_ITEMS
from .moments import Clock, Day, day_of, half_of
from .nodes import Node, Num, Op, Sym, Text, UndefinedError, UnreadableError
from .number_words import changed
from .signs import variants
from .synonyms import SYNONYMS
from .units import Unit, unit_of

if TYPE_CHECKING:
    from .ratios import Exact


class Scalar(msgspec.Struct, frozen=True):
    """An expression with its exact value, if it has one.

    `places`: digits after the point, when it was written as a decimal that is not whole. `exists`
    is false where there is no such value: `1/0`.
    """

    node: Node
    exact: Exact | None
    places: int | None = None
    exists: bool = True


class Quantity(msgspec.Struct, frozen=True):
    """A number with a unit. `needed`: it may be a variable, and so cannot be left out (`2 m`)."""

    number: Scalar
    unit: Unit
    needed: bool = False


class Words(msgspec.Struct, frozen=True):
    """An answer in words, lower case."""

    text: str


class Items(msgspec.Struct, frozen=True):
    """Several answers.

    `kind` is `list` (not in brackets), `tuple`, `set`, or another collection that compares in
    order (`mod`, `ratio`). `mark` holds a tuple's brackets, or the word that joins a list.
    """

    kind: str
    items: tuple[Value, ...]
    mark: str = ""


class Matrix(msgspec.Struct, frozen=True):
    """A matrix, by rows."""

    rows: tuple[tuple[Value, ...], ...]


class Relation(msgspec.Struct, frozen=True):
    """An equation or inequality, or a chain of them: one sign fewer than sides."""

    sides: tuple[Node, ...]
    signs: tuple[str, ...]


class Region(msgspec.Struct, frozen=True):
    """A set written with operations: unions, intersections, differences."""

    node: Op


Value: TypeAlias = Scalar | Quantity | Words | Items | Matrix | Relation | Region | Clock | Day


def value_of(node: Node) -> Value:
    """Return the value that an answer's tree denotes. Raises UnreadableError."""
    if isinstance(node, Text):
        return _words(node)
    if node == Sym("emptyset"):
        return Items("set", ())
    if not isinstance(node, Op):
        return scalar(node)
    rule = _COLLECTIONS.get(node.name)
    if rule is not None:
        return rule(node)
    return _signed(node)


def scalar(node: Node) -> Scalar:
    """Return a number from its expression."""
    try:
        exact = exact_of(node)
    except UndefinedError:
        return Scalar(node, None, exists=False)
    places = _places(node)
    whole = isinstance(exact, Fraction) and exact.denominator == 1
    return Scalar(node, exact, None if whole else places)


def flattened(items: tuple[Value, ...]) -> tuple[Value, ...]:
    """Items in which lists, such as both values of a plus-minus, are items of their own."""
    return tuple(
        inner
        for item in items
        for inner in (item.items if isinstance(item, Items) and item.kind == "list" else (item,))
    )


def continued(items: tuple[Value, ...]) -> tuple[Value, ...]:
    """Items in which an ellipsis after an arithmetic progression stands for what it leaves out.

    Up to a number that the progression reaches the terms are written out; else two of them are kept
    before the ellipsis, however many were written: `1, 2, 3, ..., n` is `1, 2, ..., n`.
    """
    if _ELLIPSIS not in items:
        return items
    at = items.index(_ELLIPSIS)
    terms = [item.exact for item in items[:at] if isinstance(item, Scalar)]
    numbers = [term for term in terms if isinstance(term, Fraction)]
    steps = {b - a for a, b in pairwise(numbers)}
    if len(numbers) < max(at, 2) or len(steps) != 1 or len(items) > at + 2:
        return items
    [step] = steps
    end = items[at + 1] if len(items) == at + 2 else None
    if isinstance(end, Scalar) and isinstance(end.exact, Fraction) and step:
        count = (end.exact - numbers[0]) / step
        if count.denominator != 1 or not at <= count < MAX_ITEMS:
            return items
        return tuple(scalar(Num(numbers[0] + step * place)) for place in range(int(count) + 1))
    return (*items[:2], *items[at:])


def _words(node: Text) -> Value:
    text = node.words.rstrip(".")
    meant = SYNONYMS.get(text.casefold())
    if meant is None or isinstance(meant, Text):
        return Words(meant.words if meant else text)
    return value_of(meant)


# ── collections ──────────────────────────────────────────────────────────────────────────────────


def _values(node: Op) -> tuple[Value, ...]:
    return flattened(tuple(value_of(argument) for argument in node.args))


def _list(node: Op) -> Value:
    last = node.args[-1]
    if isinstance(last, Op) and last.name == "mod":
        residues = tuple(_residue(each, last.args[1]) for each in node.args[:-1])
        node = Op("list", (*residues, last), node.tag)
    values = _values(node)
    if node.tag == "and" and len(values) > 1 and _steps_down(values):
        return _sum(Op("add", node.args))
    return Items("list", continued(values), node.tag)


def _steps_down(values: tuple[Value, ...]) -> bool:
    """Whether the values are one quantity in ever smaller units: `1 hour and 30 minutes`."""
    units = [value.unit for value in values if isinstance(value, Quantity)]
    if len(units) < len(values) or not all(unit.known for unit in units):
        return False
    return all(a.same_kind(b) and a.factor > b.factor for a, b in pairwise(units))


def _residue(node: Node, modulus: Node) -> Node:
    """Give a residue the modulus that is written once, behind the last: `x = 1, 3 mod 8`."""
    if isinstance(node, Op) and node.name == "mod":
        return node
    if isinstance(node, Op) and node.name == "chain":
        return Op("chain", (*node.args[:-1], _residue(node.args[-1], modulus)), node.tag)
    return Op("mod", (node, modulus))


def _set(node: Op) -> Value:
    return Items("set", continued(_values(node)))


def _bracket(node: Op) -> Value:
    """Two items in any brackets may be a point or an interval; more in square ones are a list."""
    values = tuple(value_of(argument) for argument in node.args)
    if node.tag == "[]" and len(values) != 2:
        return Items("list", flattened(values), ",")
    return Items("tuple", values, node.tag)


def _vector(node: Op) -> Value:
    return Items("tuple", tuple(value_of(argument) for argument in node.args), "()")


def _matrix(node: Op) -> Value:
    rows = tuple(
        tuple(value_of(cell) for cell in row.args) for row in node.args if isinstance(row, Op)
    )
    if len({len(row) for row in rows}) != 1:
        raise UnreadableError("a matrix whose rows differ in length")
    return Matrix(rows)


def _relation(node: Op) -> Value:
    relations = tuple(
        Relation(variant.args, tuple(node.tag.split()))
        for variant in variants(node)
        if isinstance(variant, Op)
    )
    return relations[0] if len(relations) == 1 else Items("list", relations, "or")


def _region(node: Op) -> Value:
    return Region(node)


def _ratio(node: Op) -> Value:
    """`3:4` is the quotient; of more parts, all are divided by the last."""
    last = node.args[-1]
    parts = tuple(scalar(Op("div", (part, last))) for part in node.args[:-1])
    return parts[0] if len(parts) == 1 else Items("ratio", parts)


def _mod(node: Op) -> Value:
    """A residue, the least that is not negative, and its modulus."""
    residue, modulus = (value_of(argument) for argument in node.args)
    if isinstance(residue, Scalar) and isinstance(modulus, Scalar):
        a, m = residue.exact, modulus.exact
        if isinstance(a, Fraction) and isinstance(m, Fraction) and m > 0:
            residue = scalar(Num(a % m))
    return Items("mod", (residue, modulus))


def _clock(node: Op) -> Value:
    return Clock(tuple(map(int, node.tag.split(":"))))


def _date(node: Op) -> Value:
    day = day_of(node.tag)
    assert day is not None  # the lexer has seen that it is one
    return day


# ── quantities ───────────────────────────────────────────────────────────────────────────────────


def _unit(node: Op) -> Value:
    inner = value_of(node.args[0])
    if isinstance(inner, Items):
        return Items(inner.kind, tuple(_with_unit(i, node.tag) for i in inner.items), inner.mark)
    return _with_unit(inner, node.tag)


def _with_unit(value: Value, unit: str) -> Value:
    if isinstance(value, Quantity) and unit.strip() in {"C", "F"}:
        return Quantity(value.number, unit_of(unit))
    if isinstance(value, Quantity):
        return _with_second_unit(value, unit)
    half = half_of(unit)
    if half and isinstance(value, Clock):
        return Clock(value.parts, half)
    if not isinstance(value, Scalar):
        raise UnreadableError("a unit after something that is not a number")
    if half and isinstance(value.exact, Fraction) and value.exact in range(1, 13):
        return Clock((int(value.exact), 0), half)
    number, rest = changed(value.node, unit)
    if rest != unit:
        value, unit = scalar(number), rest
    if not unit.strip():
        return value
    if unit.strip().casefold() in {"percent", "per cent"}:
        return Quantity(value, PERCENT)
    return Quantity(value, unit_of(unit))


def _with_second_unit(value: Quantity, unit: str) -> Value:
    """Return `$1.5 million`, `$15 per hour`, `$5 dollars`."""
    number, rest = changed(value.number.node, unit)
    if rest.strip().startswith(("/", "per ")) and value.unit.known:
        return Quantity(scalar(number), value.unit.times(unit_of(rest)))
    if rest.strip() and unit_of(rest) != value.unit:
        raise UnreadableError("two units after one number")
    return Quantity(scalar(number), value.unit)


PERCENT: Final = Unit((("%", 1),), Fraction(1, 100), known=True)
DEGREES: Final = unit_of("degrees")


def _postfix(node: Op) -> Value:
    if node.tag == "%":
        return _each(_signed(node.args[0]), PERCENT)
    if node.tag == "deg":
        return _each(_signed(node.args[0]), DEGREES)
    return _signed(node)


def _each(value: Value, unit: Unit) -> Value:
    """Return the unit on a number, or on each of several."""
    if isinstance(value, Scalar):
        return Quantity(value, unit)
    assert isinstance(value, Items)  # numbers are alone, or in lists
    return Items(value.kind, tuple(_each(item, unit) for item in value.items), value.mark)


def _sum(node: Op) -> Value:
    """Return a sum; of quantities of one dimension (hours and minutes) in their base unit."""
    parts = [argument for argument in node.args if isinstance(argument, Op)]
    if not all(part.name == "unit" for part in parts) or len(parts) != len(node.args):
        return _signed(node)
    units = [unit_of(part.tag) for part in parts]
    if any(unit.dimensions != units[0].dimensions for unit in units):
        raise UnreadableError("a sum of different units")
    terms = tuple(
        Op("mul", (Num(unit.factor), part.args[0])) for unit, part in zip(units, parts, strict=True)
    )
    return Quantity(scalar(Op("add", terms)), Unit(units[0].dimensions, Fraction(1), known=True))


def _with_sign(node: Op) -> Value:
    """Return a number; of a quantity the sign is its number's: `-$5`, `-50%`."""
    inner = node.args[0]
    if node.name == "neg" and _is_matrix(inner):
        return _scaled(inner, (Num(Fraction(-1)),))
    if len(node.args) > 1 or not isinstance(inner, Op) or not _has_unit(inner):
        return _signed(node)
    return value_of(Op(inner.name, (Op(node.name, inner.args),), inner.tag))


def _has_unit(node: Op) -> bool:
    return node.name == "unit" or (node.name == "postfix" and node.tag in {"%", "deg"})


def _product(node: Op) -> Value:
    """Return a product; `20°C` has been read as one of a number of degrees and a letter."""
    last = node.args[-1]
    matrices = [argument for argument in node.args if _is_matrix(argument)]
    if len(matrices) == 1:
        return _scaled(matrices[0], tuple(a for a in node.args if a is not matrices[0]))
    first = node.args[0]
    if len(node.args) == 2 and isinstance(last, Sym) and last.name in {"C", "F"}:
        inner = value_of(first)
        if isinstance(inner, Quantity) and inner.unit == DEGREES:
            return Quantity(inner.number, unit_of(last.name))
    return _signed(node)


def _is_matrix(node: Node) -> bool:
    return isinstance(node, Op) and node.name == "matrix"


def _scaled(matrix: Node, factors: tuple[Node, ...]) -> Value:
    """Return a matrix whose every cell is multiplied."""
    assert isinstance(matrix, Op)  # the caller has seen that it is a matrix
    rows = (row.args for row in matrix.args if isinstance(row, Op))
    return _matrix(
        Op(
            "matrix",
            tuple(Op("row", tuple(Op("mul", (*factors, cell)) for cell in row)) for row in rows),
        )
    )


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


def _signed(node: Node) -> Value:
    """Return a number, or the several that plus-minus signs in it stand for."""
    numbers = tuple(scalar(variant) for variant in variants(node))
    return numbers[0] if len(numbers) == 1 else Items("list", numbers, "or")


def _places(node: Node) -> int | None:
    """Digits after the point of a written decimal: `-1.50`, `1.5 * 10^-3`."""
    if isinstance(node, Num):
        return node.places
    if not isinstance(node, Op):
        return None
    if node.name == "neg":
        return _places(node.args[0])
    if node.name == "mul" and len(node.args) == 2 and isinstance(node.args[0], Num):
        shift = _power_of_ten(node.args[1])
        places = node.args[0].places or 0
        return None if shift is None else places - shift
    return None


def _power_of_ten(node: Node) -> int | None:
    if not (isinstance(node, Op) and node.name == "pow" and node.args[0] == Num(Fraction(10))):
        return None
    exponent = exact_of(node.args[1])
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        return int(exponent)
    return None


_ELLIPSIS: Final = scalar(Op("dots", ()))

_COLLECTIONS: Final = {
    "list": _list,
    "set": _set,
    "bracket": _bracket,
    "vector": _vector,
    "matrix": _matrix,
    "chain": _relation,
    "union": _region,
    "intersection": _region,
    "difference": _region,
    "ratio": _ratio,
    "mod": _mod,
    "clock": _clock,
    "date": _date,
    "unit": _unit,
    "postfix": _postfix,
    "add": _sum,
    "neg": _with_sign,
    "plusminus": _with_sign,
    "minusplus": _with_sign,
    "mul": _product,
}
