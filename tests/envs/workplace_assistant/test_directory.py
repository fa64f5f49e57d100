"""The directory's tool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Call = Callable[..., Any]

FIND = "company_directory_find_email_address"


def test_finds_every_address_that_contains_the_name_in_any_case(call: Call) -> None:
    assert call(FIND, name="IDA") == ["ida@larkfield.org"]
    assert call(FIND, name="Zoë") == ["zoë@larkfield.org"]
    assert call(FIND, name="@larkfield") == [
        "ida@larkfield.org",
        "omar@larkfield.org",
        "zoë@larkfield.org",
    ]


@pytest.mark.parametrize("name", ["nobody", "%", "_", "[", "?", "i.a"])
def test_finds_nothing_by_patterns(call: Call, name: str) -> None:
    assert call(FIND, name=name) == []


def test_an_empty_name_is_declined(declined: Call) -> None:
    assert "name" in declined(FIND)
    assert "name" in declined(FIND, name="")
