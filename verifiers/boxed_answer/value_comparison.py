"""Whether two values are the same: which kinds compare with which, and how.

Symmetric by construction: every rule is asked with the operands either way round.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from .letters import compare_letters, letters_in, with_constant_of, with_parameter_of
from .limits import MAX_ITEMS
from .moments import Clock, Day, compare_moments
from .nodes import Node, NoValueError, Num, Op, Sym, UndefinedError, UnreadableError, operations
from .outcome import (
    UNDECIDED,
    UNDEFINED,
    Comparison,
    any_of,
    as_sets,
    differ,
    in_any_order,
    in_order,
    together,
)
from .ratios import atoms
from .regions import compare_regions, is_region
from .relations import compare_relations, parts_of, shortened, stated
from .scalars import compare_scalars
from .values import (
    DEGREES,
    PERCENT,
    Items,
    Matrix,
    Quantity,
    Relation,
    Scalar,
    Value,
    Words,
    scalar,
)
from .vectors import components

if TYPE_CHECKING:
    from .options import AnswerOptions
    from .units import Unit

_SEQUENCES: Final = {"list", "tuple", "set"}
_RADIAN: Final = "rad"
_MOMENTS: Final = (Clock, Day)
_AFTER: Final = "What {!r} after a number makes of it is not known here."


Symbolic: TypeAlias = Callable[[Node, Node], Comparison]
"""The symbolic layer: compares two expressions or matrices, and decides."""


class ValueComparison:
    """Compares values under one task's options; `symbolic` is asked what nothing else can tell."""

    def __init__(self, options: AnswerOptions, symbolic: Symbolic | None = None) -> None:
        self.options = options
        self._symbolic = symbolic if options.symbolic == "on" else None

    def of(self, expected: Value, found: Value) -> Comparison:
        """Compare two values; total and bounded."""
        try:
            return self._of(expected, found)
        except UndefinedError:
            return UNDEFINED
        except (NoValueError, UnreadableError):
            return UNDECIDED

    def _of(self, a: Value, b: Value) -> Comparison:
        if isinstance(a, Scalar) and isinstance(b, Scalar) and not (is_region(a) or is_region(b)):
            return self._scalars(a, b)  # the most usual first
        if isinstance(a, _MOMENTS) or isinstance(b, _MOMENTS):
            return self._moments(a, b)
        if isinstance(a, Relation) or isinstance(b, Relation):
            return self._relations(a, b)
        if is_region(a) or is_region(b):
            return self._regions(a, b)
        if isinstance(a, Matrix) or isinstance(b, Matrix):
            return self._matrices(a, b)
        if isinstance(a, Items) or isinstance(b, Items):
            return self._items(a, b)
        if isinstance(a, Words) or isinstance(b, Words):
            return _words(a, b)
        return self._quantities(a, b)

    def _moments(self, a: Value, b: Value) -> Comparison:
        """Compare times and dates; one in a list or equation stands where a number would."""
        if isinstance(a, _MOMENTS) and isinstance(b, _MOMENTS):
            return compare_moments(a, b)
        other = b if isinstance(a, _MOMENTS) else a
        if isinstance(other, Relation):
            return self._relations(a, b)
        if isinstance(other, Items):
            return self._one_item(a, b)
        return differ("structure", "One of the two is a time or date and the other is not.")

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────

    def _scalars(self, a: Scalar, b: Scalar) -> Comparison:
        """Digits in a stated base are also right without the base."""
        if _is_based(a) != _is_based(b) and not (_is_literal(a) or _is_literal(b)):
            a, b = (_digits_only(s) if _is_based(s) else s for s in (a, b))
        if not a.exists or not b.exists:
            return UNDEFINED
        letters = compare_letters(a.node, b.node)
        if letters is not None:
            return letters
        b = with_constant_of(a, b)
        outcome = compare_scalars(a, b, self.options)
        return outcome if outcome.equal is not None else self._ask(a.node, b.node)

    def _ask(self, expected: Node, found: Node) -> Comparison:
        return UNDECIDED if self._symbolic is None else self._symbolic(expected, found)

    def _quantities(self, a: Value, b: Value) -> Comparison:
        if isinstance(a, Quantity) and isinstance(b, Quantity):
            return self._with_units(a, b)
        (quantity, other) = (a, b) if isinstance(a, Quantity) else (b, a)
        assert isinstance(quantity, Quantity)  # the caller has seen one
        assert isinstance(other, Scalar)  # all other kinds have been dealt with
        if quantity.needed:
            return differ("structure", "One of the two has a letter behind its number.")
        if not quantity.unit.known:
            if not quantity.unit.noun:
                return differ("not_read", _AFTER.format(quantity.unit.words))
            if not isinstance(quantity.number.exact, Fraction):
                return UNDECIDED
        if quantity.unit.dimensions == DEGREES.dimensions and _is_in_radians(other):
            return self._scalars(quantity.number, _in_degrees(other))
        meanings = _bare_meanings(quantity, other)
        return any_of(self._scalars(meaning, other) for meaning in meanings)

    def _with_units(self, a: Quantity, b: Quantity) -> Comparison:
        if a.unit == b.unit:
            return self._scalars(a.number, b.number)
        if a.unit.same_kind(b.unit):
            return self._scalars(_times(a.number, a.unit.factor), _times(b.number, b.unit.factor))
        if {a.unit.dimensions, b.unit.dimensions} == {DEGREES.dimensions, ((_RADIAN, 1),)}:
            return self._scalars(_in_radians(a), _in_radians(b))
        for unit in (a.unit, b.unit):
            if not unit.known and not unit.noun:
                return differ("not_read", _AFTER.format(unit.words))
        if not a.unit.dimensions or not b.unit.dimensions or _share_a_word(a.unit, b.unit):
            return self._scalars(a.number, b.number)
        return differ("structure", "The units differ.")

    # ── collections ──────────────────────────────────────────────────────────────────────────────

    def _items(self, a: Value, b: Value) -> Comparison:
        if not (isinstance(a, Items) and isinstance(b, Items)):
            return self._one_item(a, b)
        if a.kind == b.kind == "list":
            b = with_parameter_of(a, b)
        if a.kind == b.kind and a.kind not in _SEQUENCES:
            return in_order(a.items, b.items, self.of)
        if {a.kind, b.kind} == {"set", "tuple"} and self.options.ordered is None:
            return differ("structure", "One of the two is a set and the other a tuple.")
        if a.kind == b.kind == "tuple" and a.mark != b.mark:
            return differ("structure", "The brackets differ.")
        return self._sequences(a, b)

    def _sequences(self, a: Items, b: Items) -> Comparison:
        ordered = self.options.ordered
        if ordered is None:
            ordered = "tuple" in {a.kind, b.kind}
        if ordered:
            return in_order(a.items, b.items, self.of)
        if max(len(a.items), len(b.items)) > MAX_ITEMS:
            raise NoValueError("too many items to match in any order")
        if "set" in {a.kind, b.kind}:
            return as_sets(a.items, b.items, self.of)
        return in_any_order(a.items, b.items, self.of)

    def _one_item(self, a: Value, b: Value) -> Comparison:
        """Return a set or list of one answer is that answer."""
        items, other = (a, b) if isinstance(a, Items) else (b, a)
        assert isinstance(items, Items)  # the caller has seen one
        if items.kind == "tuple" and items.mark == "()" and isinstance(other, Scalar):
            vector = components(other, len(items.items))
            if vector is not None:
                return in_order(items.items, vector, self.of)
        if items.kind in {"list", "set"} and len(items.items) == 1:
            return self.of(items.items[0], other)
        return differ("structure", "One of the two has several parts and the other has one.")

    def _matrices(self, a: Value, b: Value) -> Comparison:
        if _is_matrix_expression(a) or _is_matrix_expression(b):
            return self._ask(_matrix_node(a), _matrix_node(b))
        if isinstance(a, Scalar):
            a = _column(a, b)
        elif isinstance(b, Scalar):
            b = _column(b, a)
        first, second = _rows(a), _rows(b)
        if first is None or second is None:
            return differ("structure", "One of the two is a matrix and the other is not.")
        if not (isinstance(a, Matrix) and isinstance(b, Matrix)):
            first, second = _as_vector(first), _as_vector(second)
        return in_order(first, second, lambda x, y: in_order(x, y, self.of))

    def _regions(self, a: Value, b: Value) -> Comparison:
        if isinstance(a, Words | Quantity | Matrix) or isinstance(b, Words | Quantity | Matrix):
            return differ("structure", "One of the two is a set of numbers and the other is not.")
        if _is_number(a) or _is_number(b):
            return differ("structure", "One of the two is a number and the other a set of them.")
        try:
            return compare_regions(a, b, self.of)
        except NoValueError:
            return self._region_parts(a, b)

    def _region_parts(self, a: Value, b: Value) -> Comparison:
        """Compare sets that are not intervals of constants, part by part."""
        if isinstance(a, Items) and isinstance(b, Items):
            return together([self._items(a, b)], "The sets have the same parts.")
        return UNDECIDED

    # ── relations ────────────────────────────────────────────────────────────────────────────────

    def _relations(self, a: Value, b: Value) -> Comparison:
        if isinstance(a, Relation) and isinstance(b, Relation):
            return self._two_relations(a, b)
        relation, other = (a, b) if isinstance(a, Relation) else (b, a)
        assert isinstance(relation, Relation)  # the caller has seen one
        value = stated(relation, self.of)
        if value is None:
            shown = shortened(relation, self.of)
            value = None if shown is None else shown[1]
        if value is not None:
            return self.of(value, other)
        if is_region(relation):
            return self._regions(a, b)
        if isinstance(other, Items) and len(other.items) == 1:
            return self._one_item(other, relation)
        return differ("structure", "One of the two is an equation that states no value.")

    def _two_relations(self, a: Relation, b: Relation) -> Comparison:
        if is_region(a) and is_region(b):
            return any_of((self._regions_or_forms(a, b),))
        shown, other = shortened(a, self.of), shortened(b, self.of)
        if shown is not None and other is not None and (len(a.sides) > 2 or len(b.sides) > 2):
            same = (self.of(scalar(shown[0]), scalar(other[0])), self.of(shown[1], other[1]))
            return together(same, "The two give one quantity one value.")
        first, second = stated(a, self.of), stated(b, self.of)
        if first is not None and second is not None and parts_of(a)[0] == parts_of(b)[0]:
            return self.of(first, second)
        if first is not None and second is None and is_region(b):
            return self._of(first, b)
        if second is not None and first is None and is_region(a):
            return self._of(a, second)
        return self._forms(a, b)

    def _regions_or_forms(self, a: Relation, b: Relation) -> Comparison:
        try:
            return compare_regions(a, b, self.of)
        except NoValueError:
            return self._forms(a, b)

    def _forms(self, a: Relation, b: Relation) -> Comparison:
        """Compare by normal forms; equations that have none by the difference of their sides."""
        try:
            outcome = compare_relations(a, b)
        except UndefinedError:
            return UNDEFINED
        except NoValueError:
            outcome = UNDECIDED
        if outcome.equal is not None or not a.signs == b.signs == ("=",):
            return outcome
        first, second = _gap(*a.sides), _gap(*b.sides)
        return any_of(self._ask(first, other) for other in (second, Op("neg", (second,))))


def _words(a: Value, b: Value) -> Comparison:
    if isinstance(a, Words) and isinstance(b, Words) and _letters(a) == _letters(b):
        return Comparison(True, "words", "The two are the same words.")
    if isinstance(a, Scalar) and isinstance(b, Words):
        a, b = b, a
    if isinstance(a, Words) and isinstance(b, Scalar):
        run = letters_in(b.node) or ""
        if b.node == Sym(a.text) or run == a.text:
            return Comparison(True, "words", "The two are the same name.")
    return differ("words", "The words differ.")


def _letters(words: Words) -> str:
    if len(words.text) == 1:
        return words.text
    return words.text.casefold().replace("-", "").replace(" ", "").rstrip(".")


# ── numbers and units ────────────────────────────────────────────────────────────────────────────


def _is_number(value: Value) -> bool:
    return isinstance(value, Scalar) and isinstance(value.exact, Fraction)


def _is_literal(value: Scalar) -> bool:
    """Whether a number is written as programs write one (`0x1F`), which needs no base beside it."""
    return isinstance(value.node, Op) and value.node.name == "literal"


def _is_based(value: Scalar) -> bool:
    return isinstance(value.node, Op) and value.node.name == "based"


def _digits_only(value: Scalar) -> Scalar:
    assert isinstance(value.node, Op)  # it is based
    return scalar(value.node.args[0])


def _times(number: Scalar, factor: Fraction) -> Scalar:
    return scalar(Op("mul", (Num(factor), number.node))) if factor != 1 else number


def _bare_meanings(quantity: Quantity, other: Scalar) -> list[Scalar]:
    """Tell what a quantity is without its unit: its number, and a percentage a part of one.

    Up to 1 a number is read as a part,
    never as a percentage: 0.5 is not 0.5%.
    """
    if quantity.unit == PERCENT:
        share = _times(quantity.number, PERCENT.factor)
        small = isinstance(other.exact, Fraction) and abs(other.exact) <= 1
        return [share] if small else [share, quantity.number]
    return [quantity.number]


def _is_in_radians(value: Scalar) -> bool:
    """Whether an angle without a unit is meant in radians: there is a pi in it, or an arcsine."""
    if value.exact is not None and "pi" in atoms(value.exact):
        return True
    return any(each.name == "fn" and each.tag.startswith("arc") for each in operations(value.node))


def _in_degrees(value: Scalar) -> Scalar:
    return scalar(Op("div", (Op("mul", (Num(Fraction(180)), value.node)), Sym("pi"))))


def _in_radians(quantity: Quantity) -> Scalar:
    if quantity.unit.dimensions != DEGREES.dimensions:
        return quantity.number
    return scalar(Op("postfix", (quantity.number.node,), "deg"))


def _share_a_word(a: Unit, b: Unit) -> bool:
    """`3 apples` and `3 red apples`; not units proper, where every part counts."""
    if a.known or b.known:
        return False
    return bool({name for name, _ in a.dimensions} & {name for name, _ in b.dimensions})


def _gap(left: Node, right: Node) -> Node:
    return Op("add", (left, Op("neg", (right,))))


# ── matrices ─────────────────────────────────────────────────────────────────────────────────────


def _column(value: Scalar, matrix: Value) -> Value:
    """Return a sum of unit vectors as the tuple that a row or column may be compared with."""
    if not isinstance(matrix, Matrix) or 1 not in {len(matrix.rows), len(matrix.rows[0])}:
        return value
    vector = components(value, max(len(matrix.rows), len(matrix.rows[0])))
    return value if vector is None else Items("tuple", vector, "()")


def _rows(value: Value) -> tuple[tuple[Value, ...], ...] | None:
    """Return a matrix's rows; those of nested brackets; a tuple is a row."""
    if isinstance(value, Matrix):
        return value.rows
    if not isinstance(value, Items) or value.kind not in {"list", "tuple"} or not value.items:
        return None
    inner = [item.items for item in value.items if isinstance(item, Items)]
    if len(inner) == len(value.items):
        return tuple(inner)
    return (value.items,)


def _as_vector(rows: tuple[tuple[Value, ...], ...]) -> tuple[tuple[Value, ...], ...]:
    """Return a column as a row, since a tuple may stand for either."""
    if all(len(row) == 1 for row in rows):
        return (tuple(row[0] for row in rows),)
    return rows


def _is_matrix_expression(value: Value) -> bool:
    """Whether the value is computed from matrices: a product or a power of them."""
    return isinstance(value, Scalar) and _has_matrix(value.node)


def _has_matrix(node: Node) -> bool:
    if not isinstance(node, Op) or node.name == "det":
        return False
    return node.name == "matrix" or any(map(_has_matrix, node.args))


def _matrix_node(value: Value) -> Node:
    """Return the expression of a matrix or of what one is computed from. Raises NoValueError."""
    if isinstance(value, Scalar):
        return value.node
    if not isinstance(value, Matrix):
        raise NoValueError("no matrix")
    return Op("matrix", tuple(Op("row", tuple(map(_matrix_node, row))) for row in value.rows))
