"""States that differ in order only have one form."""

from __future__ import annotations

from typing import Any

import pytest

from sallyport.verifiers.laws.state_forms import unordered
from tests.verifiers.laws.quiz import world

A, B = {"text": "a"}, {"text": "b"}


def found(*notes: dict[str, Any]) -> dict[str, Any]:
    return {"found": world(list(notes))}


def test_ids_and_places_of_new_rows_are_left_out() -> None:
    assert unordered(found(A, B)) == unordered(found(B, A))


@pytest.mark.parametrize("other", [found(A), found(A, A), found(A, B, B), {}])
def test_other_rows_are_another_form(other: dict[str, Any]) -> None:
    assert unordered(found(A, B)) != unordered(other)


@pytest.mark.parametrize("state", [{}, {"found": 3}, {"count": [1, 2]}])
def test_what_is_no_export_is_its_own_form(state: dict[str, Any]) -> None:
    assert unordered(state) == state
