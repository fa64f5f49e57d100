"""A figure: what was measured, in what unit, and what it may be."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

Judgement: TypeAlias = Literal["ok", "over", ""]


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One measured value.

    `limit` must hold, `goal` is what we are after; None where there is none. Both are upper bounds,
    or lower ones when `at_least`. Both are in the figure's unit.
    """

    section: str
    what: str
    value: float
    unit: str
    limit: float | None = None
    goal: float | None = None
    at_least: bool = False

    @property
    def judgement(self) -> Judgement:
        """Whether the limit holds; empty when there is none."""
        if self.limit is None:
            return ""
        return "ok" if self._holds(self.limit) else "over"

    @property
    def at_goal(self) -> bool:
        """Whether there is a goal and it is reached."""
        return self.goal is not None and self._holds(self.goal)

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of its limit."""
        return None if not self.limit else self.value / self.limit

    def _holds(self, bound: float) -> bool:
        return self.value >= bound if self.at_least else self.value <= bound
