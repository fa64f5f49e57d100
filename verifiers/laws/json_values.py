"""Strategies of JSON values: ordinary ones, odd ones, and such that no JSON text gives."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

ODD_TEXTS: Final = (
    *("", " ", "\0", "\u202e", "\u0663", "\u00bd", "\u0130", "\ufeff", "e\u0301", "1" * 60),
    *("nan", "null", "[]", "{", "}", "<think>", "</think>", "\\", "$", "%s", "{0}", "9" * 400),
    *("\\boxed{", "\\boxed{1}", "\\boxed{}", "\\boxed 5", "\\frac{1}{0}", "9^{9^{9}}"),
)
"""Texts that readers of text stumble over: marks without their partner, digits that are not ASCII,
direction marks, more digits than a number may have."""

DEEP: Final = 5000
"""Levels of a value that no recursive function gets through; Hypothesis lets it go 2000 deep."""

texts: Final = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=20), st.sampled_from(ODD_TEXTS)
)
"""Text that can be sent."""

numbers: Final = st.one_of(
    st.integers(-3, 3), st.integers(), st.floats(allow_nan=False, allow_infinity=False)
)

scalars: Final = st.one_of(st.none(), st.booleans(), numbers, texts)

values: Final = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=5,
)
"""Any JSON value."""

objects: Final = st.dictionaries(texts, values, max_size=4)
"""Any JSON object."""


def nested(levels: int) -> list[Any]:
    """Return a list in a list and so on; the innermost is empty."""
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


torn: Final = st.one_of(
    st.sampled_from(("\ud800", {"a": "\udfff"}, 10**400, [2**70], -(10**40))),
    st.sampled_from((100, 900, DEEP, DEEP, DEEP)).map(nested),
)
"""Values that no message holds, but an object made in Python may: half characters, numbers of more
digits than are read, depth without end."""


def one_of(several: Sequence[Any]) -> SearchStrategy[Any]:
    """Return a strategy of the members, of which there may be thousands: it does not show them."""
    return st.integers(0, len(several) - 1).map(lambda at: several[at])


@st.composite
def spoiled(draw: DrawFn, value: Any, kind: SearchStrategy[Any] = values) -> Any:
    """Return the value with one part of it, at any depth, replaced or left out; a copy."""
    how = draw(st.sampled_from(("a part", "a part", "gone", "whole")))
    if not isinstance(value, dict | list) or not value or how == "whole":
        return draw(kind)
    whole = copy.deepcopy(value)
    keys: Sequence[Any] = list(whole) if isinstance(whole, dict) else range(len(whole))
    key = draw(st.sampled_from(keys))
    if how == "gone":
        del whole[key]
    else:
        whole[key] = draw(spoiled(whole[key], kind))
    return whole
