"""One example of what a verifier judges, as plain JSON values."""

from __future__ import annotations

from typing import Any

import msgspec

from ...core.types import JsonObject, State


class Case(msgspec.Struct, frozen=True):
    """A task row, the items of a response's `output`, and the end state.

    `state` None is the ordinary case: the state that the transcript's own calls lead to. Items may
    be any JSON value, as in a response that came from outside.
    """

    row: JsonObject
    items: tuple[Any, ...] = ()
    state: State | None = None

    def __repr__(self) -> str:
        """Hypothesis shows what failed, however deep it is."""
        try:
            return f"Case(row={self.row!r}, items={self.items!r}, state={self.state!r})"
        except RecursionError:
            return "Case(...)  # too deep to be shown"
