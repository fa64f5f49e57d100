"""Strategies of pairs that differ in what must not matter: each pair earns the same.

(a rollout, the same one with other ids | with thoughts between | in other words | in another order)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
from hypothesis import strategies as st

from ...core.types import JsonObject
from . import items
from .case import Case
from .json_values import one_of, texts
from .strategies import cases, rows, transcripts
from .subject import Solution, message_item

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from .subject import Subject

Pair: TypeAlias = tuple[Case, Case]
Solved: TypeAlias = list[tuple[JsonObject, Solution]]

_MOMENTS: Final = ("created_at", "started_at", "completed_at", "duration_s")
_IDS: Final = ("id", "call_id")
_CALL: Final = "function_call"


@st.composite
def other_ids(draw: DrawFn, subject: Subject) -> Pair:
    """Other ids of items and calls, other times and states of delivery."""
    case = draw(cases(subject))
    prefix = draw(st.sampled_from(("", "x", "call_call_", "\u00e9")))
    moment = draw(st.floats(0, 2e9))
    made = [
        {**_renamed(item, prefix), "status": "completed"} | dict.fromkeys(_MOMENTS, moment + number)
        for number, item in enumerate(case.items)
    ]
    ids = {"id": draw(texts)} if draw(st.booleans()) else {}
    return case, _with(case, tuple(ids | item for item in made))


def _renamed(item: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Return the item under other ids; what had the same id before has the same after."""
    return item | {name: f"{prefix}{item[name]}_" for name in _IDS if name in item}


@st.composite
def with_thoughts(draw: DrawFn, subject: Subject) -> Pair:
    """Reasoning between the items, which may hold the answer or another."""
    row = draw(rows(subject))
    case = Case(row, draw(transcripts(subject, row)))
    made = list(case.items)
    for thought in draw(st.lists(items.reasoning(row), min_size=1, max_size=3)):
        made.insert(draw(st.integers(0, len(made))), thought)
    solution = subject.solve(row)
    if solution is not None and solution.message and draw(st.booleans()):
        part = {"type": "summary_text", "text": solution.message}
        made.append({"type": "reasoning", "id": "rs", "summary": [part], "content": [part]})
    return case, _with(case, tuple(made))


@st.composite
def in_other_words(draw: DrawFn, subject: Subject) -> Pair:
    """Other messages, or none, around the same calls."""
    case = draw(cases(subject))
    kept = [item for item in case.items if item.get("type") != "message"]
    for text in draw(st.lists(items.said(case.row), max_size=2)):
        kept.insert(draw(st.integers(0, len(kept))), message_item(text))
    return case, _with(case, tuple(kept))


def in_another_order(subject: Subject) -> SearchStrategy[Pair]:
    """Two of the calls of a task's solution change places."""
    return _swapped(_of_several_calls(subject))


@st.composite
def _swapped(draw: DrawFn, solved: Solved) -> Pair:
    row, solution = draw(one_of(solved))
    made = list(solution.items())
    first, second = draw(
        st.lists(_places(len(solution.calls)), min_size=2, max_size=2, unique=True)
    )
    made[first], made[second] = made[second], made[first]
    return Case(row, solution.items()), Case(row, tuple(made))


def has_orders(subject: Subject) -> bool:
    """Whether there is a solution of several calls."""
    return bool(_of_several_calls(subject))


def _of_several_calls(subject: Subject) -> Solved:
    return [pair for pair in subject.solved() if len(pair[1].calls) > 1]


def _places(number: int) -> SearchStrategy[int]:
    return st.integers(0, number - 1)


def _with(case: Case, made: tuple[Any, ...]) -> Case:
    return msgspec.structs.replace(case, items=made)
