"""What a law is: a promise, the examples that it is tried on, and a check of one example."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from hypothesis.strategies import SearchStrategy

from .case import Case
from .subject import Subject

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

Example: TypeAlias = tuple[Case, ...]
"""One case, or two that belong together."""


def applies(subject: Subject) -> str:
    """Apply to every subject."""
    return ""


@dataclass(frozen=True, kw_only=True)
class Law:
    """A promise that every verifier keeps.

    `examples` are what it is tried on; `opened` lends the check of one example, with what it needs
    while it is used. `skips` says why the law does not apply to a subject, or "".
    """

    name: str
    promise: str
    examples: Callable[[Subject], SearchStrategy[Example]]
    opened: Callable[[Subject], AbstractContextManager[Callable[..., bool]]]
    skips: Callable[[Subject], str] = applies

    def check(self, subject: Subject, *example: Case) -> bool:
        """Try the law on one example; return whether the example says anything about it.

        Raises BrokenLawError when the verifier does not keep the law.
        """
        with self.opened(subject) as check:
            return check(subject, *example)


def alone(check: Callable[..., bool]) -> Any:
    """Return an `opened` for a check that needs nothing."""
    return lambda subject: contextlib.nullcontext(check)
