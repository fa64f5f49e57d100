r"""Strategies of solutions with one value changed so that they are right no more.

{"duration": "30"} ─▶ {"duration": "40"}      "The answer is \boxed{12}." ─▶ "... \boxed{22}."
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
from hypothesis import strategies as st

from ...core.types import JsonObject, ToolCall
from .case import Case
from .json_values import one_of
from .subject import Solution

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import DrawFn, SearchStrategy

    from .subject import Subject

Path: TypeAlias = tuple[str | int, ...]
Solved: TypeAlias = list[tuple[JsonObject, Solution]]

_NUMERAL: Final = re.compile("[0-9]+")
_LETTER_OR_DIGIT: Final = re.compile("[0-9A-Za-z]")
_UNSURE: Final = re.compile(r"[\^_]")
"""A power of zero or a mark below: a number there may change and the value stay the same."""


def changed(subject: Subject) -> SearchStrategy[tuple[Case, Case]]:
    """A solved rollout, and the same one with a value of one action, or of the answer, changed."""
    return _changed(changeable(subject), in_calls=subject.judges_state)


@st.composite
def _changed(draw: DrawFn, solved: Solved, *, in_calls: bool) -> tuple[Case, Case]:
    row, solution = draw(one_of(solved))
    other = _with_another_call(draw, solution) if in_calls else _answered(solution)
    return Case(row, solution.items()), Case(row, other.items())


def changeable(subject: Subject) -> Solved:
    """Return the solved tasks of which it is known how a value can be changed."""
    fits = _changeable_calls if subject.judges_state else _has_numeral
    return [pair for pair in subject.solved() if fits(pair[1])]


def _changeable_calls(solution: Solution) -> list[int]:
    return [at for at, call in enumerate(solution.calls) if list(_paths(call.arguments))]


def _has_numeral(solution: Solution) -> bool:
    message = solution.message
    return bool(_NUMERAL.search(message)) and not _UNSURE.search(message)


def _with_another_call(draw: DrawFn, solution: Solution) -> Solution:
    at = draw(st.sampled_from(_changeable_calls(solution)))
    call = solution.calls[at]
    path = draw(st.sampled_from(list(_paths(call.arguments))))
    arguments: Any = copy.deepcopy(call.arguments)
    inner = arguments
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = _another(draw, inner[path[-1]])
    calls = (*solution.calls[:at], ToolCall(call.name, arguments), *solution.calls[at + 1 :])
    return msgspec.structs.replace(solution, calls=calls)


def _paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Lead to every value that `_another` can change."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _paths(inner, (*path, at))
    elif isinstance(value, str | int | float):
        yield path


def _another(draw: DrawFn, value: str | float) -> str | float:
    """Return another value of the same type, which no reading of text or numbers holds equal."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    places = [match.start() for match in _LETTER_OR_DIGIT.finditer(value)]
    if not places or draw(st.booleans()):
        return f"{value} changed"
    at = draw(st.sampled_from(places))
    return value[:at] + _next(value[at]) + value[at + 1 :]


def _next(sign: str) -> str:
    """Return the digit or letter after this one; after the last comes the first."""
    last = {"9": "0", "z": "a", "Z": "A"}
    return last.get(sign) or chr(ord(sign) + 1)


def _answered(solution: Solution) -> Solution:
    """Change the first digit of the answer: whatever the tolerance, that is another number."""
    first = _NUMERAL.search(solution.message)
    assert first is not None  # `changeable` has seen one
    at = first.start()
    text = solution.message
    message = text[:at] + _next(text[at]) + text[at + 1 :]
    return msgspec.structs.replace(solution, message=message)
