"""How answers are to be compared: set by the server, and by each task over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from ...core.errors import InvalidTaskError

if TYPE_CHECKING:
    from collections.abc import Mapping


class AnswerOptions(msgspec.Struct, frozen=True):
    """`ordered`: whether the order of several answers counts; None: in tuples yes, else no.

    `tolerance`: the relative difference at which a decimal is right; None: see
    scalars.DECIMAL_TOLERANCE. `symbolic`: whether answers that the exact layers leave open go to
    the symbolic layer. `judge_unread`: whether answers that were not understood go to a judge model
    rather than be wrong.
    """

    ordered: bool | None = None
    tolerance: float | None = None
    symbolic: Literal["on", "off"] = "on"
    judge_unread: bool = False


_FIELDS: Final = frozenset(AnswerOptions.__struct_fields__)


def options_of(row: Mapping[str, Any], default: AnswerOptions) -> AnswerOptions:
    """Return the options of one task: its own fields where it has them, else `default`.

    Raises InvalidTaskError, naming the field.
    """
    if _FIELDS.isdisjoint(row):
        return default
    ordered, tolerance, symbolic, unread = (
        row.get(name) for name in AnswerOptions.__struct_fields__
    )
    return AnswerOptions(
        default.ordered if ordered is None else _flag(ordered, "ordered"),
        default.tolerance if tolerance is None else _tolerance(tolerance),
        default.symbolic if symbolic is None else _switch(symbolic),
        default.judge_unread if unread is None else _flag(unread, "judge_unread"),
    )


def _flag(value: object, field: str) -> bool:
    if isinstance(value, bool):
        return value
    raise InvalidTaskError(f"{field} must be true or false", field=field)


def _tolerance(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1:
        return float(value)
    raise InvalidTaskError("tolerance must be a number from 0 to below 1", field="tolerance")


def _switch(value: object) -> Literal["on", "off"]:
    """YAML reads `off` as false, so both are taken."""
    if value is True or value == "on":
        return "on"
    if value is False or value == "off":
        return "off"
    raise InvalidTaskError("symbolic must be on or off", field="symbolic")
