"""Strategies of whole rollouts of a subject: tasks, transcripts, states, and cases of all three.

transcripts: nothing ── ordinary ── solved ── broken ── torn (what no message could hold)

Hypothesis makes numbers smaller, and takes earlier members: zero and the first are the plain ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from hypothesis import strategies as st

from ...core.transcript import transcript_of
from . import items
from .case import Case
from .json_values import objects, one_of, spoiled, torn, values

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from ...core.types import JsonObject, State
    from .subject import Subject

Items: TypeAlias = tuple[Any, ...]
Grade: TypeAlias = Literal["ordinary", "broken", "torn"]

MAX_ITEMS: Final = 5
"""Items of a generated transcript: what goes wrong between items does so among few."""


def rows(subject: Subject) -> SearchStrategy[JsonObject]:
    """Return a strategy of the subject's tasks, as they are."""
    return one_of(subject.rows)


def broken_rows(subject: Subject) -> SearchStrategy[JsonObject]:
    """Return a strategy of tasks with something missing or wrong in them, or that are none."""

    def made(row: JsonObject) -> SearchStrategy[JsonObject]:
        return spoiled(row).filter(lambda spoilt: isinstance(spoilt, dict))

    return st.one_of(rows(subject).flatmap(made), objects)


@st.composite
def transcripts(
    draw: DrawFn, subject: Subject, row: JsonObject, grade: Grade = "ordinary"
) -> Items:
    """The items of a rollout of the task; of grade `broken` or `torn` some of them are that."""
    solution = subject.solve(row) if draw(st.integers(0, 2)) == 2 else None
    begun = solution.items() if solution is not None else ()
    kept = begun[: draw(st.integers(0, len(begun)))] if draw(st.booleans()) else begun
    one: SearchStrategy[Any] = items.ordinary(row, subject.tools)
    if grade != "ordinary":
        kind = values if grade == "broken" else torn
        one = items.often_broken(row, subject.tools, kind)
    more = draw(st.lists(one, max_size=MAX_ITEMS))
    at = draw(st.integers(0, len(kept)))
    return (*kept[:at], *more, *kept[at:])


@st.composite
def states(draw: DrawFn, subject: Subject, row: JsonObject) -> State:
    """An end state of the task that is broken: with a part missing or wrong, or none at all."""
    solution = subject.solve(row)
    if solution is None or draw(st.integers(0, 4)) == 4:
        return draw(objects)
    transcript = transcript_of({"output": list(solution.items())})
    try:
        whole = subject.state_of(subject.task_of(row), transcript)
    # An author's code; what it raises is told where it is held to a law.
    except Exception:  # noqa: BLE001
        return draw(objects)
    state = draw(spoiled(whole))
    return state if isinstance(state, dict) else {}


@st.composite
def cases(draw: DrawFn, subject: Subject, grade: Grade = "ordinary") -> Case:
    """Tasks and transcripts, with the state that the calls lead to."""
    row = draw(rows(subject))
    return Case(row, draw(transcripts(subject, row, grade)))


_GRADES: Final[SearchStrategy[Grade]] = st.sampled_from(("ordinary", "broken", "torn"))


@st.composite
def any_cases(draw: DrawFn, subject: Subject) -> Case:
    """Anything at all: task, transcript or state, each may be broken."""
    row = draw(rows(subject))
    state = draw(states(subject, row)) if draw(st.integers(0, 3)) == 3 else None
    made = draw(transcripts(subject, row, draw(_GRADES)))
    broken = draw(st.integers(0, 3)) == 3
    return Case(draw(broken_rows(subject)) if broken else row, made, state)
