"""What a verdict left open for the symbolic layer, and how its answers come back.

    verifier ─▶ verdict, details {"open_question": ...} ─▶ open_questions ─▶ symbolic layer
        ▲                                                                        │
        └────── state {"symbolic": {key of the question: Answer}} ◀──────────────┘

The verifier stays a pure function: asked again with the answers in the state, it leaves nothing
open. Whoever runs it decides where the symbolic layer, which may not end, is run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec

from .options import AnswerOptions
from .outcome import Comparison, differ

if TYPE_CHECKING:
    from ...core.types import JsonObject, State, Verdict

ANSWERS: Final = "symbolic"
"""Under this name a state holds answers, by the keys of their questions."""


class TooMuch(msgspec.Struct, frozen=True):
    """Why an answer is one that cannot be settled, which is its own doing (`9^{9^{9^9}}`).

    It is not right then: whoever can choose an answer could choose such a one.
    """

    reason: str


Answer: TypeAlias = bool | TooMuch
"""Equal or not, or neither can be told of this answer."""

OPEN: Final = "open_question"
"""Under this name the details of a verdict hold its question, and nothing else may stand there."""

ASKED: Final = "a question to the symbolic layer"

_MAX_DEPTH: Final = 8
"""Verifiers within verifiers whose details are searched; more is no verifier of ours."""


class Question(msgspec.Struct, frozen=True):
    """Whether two answers are equal under these options, by the symbolic layer if need be."""

    expected: str
    answer: str
    options: AnswerOptions = AnswerOptions()

    @property
    def key(self) -> str:
        """Return a text that is the same for the same question, whatever letters are in it."""
        options = self.options
        return json.dumps([self.expected, self.answer, options.ordered, options.tolerance])


def opened(question: Question) -> JsonObject:
    """Return what the details of a verdict that leaves `question` open hold besides."""
    return {OPEN: msgspec.to_builtins(question)}


def open_questions(verdict: Verdict) -> list[Question]:
    """Return the questions that a verdict left open, those of its parts included.

    Raises msgspec.ValidationError where something else is kept under their name.
    """
    return list(_found(verdict.details, _MAX_DEPTH))


def _found(details: Mapping[str, Any], depth: int) -> Iterator[Question]:
    if OPEN in details:
        yield msgspec.convert(details[OPEN], Question)
    elif depth:
        for inner in details.values():
            if isinstance(inner, dict):
                yield from _found(inner, depth - 1)


def answer_of(state: State, question: Question) -> Comparison | None:
    """Return the symbolic layer's answer where the state has it.

    A state is whatever a client sent, so that an answer of the wrong type is none.
    """
    answers = state.get(ANSWERS)
    equal = answers.get(question.key) if isinstance(answers, dict) else None
    if equal is True:
        return Comparison(True, "symbolic", "The two are the same by symbolic computation.")
    if equal is False:
        return differ("symbolic", "Symbolic computation does not show the two to be equal.")
    if isinstance(equal, TooMuch):
        return differ("symbolic", f"The answer is too much to be compared: {equal.reason}.")
    return None
