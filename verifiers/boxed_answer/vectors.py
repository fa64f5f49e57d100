r"""Vectors that are written as sums of unit vectors.

2\hat{i} - \hat{j} + a\hat{k}  ──▶  2, -1, a
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from .nodes import Node, Num, Op, Sym
from .polynomials import ONE
from .ratios import Ratio
from .values import Scalar, scalar

_DECORATIONS: Final = ("hat", "vec", "overrightarrow", "widehat", "bar", "overline")
_AXES: Final[dict[str, int]] = {
    f"{decoration} {axis}": place
    for decoration in _DECORATIONS
    for axes in ("ijk", "xyz")
    for place, axis in enumerate(axes)
} | {"i": 0, "j": 1, "k": 2}


def components(value: Scalar, count: int) -> tuple[Scalar, ...] | None:
    """Return the `count` components of a sum of unit vectors; None: the value is none of that many.

    Without a mark i, j and k are unit vectors too, since this is asked only beside a vector.
    """
    if not isinstance(value.exact, Ratio) or value.exact.over.keys() != {ONE}:
        return None
    for monomial in value.exact.top:
        axes = [(_AXES[name], n) for atom, n in monomial if (name := _name(atom)) in _AXES]
        if len(axes) != 1 or axes[0][0] >= count or axes[0][1] != 1:
            return None
    return tuple(scalar(_along(value.node, place)) for place in range(count))


def _name(atom: str) -> str:
    return atom.removeprefix("v:")


def _along(node: Node, place: int) -> Node:
    """Return what an expression is where one unit vector is 1 and the others are 0."""
    if isinstance(node, Sym) and node.name in _AXES:
        return Num(Fraction(_AXES[node.name] == place))
    if isinstance(node, Op):
        return Op(node.name, tuple(_along(each, place) for each in node.args), node.tag)
    return node
