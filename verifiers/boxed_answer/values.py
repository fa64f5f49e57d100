"""What an answer denotes: a number, words, a collection, a matrix, a relation.

    text ──forms.parse──▶ Node ──value_of──▶ Value

Numbers stay expressions (with their exact value where there is one): how two of them compare is
`scalars`' business.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from .exact import exact_of
from .nodes import Node, Num, Op, Sym, Text, UnreadableError
from .signs import variants
from .synonyms import SYNONYMS
from .units import Unit, unit_of

if TYPE_CHECKING:
    from .ratios import Exact


class Scalar(msgspec.Struct, frozen=True):
    """An expression with its exact value, if it has one.

    `places`: digits after the point, when it was written as a decimal that is not whole.
    """

    node: Node
    exact: Exact | None
    places: int | None = None


class Quantity(msgspec.Struct, frozen=True):
    """A number with a unit."""

    number: Scalar
    unit: Unit


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


Value: TypeAlias = Scalar | Quantity | Words | Items | Matrix | Relation | Region


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
    exact = exact_of(node)
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


def _words(node: Text) -> Value:
    text = node.words.rstrip(".")
    meant = SYNONYMS.get(text)
    if meant is None or isinstance(meant, Text):
        return Words(meant.words if meant else text)
    return value_of(meant)


# ── collections ──────────────────────────────────────────────────────────────────────────────────


def _values(node: Op) -> tuple[Value, ...]:
    return flattened(tuple(value_of(argument) for argument in node.args))


def _list(node: Op) -> Value:
    return Items("list", _values(node), node.tag)


def _set(node: Op) -> Value:
    return Items("set", _values(node))


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
    return Items("mod", tuple(value_of(argument) for argument in node.args))


# ── quantities ───────────────────────────────────────────────────────────────────────────────────


def _unit(node: Op) -> Value:
    inner = value_of(node.args[0])
    if isinstance(inner, Items):
        return Items(inner.kind, tuple(_with_unit(i, node.tag) for i in inner.items), inner.mark)
    return _with_unit(inner, node.tag)


def _with_unit(value: Value, unit: str) -> Value:
    if isinstance(value, Quantity) and unit.strip() in {"C", "F"}:
        return Quantity(value.number, unit_of(unit))
    if isinstance(value, Scalar) and unit.strip().casefold() in {"percent", "per cent"}:
        return Quantity(value, PERCENT)
    if not isinstance(value, Scalar):
        raise UnreadableError("a unit after something that is not a number")
    return Quantity(value, unit_of(unit))


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
    "unit": _unit,
    "postfix": _postfix,
    "add": _sum,
    "neg": _with_sign,
    "plusminus": _with_sign,
    "minusplus": _with_sign,
    "mul": _product,
}
