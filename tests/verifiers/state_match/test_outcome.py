"""Outcome matching: the same world, however it was reached."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.state_match import outcome_match, read_export
from tests.verifiers.state_match.exported import TEMPLATE, changes, event, export, plots
from tests.verifiers.state_match.worlds import ACTIONS, Action, exported


def match(a: dict[str, Any], b: dict[str, Any]) -> bool:
    first, second = read_export(a), read_export(b)
    assert first is not None
    assert second is not None
    return outcome_match(first, second)


ONE, TWO = event(4, "One"), event(5, "Two")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (export(), export(), True),
        (export(changes(inserted=[ONE, TWO])), export(changes(inserted=[TWO, ONE])), True),
        (export(changes(inserted=[ONE])), export(changes(inserted=[event(9, "One")])), True),
        (export(changes(inserted=[ONE, ONE])), export(changes(inserted=[ONE])), False),
        (export(changes(inserted=[ONE])), export(), False),
        (export(changes(inserted=[ONE | {"duration": 30}])), export(changes(inserted=[ONE])), True),
        (export(changes(inserted=[ONE | {"duration": 31}])), export(changes(inserted=[ONE])), False),
        (export(changes(inserted=[ONE | {"event_name": " one "}])), export(changes(inserted=[ONE])), True),
        (export(changes(inserted=[ONE | {"event_start": "2023-12-04 10:00"}])), export(changes(inserted=[ONE])), True),
        (export(changes(inserted=[ONE | {"notes": None}])), export(changes(inserted=[ONE])), True),
        (export(changes(updated={1: {"duration": "30.0"}})), export(), True),
        (export(changes(updated={1: {"duration": "45"}})), export(changes(updated={2: {"duration": "45"}})), False),
        (export(changes(deleted=[1])), export(changes(deleted=[2])), False),
        # made again with the same values, it is the row that was there
        (export(changes(deleted=[1], inserted=[event(4, "Event 1")])), export(), True),
        (export(changes(deleted=[1, 2], inserted=[event(4, "Event 1")])), export(changes(deleted=[2])), True),
        (export(changes(deleted=[1], inserted=[event(4, "Event 1"), event(5, "Event 1")])), export(), False),
        # made again with others, it is a new one
        (export(changes(deleted=[1], inserted=[event(4, "x")])), export(changes(updated={1: {"event_name": "x"}})), False),
        (export(analytics__plots=plots("a", "b")), export(analytics__plots=plots("b", "a")), True),
        (export(analytics__plots=plots("a", "a")), export(analytics__plots=plots("a")), False),
    ],
)  # fmt: skip
def test_worlds_match_by_what_is_in_them(a: dict[str, Any], b: dict[str, Any], same: bool) -> None:
    assert match(a, b) is same
    assert match(b, a) is same


WORLDS = st.lists(ACTIONS, max_size=5).map(lambda actions: export(exported(actions)))


@settings(deadline=None)
@given(WORLDS, WORLDS, WORLDS)
def test_being_the_same_world_is_an_equivalence(a: Any, b: Any, c: Any) -> None:
    assert match(a, a)
    assert match(a, b) is match(b, a)
    assert not (match(a, b) and match(b, c)) or match(a, c)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["x", "y", "z"]), max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_new_rows_does_not_matter(names: list[str], random: Any) -> None:
    made: list[Action] = [("create", name, "2023-12-04 10:00:00") for name in names]
    shuffled = random.sample(made, len(made))
    assert match(export(exported(made)), export(exported(shuffled)))


@settings(deadline=None)
@given(st.integers(0, 3), st.sampled_from(["x", "y"]))
def test_deleting_and_creating_are_independent(position: int, name: str) -> None:
    created: Action = ("create", name, "2023-12-04 10:00:00")
    deleted: Action = ("delete", position)
    assert match(export(exported([created, deleted])), export(exported([deleted, created])))


def test_rows_that_are_alike_are_told_apart_by_position() -> None:
    """Two template rows with the same values but for their ids: deleting one is not the other."""
    twins = changes(deleted=[1])
    twins["deleted"][0]["row"] = TEMPLATE[2] | {"event_id": "00000001"}
    assert not match(export(twins), export(changes(deleted=[2])))
