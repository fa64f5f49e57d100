"""Letters side by side: a product, or a name, a sequence, a choice.

ab, ba      ──▶ a product, as soon as one of the two reads as algebra (see `compare_letters`)
HTH, HHT    ──▶ text
x^2 + C, x^2 + c  ──▶ the constant of an integral, whatever its letter
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from .nodes import Node, Op, Sym
from .outcome import Comparison, differ
from .ratios import Ratio
from .values import Items, Relation, Scalar, scalar

if TYPE_CHECKING:
    from .polynomials import Polynomial
    from .values import Value

_VARIABLES: Final = frozenset("uvwxyz")
_NAMES: Final = ("v:C", "v:c", "v:K", "v:k", "v:C_{1}", "v:c_{1}", "v:C_{0}", "v:c_{0}")
_CONSTANTS: Final = {name: ((name, Fraction(1)),) for name in _NAMES}


def compare_letters(expected: Node, found: Node) -> Comparison | None:
    """Compare two runs of single letters as text; None: at least one is algebra.

    A run is algebra when all its letters are u to z, or it is two small letters; and beside
    anything but a run (a power, a coefficient, a sum) it is a product like any other.
    """
    a = letters_in(expected)
    b = letters_in(found) if a is not None else None
    if a is None or b is None or (_is_product(a) and _is_product(b)):
        return None
    if a == b:
        return Comparison(True, "words", "The two are the same letters.")
    return differ("words", "The letters, or their order, differ.")


def letters_in(node: Node) -> str | None:
    """Return the letters of a product of nothing but single letters, or None."""
    if not (isinstance(node, Op) and node.name == "mul"):
        return None
    letters = [each.name for each in node.args if isinstance(each, Sym) and len(each.name) == 1]
    return "".join(letters) if len(letters) == len(node.args) else None


def _is_product(letters: str) -> bool:
    return letters.islower() and (len(letters) == 2 or _VARIABLES.issuperset(letters))


def with_constant_of(expected: Scalar, found: Scalar) -> Scalar:
    """Return `found` with its constant of integration named as that of `expected`."""
    a = _constant(expected)
    b = _constant(found) if a is not None else None
    if a is None or b is None or a == b:
        return found
    return scalar(_renamed(found.node, b.removeprefix("v:"), a.removeprefix("v:")))


def _constant(value: Scalar) -> str | None:
    """Return the letter that is added once, by itself, to an expression in other variables."""
    if not isinstance(value.exact, Ratio) or len(value.exact.over) != 1:
        return None
    top: Polynomial = value.exact.top
    for name, own in _CONSTANTS.items():
        if top.get(own) != 1:
            continue
        others = [monomial for monomial in top if monomial != own]
        if others and not any(name in str(m) for m in others):
            varies = any(factor.startswith(("v:", "f:")) for m in others for factor, _ in m)
            return name if varies else None
    return None


def with_parameter_of(expected: Items, found: Items) -> Items:
    r"""Return `found` with the parameter that its last item declares named as that of `expected`.

    In `\pi/4 + k\pi, k \in Z` the letter does not matter, unless the answer has the other one too.
    """
    a, b = _parameter(expected), _parameter(found)
    if a is None or b is None or a == b:
        return found
    items: list[Value] = []
    for item in found.items:
        if isinstance(item, Scalar) and not _has(item.node, a):
            items.append(scalar(_renamed(item.node, b, a)))
        elif isinstance(item, Relation) and not any(_has(side, a) for side in item.sides):
            items.append(Relation(tuple(_renamed(s, b, a) for s in item.sides), item.signs))
        else:
            return found
    return Items(found.kind, tuple(items), found.mark)


def _parameter(items: Items) -> str | None:
    last = items.items[-1] if items.items else None
    if not isinstance(last, Relation) or last.signs != ("in",) or last.sides[1] != Sym("bbZ"):
        return None
    name = last.sides[0]
    return name.name if isinstance(name, Sym) else None


def _has(node: Node, name: str) -> bool:
    if isinstance(node, Op):
        return any(_has(each, name) for each in node.args)
    return node == Sym(name)


def _renamed(node: Node, old: str, new: str) -> Node:
    if isinstance(node, Sym):
        return Sym(new) if node.name == old else node
    if isinstance(node, Op):
        return Op(node.name, tuple(_renamed(each, old, new) for each in node.args), node.tag)
    return node
