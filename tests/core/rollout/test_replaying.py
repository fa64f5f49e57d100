from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.core.rollout.replaying import ABSENT, first_difference

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(values)
def test_a_value_does_not_differ_from_itself(value: Any) -> None:
    assert first_difference(value, value) is None


@given(values, values)
def test_a_difference_is_found_wherever_there_is_one(one: Any, other: Any) -> None:
    found = first_difference(one, other)
    assert (found is None) == (repr(_sorted(one)) == repr(_sorted(other)))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ({"a": 1}, {"a": 2}, (".a", 1, 2)),
        ({"a": {"b": [0, 1]}}, {"a": {"b": [0, 2]}}, (".a.b[1]", 1, 2)),
        ({"a": 1, "b": 2}, {"b": 2}, (".a", 1, ABSENT)),
        ({}, {"c": 3}, (".c", ABSENT, 3)),
        ([1], [1, 2], (".", [1], [1, 2])),
        (1, True, (".", 1, True)),
        ("a", None, (".", "a", None)),
    ],
)
def test_it_is_told_where(one: Any, other: Any, found: Any) -> None:
    assert first_difference(one, other) == found
