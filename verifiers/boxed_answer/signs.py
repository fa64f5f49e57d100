"""Plus-minus: one expression that stands for several.

1 ± a        ──▶  1 + a,  1 - a
a ± b ∓ c    ──▶  a + b - c,  a - b + c
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from .limits import MAX_SIGNS
from .nodes import Node, Op, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator


def variants(node: Node) -> Iterator[Node]:
    """Yield the expression for every choice of signs, at least one.

    Beside a minus-plus all signs go together; without one each is free. Raises UnreadableError
    when there are more than MAX_SIGNS.
    """
    count, coupled = _count_signs(node)
    if count > MAX_SIGNS:
        raise UnreadableError(f"more than {MAX_SIGNS} plus-minus signs")
    if not count:
        yield node
    elif coupled:
        yield from (_chosen(node, iter([upper] * count)) for upper in (True, False))
    else:
        for choice in product((True, False), repeat=count):
            yield _chosen(node, iter(choice))


def _count_signs(node: Node) -> tuple[int, bool]:
    if not isinstance(node, Op):
        return 0, False
    counts = [_count_signs(argument) for argument in node.args]
    own = node.name in {"plusminus", "minusplus"}
    coupled = node.name == "minusplus" or any(inner for _, inner in counts)
    return own + sum(count for count, _ in counts), coupled


def _chosen(node: Node, choice: Iterator[bool]) -> Node:
    if not isinstance(node, Op):
        return node
    args = tuple(_chosen(argument, choice) for argument in node.args)
    if node.name not in {"plusminus", "minusplus"}:
        return Op(node.name, args, node.tag)
    last: Node = args[-1]
    if next(choice) != (node.name == "plusminus"):
        last = Op("neg", (last,))
    return Op("add", (args[0], last)) if len(args) == 2 else last
