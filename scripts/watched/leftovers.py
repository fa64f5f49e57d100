"""What is left of sessions, and of a server: figures that have to be 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .holdings import Holdings, surplus
from .report import none_of

if TYPE_CHECKING:
    from scripts.benchmarks.figures import Figure

    from .server import Remains

STRAYS: Final = "workers lent to nobody, or known to no pool"


def left(section: str, before: Holdings, after: Holdings) -> list[Figure]:
    """Return a figure for each count that a server holds: by how much it is more than before."""
    more = surplus(before, after)
    return [
        none_of(section, f"{name} left, beyond {was:,}", count)
        for name, was, count in zip(more._fields, before, more, strict=True)
    ]


def remaining(remains: Remains) -> list[Figure]:
    """Return a figure for each kind of thing that may be left of a server after its end."""
    return [none_of("server ended", f"{what} left", count) for what, count in vars(remains).items()]
