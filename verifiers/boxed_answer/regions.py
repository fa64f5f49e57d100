"""Sets of real numbers in one normal form: disjoint pieces in ascending order.

(-inf, 2] u (1, 5)    ─┐
x < 5                 ─┼─▶ Pieces, "x" or no name ──▶ compared piece by piece
R - [5, inf)            ─┘
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Final, TypeAlias

import msgspec

from .limits import MAX_ITEMS
from .nodes import Node, NoValueError, Op, Sym
from .numeric import Number, infinity, real_value
from .outcome import Comparison, differ, in_order, together
from .values import Items, Region, Relation, Scalar, Value, scalar, value_of

_REALS: Final = Sym("bbR")
_INFINITY: Final = Sym("infinity")
_INFINITIES: Final = (_INFINITY, Op("neg", (_INFINITY,)))
_BRACKETS: Final = {
    "()": (False, False),
    "(]": (False, True),
    "[)": (True, False),
    "[]": (True, True),
}


class End(msgspec.Struct, frozen=True):
    """One end of a piece: where, whether the point belongs to it, and the expression for it."""

    at: Number
    closed: bool
    node: Node


class Piece(msgspec.Struct, frozen=True):
    """An interval, or one point; `low.at <= high.at`."""

    low: End
    high: End


class Pieces(msgspec.Struct, frozen=True):
    """A set, and the variable that an inequality named for it."""

    pieces: tuple[Piece, ...]
    variable: str | None = None


def is_region(value: Value) -> bool:
    """Whether the value can only be meant as a set of reals (a pair in brackets may be a point)."""
    if isinstance(value, Scalar):
        return value.node == _REALS
    if isinstance(value, Region):
        return True
    if isinstance(value, Relation):
        return not {"=", "~", "≡", "in"} & set(value.signs)
    if isinstance(value, Items) and value.kind == "list":
        return bool(value.items) and all(is_region(item) for item in value.items)
    return isinstance(value, Items) and _is_interval_only(value)


def _is_interval_only(value: Items) -> bool:
    if value.kind != "tuple" or len(value.items) != 2:
        return False
    ends = [item.node for item in value.items if isinstance(item, Scalar)]
    unbounded = any(node in _INFINITIES for node in ends)
    return len(ends) == 2 and (value.mark in {"(]", "[)"} or unbounded)


def pieces_of(value: Value) -> Pieces:
    """Return the set that a value stands for. Raises NoValueError when it is none read here."""
    if isinstance(value, Scalar) and value.node == _REALS:
        return Pieces((_LINE,))
    if isinstance(value, Region):
        return _combined(value.node)
    if isinstance(value, Relation):
        return _of_relation(value)
    if isinstance(value, Items):
        return _of_items(value)
    raise NoValueError("not a set of real numbers")


def compare_regions(
    expected: Value, found: Value, compare: Callable[[Value, Value], Comparison]
) -> Comparison:
    """Compare two sets of reals by their pieces. Raises NoValueError."""
    a, b = pieces_of(expected), pieces_of(found)
    if a.variable and b.variable and a.variable != b.variable:
        return differ("structure", "The conditions are on different variables.")
    return in_order(a.pieces, b.pieces, lambda x, y: _compare_pieces(x, y, compare))


Compare: TypeAlias = Callable[[Value, Value], Comparison]


def _compare_pieces(a: Piece, b: Piece, compare: Compare) -> Comparison:
    if (a.low.closed, a.high.closed) != (b.low.closed, b.high.closed):
        return differ("structure", "An end belongs to one of the two and not to the other.")
    ends = ((a.low, b.low), (a.high, b.high))
    return together(
        (compare(scalar(x.node), scalar(y.node)) for x, y in ends), "The intervals are the same."
    )


# ── building ─────────────────────────────────────────────────────────────────────────────────────


def _end(node: Node, closed: bool) -> End:
    return End(real_value(node), closed, node)


_LOW: Final = End(-infinity(), False, Op("neg", (_INFINITY,)))
_HIGH: Final = End(infinity(), False, _INFINITY)
_LINE: Final = Piece(_LOW, _HIGH)


def _of_items(value: Items) -> Pieces:
    if value.kind == "set":
        return Pieces(_normal([_point(item) for item in value.items]))
    if value.kind == "tuple" and len(value.items) == 2 and value.mark in _BRACKETS:
        return Pieces(_normal([_interval(value)]))
    if value.kind == "list" and value.items:
        return _of_conditions(value)
    raise NoValueError("not a set of real numbers")


def _point(item: Value) -> Piece:
    if not isinstance(item, Scalar):
        raise NoValueError("not a set of real numbers")
    end = _end(item.node, True)
    return Piece(end, end)


def _interval(value: Items) -> Piece:
    low, high = value.items
    if not (isinstance(low, Scalar) and isinstance(high, Scalar)):
        raise NoValueError("not an interval of real numbers")
    closed = _BRACKETS[value.mark]
    piece = Piece(_end(low.node, closed[0]), _end(high.node, closed[1]))
    if piece.low.at > piece.high.at:
        raise NoValueError("not an interval: its ends are the wrong way round")
    return piece


def _of_conditions(value: Items) -> Pieces:
    """Conditions joined by a word; those parted by commas hold together, unless none can."""
    parts = [pieces_of(item) for item in value.items]
    if value.mark == "or":
        return _joined(parts, _union)
    both = _joined(parts, _intersection)
    return both if both.pieces or value.mark == "and" else _joined(parts, _union)


def _joined(parts: Sequence[Pieces], join: Callable[..., tuple[Piece, ...]]) -> Pieces:
    names = {part.variable for part in parts}
    if len(names) > 1:
        raise NoValueError("conditions on several variables")
    return Pieces(reduce(join, (part.pieces for part in parts)), names.pop())


def _combined(node: Op) -> Pieces:
    left, right = (pieces_of(value_of(argument)).pieces for argument in node.args)
    return Pieces(_OPERATIONS[node.name](left, right))


def _of_relation(value: Relation) -> Pieces:
    """Return a chain of inequalities on one variable that stands alone on a side of each."""
    parts = [
        _half_line(left, sign, right)
        for left, sign, right in zip(value.sides, value.signs, value.sides[1:], strict=False)
    ]
    return _joined(parts, _intersection)


_TURNED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "!=": "!="}


def _half_line(left: Node, sign: str, right: Node) -> Pieces:
    if sign not in _TURNED:
        raise NoValueError("not an inequality")
    if not isinstance(left, Sym) or left == _INFINITY:
        left, sign, right = right, _TURNED[sign], left
    if not isinstance(left, Sym):
        raise NoValueError("an inequality that is not solved for its variable")
    end = _end(right, sign.endswith("="))
    if sign == "!=":
        return Pieces(_difference((_LINE,), (Piece(end, _closed(end)),)), left.name)
    piece = Piece(_LOW, end) if sign.startswith("<") else Piece(end, _HIGH)
    return Pieces((piece,), left.name)


# ── operations ───────────────────────────────────────────────────────────────────────────────────


def _normal(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Sorted, without empty pieces, those that touch made one."""
    if len(pieces) > MAX_ITEMS:
        raise NoValueError("too many intervals")
    kept = [p for p in pieces if p.low.at < p.high.at or (p.low.closed and p.high.closed)]
    kept.sort(key=lambda piece: (piece.low.at, not piece.low.closed))
    merged: list[Piece] = []
    for piece in kept:
        if merged and _touches(merged[-1], piece):
            merged[-1] = Piece(merged[-1].low, max(merged[-1].high, piece.high, key=_upper))
        else:
            merged.append(piece)
    return tuple(merged)


def _upper(end: End) -> tuple[Number, bool]:
    return end.at, end.closed


def _lower(end: End) -> tuple[Number, bool]:
    return end.at, not end.closed


def _touches(left: Piece, right: Piece) -> bool:
    if left.high.at != right.low.at:
        return bool(left.high.at > right.low.at)
    return left.high.closed or right.low.closed


def _union(left: Sequence[Piece], right: Sequence[Piece]) -> tuple[Piece, ...]:
    return _normal([*left, *right])


def _intersection(left: Sequence[Piece], right: Sequence[Piece]) -> tuple[Piece, ...]:
    common = [
        Piece(max(a.low, b.low, key=_lower), min(a.high, b.high, key=_upper))
        for a in left
        for b in right
    ]
    return _normal([piece for piece in common if piece.low.at <= piece.high.at])


def _difference(left: Sequence[Piece], right: Sequence[Piece]) -> tuple[Piece, ...]:
    return _intersection(left, _complement(right))


def _complement(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    gaps: list[Piece] = []
    low = _LOW
    for piece in pieces:
        gaps.append(Piece(low, _opposite(piece.low)))
        low = _opposite(piece.high)
    gaps.append(Piece(low, _HIGH))
    return _normal([gap for gap in gaps if gap.low.at < gap.high.at or gap.low.closed])


def _opposite(end: End) -> End:
    return End(end.at, not end.closed, end.node)


def _closed(end: End) -> End:
    return End(end.at, True, end.node)


_OPERATIONS: Final = {"union": _union, "intersection": _intersection, "difference": _difference}
