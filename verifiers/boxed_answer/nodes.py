"""The syntax tree of an answer: what was written, before any of it is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction


class Num(msgspec.Struct, frozen=True):
    """A number as written. `places` counts the digits after the point; None: none was written."""

    value: Fraction
    places: int | None = None


class Sym(msgspec.Struct, frozen=True):
    """A variable or named constant: `x`, `alpha`, `x_{1}`, `pi`, `infinity`, `bbR`."""

    name: str


class Text(msgspec.Struct, frozen=True):
    """Words: `even`, `no solution`; lower case, one space between them."""

    words: str


class Op(msgspec.Struct, frozen=True):
    """An operation on `args`. `tag` tells variants apart: brackets, relation signs, a unit."""

    name: str
    args: tuple[Node, ...]
    tag: str = ""


Node: TypeAlias = Num | Sym | Text | Op


def operations(node: Node) -> Iterator[Op]:
    """Yield every operation in a tree, an outer one before what it works on."""
    if isinstance(node, Op):
        yield node
        for argument in node.args:
            yield from operations(argument)


class UnreadableError(Exception):
    """The text is not mathematics in the notation read here; a deeper reader may know it."""


class NoValueError(Exception):
    """A value exists, or may, but not within the bounds of this arithmetic."""


class UndefinedError(NoValueError):
    """There is no such value: a division by zero, the logarithm of zero. It equals nothing."""
