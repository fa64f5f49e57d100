"""Strict matching: the same rows in the same order with the same ids."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sallyport.verifiers.state_match import read_export, strict_match
from tests.verifiers.state_match.exported import PLOTS, TEMPLATE, changes, event, export, plots
from tests.verifiers.state_match.worlds import ACTIONS, Action, exported, play


def match(a: dict[str, Any], b: dict[str, Any]) -> bool:
    first, second = read_export(a), read_export(b)
    assert first is not None
    assert second is not None
    both = strict_match(first, second)
    assert both is strict_match(second, first)
    return both


NEW = event(4, "Lunch")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (export(), export(), True),
        (export(changes(inserted=[NEW])), export(changes(inserted=[NEW])), True),
        (export(changes(inserted=[NEW])), export(), False),
        (export(changes(inserted=[event(4, "LUNCH")])), export(changes(inserted=[NEW])), True),
        (export(changes(inserted=[event(5, "Lunch")])), export(changes(inserted=[NEW])), False),
        (export(changes(inserted=[event(4, "Lunch ")])), export(changes(inserted=[NEW])), False),
        (export(changes(deleted=[1])), export(changes(deleted=[1])), True),
        (export(changes(deleted=[1])), export(changes(deleted=[2])), False),
        (export(changes(deleted=[1])), export(changes(updated={1: {"event_name": "x"}})), False),
        (export(changes(updated={1: {"event_name": "EVENT 1"}})), export(), True),
        (export(changes(updated={1: {"duration": "31"}})), export(), False),
        # the last row deleted and made again is the same row
        (export(changes(deleted=[3], inserted=[dict(TEMPLATE[3])])), export(), True),
        (export(changes(deleted=[2, 3], inserted=[dict(TEMPLATE[2])])), export(changes(deleted=[3])), True),
        (export(changes(deleted=[3], inserted=[event(3, "x")])), export(changes(updated={3: {"event_name": "X"}})), True),
        (export(changes(deleted=[3], inserted=[event(3, "x")])), export(), False),
        (export(changes(deleted=[1], inserted=[event(4, "Event 1")])), export(), False),
        (export(changes(deleted=[0, 1, 2, 3])), export(changes(deleted=[0, 1, 2, 3])), True),
        (export(changes(deleted=[0, 1, 2, 3])), export(), False),
        (export(**{PLOTS.replace(".", "__"): plots("a", "b")}), export(**{PLOTS.replace(".", "__"): plots("a", "b")}), True),
        (export(**{PLOTS.replace(".", "__"): plots("a", "b")}), export(**{PLOTS.replace(".", "__"): plots("b", "a")}), False),
    ],
)  # fmt: skip
def test_tables_match_row_by_row(a: dict[str, Any], b: dict[str, Any], same: bool) -> None:
    assert match(a, b) is same


def lowered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{column: value.lower() for column, value in row.items()} for row in rows]


@settings(deadline=None)
@given(st.lists(ACTIONS, max_size=6), st.lists(ACTIONS, max_size=6))
def test_changes_match_exactly_when_the_whole_tables_are_the_same(
    a: list[Action], b: list[Action]
) -> None:
    same = lowered(play(a)) == lowered(play(b))
    assert match(export(exported(a)), export(exported(b))) is same
