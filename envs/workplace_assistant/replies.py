"""What a tool says when it does not do what was asked: a message that the agent reads and acts on.

Arguments of the wrong shape never come this far (see Tool.bind); here are the failures of a call
that was well formed: nothing of that id, a value that is not on the list, nothing given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..arguments import named

if TYPE_CHECKING:
    from collections.abc import Sequence


class Declined(Exception):  # noqa: N818 - an answer to the agent, not an error of anybody's code
    """The call is understood and not carried out; `message` tells the agent why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def need(**values: str | None) -> None:
    """Decline unless every one of these arguments is more than empty text."""
    empty = [name for name, value in values.items() if not value]
    if empty:
        raise Declined(f"Nothing was done: {', '.join(empty)} must not be empty.")


def need_one_of(**values: str | None) -> None:
    """Decline unless at least one of these arguments is more than empty text."""
    if not any(values.values()):
        raise Declined(f"Give at least one of these to search by: {', '.join(values)}.")


def need_choice(name: str, value: str, choices: Sequence[str]) -> None:
    """Decline unless the value is one of the choices, letter for letter."""
    if value not in choices:
        listed = ", ".join(map(repr, choices))
        raise Declined(f"{named(value)} is no {name}. Choose one of: {listed}.")


def need_address(name: str, value: str) -> None:
    """Decline unless the value could be a mail address: it holds `@` and a dot."""
    if "@" not in value or "." not in value:
        raise Declined(f"{named(value)} is no mail address; {name} must hold '@' and '.'.")
