"""How large a number is at least, from its expression, without computing it.

9^{9^{9^9}}  ──▶  its logarithm is beyond every float, and so the number is beyond every other here
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

from .exact import exact_of
from .limits import MAX_BITS
from .nodes import Node, Num, Op, Sym

_CONSTANTS: Final = {"pi": math.log2(3), "e": math.log2(2.7)}
_LARGEST: Final = 1e300
"""Of a logarithm, to the base 2; what is larger counts as infinite."""


def is_beyond(node: Node) -> bool:
    """Whether an expression is for certain greater than every number that has an exact form."""
    bits = least_bits(node)
    return bits is not None and bits > MAX_BITS


def least_bits(node: Node) -> float | None:
    """Return a lower bound of the logarithm, to the base 2, of a number from 1; None: not known."""
    if isinstance(node, Num):
        return (
            math.log2(node.value.numerator // node.value.denominator) if node.value >= 1 else None
        )
    if isinstance(node, Sym):
        return _CONSTANTS.get(node.name)
    if not isinstance(node, Op) or node.name not in {"pow", "mul", "add", "postfix"}:
        return None
    value = exact_of(node)
    if isinstance(value, Fraction):
        return math.log2(value.numerator // value.denominator) if value >= 1 else None
    parts = [least_bits(each) for each in node.args]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if node.name == "postfix":
        # n! is at least 2^(n-1).
        return _raised(known[0]) - 1 if node.tag == "!" else None
    if node.name == "pow":
        return known[0] * _raised(known[1]) if known[0] else 0.0
    return math.fsum(known) if node.name == "mul" else max(known)


def _raised(bits: float) -> float:
    """Return 2^bits, or infinity."""
    return 2.0**bits if bits < math.log2(_LARGEST) else math.inf
