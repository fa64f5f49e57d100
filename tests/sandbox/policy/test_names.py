"""What an attribute's name alone decides."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sallyport.sandbox.policy.names import (
    GUARDED_NAMES,
    GUARDS,
    PLAIN_DUNDERS,
    REFUSED_NAMES,
    Access,
    access_of,
    is_dunder,
    mangled,
)


def test_tables_do_not_overlap() -> None:
    assert not REFUSED_NAMES & PLAIN_DUNDERS
    assert not REFUSED_NAMES & GUARDED_NAMES
    assert not PLAIN_DUNDERS & GUARDED_NAMES


def test_names_of_guards_cannot_be_written() -> None:
    assert not any(name.isidentifier() for name in GUARDS)


@given(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True))
def test_a_special_name_is_plain_only_by_being_listed(stem: str) -> None:
    name = f"__{stem.strip('_') or 'x'}__"
    if name not in PLAIN_DUNDERS:
        assert access_of(name) is not Access.PLAIN


@pytest.mark.parametrize("name", ["x", "_x", "_cache", "__private", "_asdict", "_replace", "T"])
def test_ordinary_and_private_names_are_plain(name: str) -> None:
    assert access_of(name) is Access.PLAIN


@given(st.from_regex(r"_{0,3}[A-Za-z][A-Za-z_]{0,4}", fullmatch=True), st.integers(0, 4))
def test_mangling_is_that_of_the_compiler(class_name: str, underscores: int) -> None:
    name = "_" * underscores + "x"
    space: dict[str, Any] = {}
    exec(f"class {class_name}:\n def f(self): return self.{name}\n", space)
    (compiled,) = space[class_name].f.__code__.co_names
    assert mangled(name, class_name) == compiled


def test_dunder_needs_something_between() -> None:
    assert not is_dunder("__")
    assert not is_dunder("____")
    assert is_dunder("__a__")
